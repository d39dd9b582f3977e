// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/bytes/endian.h"
#include "ipsec/registry/tables.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/negotiation/refusal.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/words.h"

namespace espect::rules::ike_error_reported {
namespace {

namespace exchange = registry::exchange;
namespace notify = registry::notify;

std::string sentence(const Finding& finding) {
  const auto& evidence = finding.evidence;
  return fmt::format("{} {} {} in {}{}, {}", evidence.text("reported_by"),
                     evidence.text("in_response").empty() ? "reported" : "answered",
                     evidence.text("notify"), evidence.text("exchange"), evidence.text("about"),
                     counted(finding.count, "time"));
}

// These have rules of their own, or only lose a race.
bool told_elsewhere(const wire::ike::Notify& error, std::uint8_t type) {
  return error.is(notify::authentication_failed) || error.is(notify::child_sa_not_found) ||
         error.is(notify::temporary_failure) ||
         (type == exchange::ike_followup_ke && error.is(notify::state_not_found));
}

std::string about(const wire::ike::Notify& error) {
  if (error.is(notify::invalid_spi) && error.data.size() == 4)
    return fmt::format(", about SPI 0x{:08x}", load_be<std::uint32_t>(error.data.data()));
  if (error.is(notify::invalid_message_id) && error.data.size() == 4)
    return fmt::format(", about message id {}", load_be<std::uint32_t>(error.data.data()));
  return {};
}

void install(const Bench& bench) {
  bench.events.to<sessions::IkeMessageOpened>([bench](const sessions::IkeMessageOpened& event) {
    if (event.contents == nullptr || event.retransmission) return;
    const auto& header = event.message.header();
    const auto type = header.exchange.value;
    // Of the other exchanges a response with an error refuses the SA that was asked for.
    if (type != exchange::informational && type != exchange::ike_followup_ke) return;
    const auto error = event.contents->error_notify();
    if (!error || told_elsewhere(*error, type)) return;
    const bool initiator = event.from_initiator;
    const auto by = to_text((initiator ? event.sa.initiator : event.sa.responder).address);
    Finding& finding = bench.about(Subject(event.sa));
    finding.certainty = Certainty::decrypted;
    if (error->is(notify::invalid_syntax)) finding.judge(Severity::high);
    finding.evidence.set("reported_by", by);
    finding.evidence.set("notify", error->type.display_name());
    finding.evidence.set("exchange", header.exchange.display_name());
    finding.evidence.set("about", about(*error));
    finding.evidence.set("in_response", header.response() ? "yes" : "");
    finding.evidence.set("why", cause_of_refusal(error->type, by));
    finding.add({event.datagram.frame});
    if (heard(finding))
      finding.say(event.datagram.frame, "{2}, message id {0}", header.message_id, 0,
                  error->type.display_name() + about(*error));
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-error-reported",
    .family = Family::negotiation,
    .severity = Severity::medium,
    .needs = Needs::ike_keys,
    .title = "A peer reported an error under an IKE SA that is up",
    .why =
        "Inside the IKE SA, so from the peer itself, came an error notify that refuses no new SA: "
        "it did not understand a request (INVALID_SYNTAX, which ends the IKE SA on both sides), "
        "got ESP on an SPI that it does not have (INVALID_SPI), packets outside the selectors "
        "(INVALID_SELECTORS), a message id outside its window, or does not accept an update of "
        "addresses.",
    .advice =
        "The evidence names the notify and what it is about. INVALID_SPI: one side has deleted or "
        "lost the SA that the other still uses. INVALID_SYNTAX: compare the implementations.",
    .specs = {"RFC 7296 section 2.21.3", "RFC 7296 section 3.10.1", "RFC 4555 section 3.5", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_error_reported
