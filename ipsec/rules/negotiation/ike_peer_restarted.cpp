// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <memory>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/words.h"

namespace espect::rules::ike_peer_restarted {
namespace {

using sessions::IkeSa;
using sessions::IkeSaState;
namespace payload = registry::payload;

std::string sentence(const Finding& finding) {
  if (const auto unanswered = finding.evidence.number("unanswered"); unanswered != 0)
    return fmt::format(
        "{} most likely lost its state: it left {} of {} in {} unanswered and answers {}",
        finding.evidence.text("restarted"), counted(unanswered, "request"),
        finding.evidence.text("peer"), finding.evidence.text("old_ike_sa"),
        to_text(finding.subject));
  if (finding.evidence.number("unheard_requests") != 0)
    return fmt::format("{} made {} and never answered {} again, in which {} still asks",
                       finding.evidence.text("peer"), to_text(finding.subject),
                       finding.evidence.text("old_ike_sa"), finding.evidence.text("other"));
  return fmt::format("{} sent INITIAL_CONTACT in {} while {} was still in place",
                     finding.evidence.text("peer"), to_text(finding.subject),
                     finding.evidence.text("old_ike_sa"));
}

bool in_place(const IkeSa& sa) {
  return sa.state == IkeSaState::established || sa.state == IkeSaState::negotiating;
}

// Whom an IKE SA is with: the identity, and where its peer was.
struct Known {
  const IkeSa* sa;
  std::vector<std::uint8_t> initiator_identity;
};

// Without INITIAL_CONTACT: who made the new IKE SA is silent in the old one, the other side is not.
struct Followed {
  const IkeSa* old_sa;
  const IkeSa* new_sa;
  std::uint32_t new_frame;
  std::uint64_t asked = 0;  // requests of the other side in the old IKE SA, since then
  std::uint32_t asked_frame = 0;
  bool heard = false;  // anything of the peer in the old IKE SA, since then
};

// Requests of `peer` that the other side of an IKE SA left unanswered though they were repeated.
std::uint64_t left_unanswered(const IkeSa& sa, const Address& peer) {
  std::uint64_t requests = 0;
  for (const auto& exchange : sa.exchanges) {
    const auto& requester = exchange.from_initiator ? sa.initiator : sa.responder;
    if (exchange.open() && exchange.transmissions > 1 && requester.address == peer)
      requests += exchange.transmissions;
  }
  return requests;
}

void set_readings(Evidence& evidence, std::string restarted, std::string other_reading) {
  evidence.set("restarted", std::move(restarted));
  evidence.set("other_reading", std::move(other_reading));
}

bool same_end(const Endpoint& a, const Endpoint& b) {
  return a.address == b.address && a.port == b.port;
}

using EndpointPair = std::tuple<Address, std::uint16_t, Address, std::uint16_t>;

void watch_silence(const Bench& bench) {
  // By IKE SA id; of the old ones only those that somebody may have left.
  const auto followed = bench.table<std::uint32_t, Followed>("IKE SAs");
  const auto newest = bench.table<EndpointPair, const IkeSa*>("addresses");
  bench.events.to<sessions::IkeSaNegotiated>([followed,
                                              newest](const sessions::IkeSaNegotiated& event) {
    const IkeSa& sa = event.sa;
    // In IKEv1 a new phase 1 SA beside the old one is how one is renewed.
    if (sa.version != 2) return;
    const IkeSa*& last = (*newest)[{sa.initiator.address, sa.initiator.port, sa.responder.address,
                                    sa.responder.port}];
    const IkeSa* old = std::exchange(last, &sa);
    if (old != nullptr && old != &sa && in_place(*old) && same_end(old->initiator, sa.initiator))
      followed->insert_or_assign(old->id, Followed{old, &sa, event.response_frame});
  });
  bench.events.to<sessions::IkeMessageSeen>([followed](const sessions::IkeMessageSeen& event) {
    const auto found = followed->find(event.sa.id);
    if (found == followed->end()) return;
    auto& old = found->second;
    const auto& header = event.message.header();
    if (header.from_initiator()) {
      old.heard = true;
    } else if (!header.response()) {
      ++old.asked;
      old.asked_frame = event.datagram.frame;
    }
  });
  bench.events.to<sessions::CaptureEnded>([bench, followed](const sessions::CaptureEnded&) {
    for (const auto& [id, old] : *followed) {
      if (old.heard || old.asked == 0 || old.new_sa->state != IkeSaState::established) continue;
      Finding& finding = bench.about(Subject(*old.new_sa));
      if (finding.count != 0) continue;
      finding.certainty = Certainty::inferred;
      finding.evidence.set("assumption", "the address and port belong to one peer");
      finding.evidence.set("peer", to_text(old.new_sa->initiator.address));
      finding.evidence.set("other", to_text(old.new_sa->responder.address));
      finding.evidence.set("old_ike_sa", to_text(Subject(*old.old_sa)));
      finding.evidence.set("unheard_requests", old.asked);
      set_readings(finding.evidence, to_text(old.new_sa->initiator.address),
                   "what it sent in the old IKE SA did not pass this capture point");
      finding.add({old.new_frame, old.asked_frame});
      finding.say(old.new_frame, "makes an IKE SA while {2} is in place", 0, 0,
                  finding.evidence.text("old_ike_sa"));
      finding.say(old.asked_frame, "the last request in {2}, where the other side is silent", 0, 0,
                  finding.evidence.text("old_ike_sa"));
    }
  });
}

void install(const Bench& bench) {
  watch_silence(bench);
  // By the two addresses, the lower first.
  const auto known = bench.table<std::pair<Address, Address>, std::vector<Known>>("pairs of peers");
  bench.events.to<sessions::IkeMessageOpened>(
      [bench, known](const sessions::IkeMessageOpened& event) {
        const auto& header = event.message.header();
        if (header.exchange.value != registry::exchange::ike_auth || header.response() ||
            event.contents == nullptr || event.retransmission)
          return;
        const auto* id = event.contents->first(payload::idi);
        if (id == nullptr) return;
        const auto& sa = event.sa;
        const std::pair<Address, Address> pair =
            std::minmax(sa.initiator.address, sa.responder.address);
        auto& others = (*known)[pair];
        std::erase_if(others, [](const Known& other) { return !in_place(*other.sa); });
        const std::vector<std::uint8_t> identity(id->body.begin(), id->body.end());
        if (event.contents->has_notify(registry::notify::initial_contact))
          for (const auto& other : others) {
            // Behind one NAT several peers share an address, so the identity decides. One that was
            // the responder before is known by its address only.
            const bool same_role = other.sa->initiator.address == sa.initiator.address;
            if (other.sa == &sa || (same_role && other.initiator_identity != identity)) continue;
            Finding& finding = bench.about(Subject(sa));
            finding.certainty = Certainty::decrypted;
            finding.evidence.set("peer", to_text(sa.initiator.address));
            finding.evidence.set("old_ike_sa", to_text(Subject(*other.sa)));
            const auto unanswered = left_unanswered(*other.sa, sa.initiator.address);
            if (unanswered != 0) {
              finding.certainty = Certainty::inferred;
              finding.evidence.set("unanswered", unanswered);
              set_readings(finding.evidence, to_text(sa.responder.address),
                           "the path between the two was broken for a while");
            } else {
              set_readings(finding.evidence, to_text(sa.initiator.address),
                           "two devices share this identity and throw each other out in turns");
            }
            if (finding.count == 0) finding.add({event.datagram.frame});
            finding.say(event.datagram.frame, "INITIAL_CONTACT while {2} is in place", 0, 0,
                        finding.evidence.text("old_ike_sa"));
          }
        constexpr std::size_t most_known = 64;  // the newest
        if (others.size() == most_known) others.erase(others.begin());
        others.push_back({&sa, identity});
      });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-peer-restarted",
    .family = Family::negotiation,
    .severity = Severity::info,
    .needs = Needs::ike_keys,
    .title = "A peer started anew while its old IKE SA was still in place",
    .why =
        "INITIAL_CONTACT says that its sender knows of no other IKE SA with this identity. Where it "
        "got no answer in the old IKE SA before, the other side lost its state; else the sender "
        "itself restarted, crashed or gave up. What still stands is deleted; until then somebody "
        "sends into SAs that nobody can open.",
    .advice =
        "Look for a crash or restart of the host that the evidence names, and see whether its other "
        "reading fits better.",
    .specs = {"RFC 7296 section 2.4", "RFC 7296 section 3.10.1", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_peer_restarted
