// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/words.h"

namespace espect::rules::ike_unprotected_notify {
namespace {

std::string sentence(const Finding& finding) {
  const auto& evidence = finding.evidence;
  if (evidence.text("unknown").empty())
    return fmt::format(
        "{} sent {}, in the clear, {} with the SPIs of {}: nothing proves who sent it",
        evidence.text("sender"), counted(finding.count, "time"), evidence.text("notify"),
        evidence.text("named"));
  return fmt::format(
      "{} says {}, in the clear, that it does not know {} ({}): it restarted, or "
      "somebody pretends",
      evidence.text("sender"), counted(finding.count, "time"), evidence.text("unknown"),
      evidence.text("notify"));
}

Subject subject_of(const sessions::UnprotectedNotifySeen& event) {
  if (event.flow != nullptr) return Subject(*event.flow);
  if (event.ike_sa != nullptr) return Subject(*event.ike_sa);
  return {};
}

std::string named_by(const sessions::UnprotectedNotifySeen& event) {
  if (event.flow != nullptr) return to_text(Subject(*event.flow));
  if (event.spi) return fmt::format("SPI 0x{:08x}", *event.spi);
  if (event.ike_sa != nullptr) return to_text(Subject(*event.ike_sa));
  const auto& header = event.message.header();
  return fmt::format("IKE SA {:016x}-{:016x}", header.spi_i, header.spi_r);
}

void install(const Bench& bench) {
  bench.events.to<sessions::UnprotectedNotifySeen>(
      [bench](const sessions::UnprotectedNotifySeen& event) {
        Finding& finding = bench.about(subject_of(event));
        const auto type = registry::NotifyType::read(bench.profile, event.notify);
        finding.evidence.set("sender", to_text(event.datagram.path.source));
        finding.evidence.set("receiver", to_text(event.datagram.path.destination));
        finding.evidence.set("notify", type.display_name());
        const bool unknown = type.means(registry::notify::invalid_ike_spi) ||
                             type.means(registry::notify::invalid_spi);
        finding.evidence.set(unknown ? "unknown" : "named", named_by(event));
        finding.add({event.datagram.frame});
        if (heard(finding))
          finding.say(
              event.datagram.frame, "{2}, notify {0}", finding.count, 0,
              fmt::format("{} about {}, in the clear", type.display_name(), named_by(event)));
      });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-unprotected-notify",
    .family = Family::negotiation,
    .severity = Severity::low,
    .needs = Needs::ike_clear,
    .title = "INVALID_IKE_SPI or INVALID_SPI outside an SA",
    .why =
        "A host that gets a packet of an SA that it does not have may say so in the clear. It is a "
        "hint that it restarted or gave the SA up, and no more: nothing authenticates the message, "
        "so it answers no request and must not end an SA.",
    .advice =
        "See whether the sender restarted, and whether liveness checks of the other side find out "
        "and make the SA anew. Where the SA goes on working, somebody pretends.",
    .specs = {"RFC 7296 section 1.5", "RFC 7296 section 2.21.4", "RFC 6290", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_unprotected_notify
