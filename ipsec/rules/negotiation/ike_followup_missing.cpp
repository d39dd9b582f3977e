// SPDX-License-Identifier: GPL-2.0-or-later
#include <memory>
#include <vector>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"
#include "ipsec/wire/ike/payloads.h"

namespace espect::rules::ike_followup_missing {
namespace {

namespace exchange = registry::exchange;
namespace types = registry::transform_type;

std::string sentence(const Finding& finding) {
  return fmt::format("{}: {}", to_text(finding.subject), finding.evidence.text("problem"));
}

// Methods of the selected ADDKE1-7 in their order, NONE aside.
std::vector<std::uint16_t> additional_methods(const sessions::IkeSa& sa) {
  std::vector<std::uint16_t> methods;
  if (!sa.selection) return methods;
  for (auto type = types::addke1; type <= types::addke7; ++type) {
    const auto* transform = sa.selection->first(type);
    if (transform != nullptr && transform->id != 0) methods.push_back(transform->id);
  }
  return methods;
}

void tell(const Bench& bench, const sessions::IkeSa& sa, std::string problem, std::uint32_t frame,
          Certainty certainty) {
  Finding& finding = bench.about(Subject(sa));
  finding.certainty = certainty;
  finding.say(frame, "{2}", 0, 0, problem);
  finding.evidence.set("problem", std::move(problem));
  finding.add({frame});
}

// IKE_AUTH has the message id after the last IKE_INTERMEDIATE, so the id says how many there were,
// even if the capture missed them.
void on_auth_request(const Bench& bench, const sessions::IkeMessageSeen& event) {
  const auto wanted = additional_methods(event.sa).size();
  const auto id = event.message.header().message_id;
  if (!event.sa.seen_from_start || id == 0 || id > wanted) return;
  tell(bench, event.sa,
       fmt::format("{} additional key exchanges were agreed on, IKE_AUTH came after {} exchanges "
                   "of IKE_INTERMEDIATE",
                   wanted, id - 1),
       event.datagram.frame, Certainty::observed);
}

void on_intermediate(const Bench& bench, const sessions::IkeMessageOpened& event,
                     std::uint32_t& done) {
  const auto* payload = event.contents->first(registry::payload::ke);
  if (payload == nullptr) return;
  const auto method = payload->as<wire::ike::KeyExchange>().method;
  const auto wanted = additional_methods(event.sa);
  if (!event.sa.selection || !event.sa.seen_from_start) return;  // nobody heard what was agreed on
  if (done++ < wanted.size() && wanted[done - 1] == method.value) return;
  tell(bench, event.sa,
       fmt::format("IKE_INTERMEDIATE {} carries {}, which was not agreed on for it",
                   event.message.header().message_id, method.display_name()),
       event.datagram.frame, Certainty::decrypted);
}

// Longer than the usual retransmissions of a request take to give up the SA for lost.
constexpr double patience_seconds = 30;

// Child SAs whose IKE_FOLLOWUP_KE exchanges had not ended when the capture did.
void watch_pending(const Bench& bench) {
  struct Pending {
    const sessions::IkeSa* sa;
    const sessions::ChildSa* child;
  };
  const auto made = std::make_shared<std::vector<Pending>>();
  bench.events.to<sessions::ChildSaMade>([made](const sessions::ChildSaMade& event) {
    if (event.child.state == sessions::ChildSaState::pending)
      made->push_back({&event.sa, &event.child});
  });
  bench.events.to<sessions::CaptureEnded>([bench, made](const sessions::CaptureEnded& event) {
    for (const auto& [sa, child] : *made) {
      if (child->state != sessions::ChildSaState::pending ||
          seconds_between(child->created, event.facts.last_time) < patience_seconds)
        continue;
      tell(bench, *sa,
           fmt::format("the Child SA 0x{:08x} 0x{:08x} never got its IKE_FOLLOWUP_KE", child->spi_i,
                       child->spi_r),
           child->created_frame, Certainty::inferred);
      bench.about(Subject(*sa))
          .evidence.set("assumption", "the capture holds every message of the IKE SA");
    }
  });
}

void install(const Bench& bench) {
  watch_pending(bench);
  bench.events.to<sessions::IkeMessageSeen>([bench](const sessions::IkeMessageSeen& event) {
    const auto& header = event.message.header();
    const auto& fragment = event.message.fragment();
    if (header.major_version() == 2 && header.exchange.value == exchange::ike_auth &&
        !header.response() && event.message.encrypted() && !event.retransmission &&
        (!fragment || fragment->number == 1))
      on_auth_request(bench, event);
  });
  const auto done = bench.table<std::uint32_t, std::uint32_t>("IKE SAs");
  bench.events.to<sessions::IkeMessageOpened>(
      [bench, done](const sessions::IkeMessageOpened& event) {
        const auto& header = event.message.header();
        if (event.contents == nullptr || event.retransmission) return;
        if (header.exchange.value == exchange::ike_intermediate && !header.response())
          if (auto* number = done->place(event.sa.id)) on_intermediate(bench, event, *number);
        if (header.exchange.value == exchange::ike_followup_ke && header.response() &&
            event.contents->has_notify(registry::notify::state_not_found))
          tell(bench, event.sa, "IKE_FOLLOWUP_KE was answered with STATE_NOT_FOUND",
               event.datagram.frame, Certainty::decrypted);
      });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-followup-missing",
    .family = Family::negotiation,
    .severity = Severity::medium,
    .needs = Needs::ike_clear,
    .title = "A negotiated additional key exchange did not take place",
    .why =
        "The peers agreed on additional key exchanges, so the keys must hold one more shared "
        "secret for each. IKE_AUTH came without their IKE_INTERMEDIATE, they came in another "
        "order, or IKE_FOLLOWUP_KE ended in STATE_NOT_FOUND: the SA does not come up, or is weaker "
        "than agreed.",
    .advice =
        "Check the software of both peers for RFC 9370 support. STATE_NOT_FOUND says that the "
        "responder had dropped the half-made SA: look for long delays before IKE_FOLLOWUP_KE.",
    .specs = {"RFC 9370 section 2.2.2", "RFC 9370 section 2.2.4", "RFC 9242 section 3.2", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_followup_missing
