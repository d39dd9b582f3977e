// SPDX-License-Identifier: GPL-2.0-or-later
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/words.h"

namespace espect::rules::ike_invalid_ke_loop {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format("{} refused the KE payload {}, last {} wanting {}",
                     finding.evidence.text("responder"),
                     counted(finding.evidence.number("refusals"), "time"),
                     finding.evidence.text("offered"), finding.evidence.text("wanted"));
}

// The refusal with this number of those in a row.
void say(const Finding& finding, std::uint64_t number, std::uint32_t request,
         std::uint32_t refusal) {
  finding.say(request, "KE payload that is refused in frame {0}, refusal {1} in a row", refusal,
              number);
  finding.say(refusal, "refuses the KE payload of frame {0}, refusal {1} in a row", request,
              number);
}

// CREATE_CHILD_SA: refusals in a row of what one side asks for, until something is made.
void watch_rekeys(const Bench& bench) {
  using Key = std::pair<std::uint32_t, bool>;  // IKE SA, from its initiator
  struct Refusals {
    std::uint64_t in_a_row = 0;
    std::uint32_t request_frame = 0;
    std::uint32_t response_frame = 0;
  };
  const auto refusals = bench.table<Key, Refusals>("IKE SAs");
  const auto wanted = bench.table<std::uint32_t, registry::KeyExchangeMethod>("IKE SAs");
  bench.events.to<sessions::IkeMessageOpened>([wanted](const sessions::IkeMessageOpened& event) {
    if (event.contents == nullptr || !event.message.header().response()) return;
    const auto notify = event.contents->notify(registry::notify::invalid_ke_payload);
    if (notify && notify->data.size() == 2)
      (*wanted)[event.sa.id] = registry::KeyExchangeMethod::read(
          event.contents->profile(),
          static_cast<std::uint16_t>(notify->data[0] << 8 | notify->data[1]));
  });
  bench.events.to<sessions::SaRefused>([bench, refusals, wanted](const sessions::SaRefused& event) {
    if (event.notify != registry::notify::invalid_ke_payload ||
        event.exchange != registry::exchange::create_child_sa || event.request == nullptr)
      return;
    auto& known = (*refusals)[{event.sa.id, event.from_initiator}];
    const Refusals before =
        std::exchange(known, {known.in_a_row + 1, event.request_frame, event.response_frame});
    if (known.in_a_row < 2) return;
    const auto& by = event.from_initiator ? event.sa.responder : event.sa.initiator;
    Finding& finding = bench.about(Subject(event.sa));
    finding.certainty = Certainty::decrypted;
    finding.evidence.set("responder", to_text(by.address));
    finding.evidence.set("refusals", known.in_a_row);
    finding.evidence.set("offered", event.request->key_exchange.value_or(0).display_name());
    finding.evidence.set("wanted", (*wanted)[event.sa.id].display_name());
    finding.add(
        {before.request_frame, before.response_frame, event.request_frame, event.response_frame});
    say(finding, known.in_a_row - 1, before.request_frame, before.response_frame);
    say(finding, known.in_a_row, event.request_frame, event.response_frame);
  });
  bench.events.to<sessions::ChildSaMade>([refusals](const sessions::ChildSaMade& event) {
    refusals->erase({event.sa.id, event.from_initiator});
  });
  bench.events.to<sessions::IkeSaRekeyed>([refusals](const sessions::IkeSaRekeyed& event) {
    refusals->erase({event.old_sa.id, event.from_initiator});
  });
}

void install(const Bench& bench) {
  watch_rekeys(bench);
  bench.events.to<sessions::IkeMessageSeen>([bench](const sessions::IkeMessageSeen& event) {
    const auto& sa = event.sa;
    const auto& header = event.message.header();
    if (event.retransmission || header.major_version() != 2 || !header.response() ||
        header.exchange.value != registry::exchange::ike_sa_init || sa.invalid_ke < 2 ||
        !sa.refusal || sa.refusal->refusal_frame != event.datagram.frame ||
        sa.key_exchanges_sent.size() < 2 || sa.refusal->request_frame == 0)
      return;
    Finding& finding = bench.about(Subject(sa));
    finding.evidence.set("responder", to_text(sa.responder.address));
    finding.evidence.set("refusals", std::uint64_t{sa.invalid_ke});
    finding.evidence.set("offered", sa.refusal->offered.display_name());
    finding.evidence.set("wanted", sa.refusal->wanted.display_name());
    finding.add({sa.refusal->request_frame, sa.refusal->refusal_frame});
    say(finding, sa.invalid_ke, sa.refusal->request_frame, sa.refusal->refusal_frame);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-invalid-ke-loop",
    .family = Family::negotiation,
    .severity = Severity::high,
    .needs = Needs::ike_clear,
    .title = "INVALID_KE_PAYLOAD is answered again and again",
    .why =
        "The initiator tried the key exchange that the responder named and was refused again. The "
        "two will never agree: the responder names a method that it does not accept, or the "
        "initiator does not follow.",
    .advice =
        "Compare what the responder wants with what the initiator sends in the evidence. Leave a "
        "single key exchange method in both configurations to see which peer errs.",
    .specs = {"RFC 7296 section 1.2", "RFC 7296 section 2.7", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_invalid_ke_loop
