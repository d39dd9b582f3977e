// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"

namespace espect::rules {
namespace {

namespace exchange = registry::exchange;

std::string sentence(const Finding& finding) {
  const auto& evidence = finding.evidence;
  return fmt::format("{} asked for {} in {} before IKE_AUTH, and {}", evidence.text("sender"),
                     evidence.text("exchange"), to_text(finding.subject),
                     evidence.text("answered").empty() ? "got no answer" : "was answered");
}

// Of one IKE SA: requests of its initiator so far. They are counted from IKE_SA_INIT on, so the
// number tells what can have come before, also where the capture missed something.
struct Requests {
  std::uint32_t intermediate = 0;  // IKE_INTERMEDIATE
  bool auth = false;
  std::optional<std::uint32_t> early;  // message id of the request that came too early
};

bool makes_sa(std::uint8_t type) {
  return type == exchange::create_child_sa || type == exchange::ike_followup_ke;
}

void install(const Bench& bench) {
  const auto all = bench.table<std::uint32_t, Requests>("IKE SAs");
  bench.events.to<sessions::IkeMessageSeen>([bench, all](const sessions::IkeMessageSeen& event) {
    const auto& sa = event.sa;
    const auto& header = event.message.header();
    if (header.major_version() != 2 || event.retransmission || !sa.seen_from_start ||
        sa.rekeyed_from)
      return;
    const auto type = header.exchange.value;
    if (header.response()) {
      const auto* requests = all->get(sa.id);
      if (requests == nullptr || event.from_initiator || !makes_sa(type) ||
          requests->early != header.message_id)
        return;
      Finding& finding = bench.about(Subject(sa));
      finding.evidence.set("answered", "yes");
      finding.add({event.datagram.frame});
      return;
    }
    if (!event.from_initiator) return;
    auto& requests = (*all)[sa.id];
    if (type == exchange::ike_intermediate) ++requests.intermediate;
    if (type == exchange::ike_auth) requests.auth = true;
    if (!makes_sa(type) || requests.auth || header.message_id > requests.intermediate + 1) return;
    requests.early = header.message_id;
    Finding& finding = bench.about(Subject(sa));
    finding.evidence.set("sender", to_text(event.datagram.path.source));
    finding.evidence.set("exchange", header.exchange.display_name());
    finding.add({event.datagram.frame});
  });
}

}  // namespace

extern const RuleInfo ike_child_before_auth;
const RuleInfo ike_child_before_auth{
    .id = "ike-child-before-auth",
    .family = Family::negotiation,
    .severity = Severity::high,
    .needs = Needs::ike_clear,
    .title = "CREATE_CHILD_SA before IKE_AUTH",
    .why =
        "Nobody has proved who he is when IKE_SA_INIT is over. Who asks for a Child SA then, or "
        "for a rekey, tries whether the peer forgets to check (CVE-2026-78135). A peer that "
        "answers may have given an SA to a stranger.",
    .advice =
        "Look at who sent it. Update the peer that answered, and see in its log whether an SA was "
        "made.",
    .specs = {"RFC 7296 section 1.2", "RFC 7296 section 1.3", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules
