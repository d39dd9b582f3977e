// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <memory>
#include <vector>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::ike_cookie_loop {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format("{} challenged {} again {} time{} although the cookie came back",
                     finding.evidence.text("responder"), finding.evidence.text("initiator"),
                     finding.count, finding.count == 1 ? "" : "s");
}

struct Attempt {
  std::vector<std::uint8_t> cookie;  // of the last challenge
  bool returned = false;             // the last request carried it
};

void install(const Bench& bench) {
  const auto attempts = bench.table<std::uint32_t, Attempt>("IKE SAs");
  bench.events.to<sessions::IkeMessageSeen>([bench,
                                             attempts](const sessions::IkeMessageSeen& event) {
    const auto& header = event.message.header();
    if (event.retransmission || header.major_version() != 2 ||
        header.exchange.value != registry::exchange::ike_sa_init)
      return;
    const auto cookie = event.message.notify(registry::notify::cookie);
    const auto known = attempts->find(event.sa.id);
    if (!header.response()) {
      if (known != attempts->end())
        known->second.returned = cookie && std::ranges::equal(cookie->data, known->second.cookie);
      return;
    }
    if (!cookie) {
      // A new KE payload may need a new cookie, RFC 7296 section 2.6.1.
      if (known != attempts->end()) attempts->erase(known);
      return;
    }
    const bool again = known != attempts->end() && known->second.returned;
    (*attempts)[event.sa.id] = {{cookie->data.begin(), cookie->data.end()}, false};
    if (!again) return;
    Finding& finding = bench.about(Subject(event.sa));
    finding.evidence.set("responder", to_text(event.sa.responder.address));
    finding.evidence.set("initiator", to_text(event.sa.initiator.address));
    finding.add({event.datagram.frame});
    finding.say(event.datagram.frame, "cookie {0} in a row, although the one before came back",
                finding.count + 1);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-cookie-loop",
    .family = Family::negotiation,
    .severity = Severity::high,
    .needs = Needs::ike_clear,
    .title = "The responder asks for a cookie again although it came back",
    .why =
        "The initiator returned the cookie unchanged and was challenged once more, so no IKE SA "
        "can come up. The responder does not recognise its own cookie: several responders behind "
        "one address without a common secret, or the initiator's address or SPI changes on the way "
        "between attempts.",
    .advice =
        "With a cluster or load balancer, share the cookie secret or keep one initiator on one "
        "node. Otherwise compare the initiator's address and port as the responder sees them in "
        "the two attempts.",
    .specs = {"RFC 7296 section 2.6", "RFC 7296 section 2.6.1", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_cookie_loop
