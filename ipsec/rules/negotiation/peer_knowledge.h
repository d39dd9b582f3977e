// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"

namespace espect::rules {

// What a peer showed somewhere in the capture that it accepts: its own offers, and what it selected
// out of those of others.
struct ShownByPeer {
  std::vector<sessions::Proposal> proposals;
  std::vector<sessions::TrafficSelector> own_side;  // of a Child SA: behind this peer
  std::vector<sessions::TrafficSelector> other_side;
  Address other;  // with whom
  const sessions::IkeSa* ike_sa = nullptr;
  bool own_offer = false;
};

class PeerKnowledge {
 public:
  // Beyond these nothing more is learnt: a scan makes any number of peers.
  static constexpr std::size_t most_per_peer = 16;
  static constexpr std::size_t most_peers = 4096;

  explicit PeerKnowledge(const Bench& bench)
      : shown_(bench.findings.full_tables(), bench.rule.id, "peers", most_peers) {}

  static std::shared_ptr<PeerKnowledge> listen(const Bench& bench) {
    auto& events = bench.events;
    auto knowledge = std::make_shared<PeerKnowledge>(bench);
    namespace protocol = registry::protocol;
    events.to<sessions::IkeMessageSeen>([knowledge](const sessions::IkeMessageSeen& event) {
      const auto& sa = event.sa;
      if (event.message.header().exchange.value != registry::exchange::ike_sa_init ||
          event.message.header().response() || sa.offer.empty())
        return;
      knowledge->add(sa.initiator.address, protocol::ike,
                     {sa.offer, {}, {}, sa.responder.address, &sa, true});
    });
    events.to<sessions::IkeSaNegotiated>([knowledge](const sessions::IkeSaNegotiated& event) {
      const auto& sa = event.sa;
      knowledge->add(sa.responder.address, protocol::ike,
                     {{*sa.selection}, {}, {}, sa.initiator.address, &sa, false});
    });
    events.to<sessions::ChildSaMade>([knowledge](const sessions::ChildSaMade& event) {
      const auto& child = event.child;
      knowledge->add(
          child.responder.address, child.selection.protocol,
          {{child.selection}, child.ts_r, child.ts_i, child.initiator.address, &event.sa, false});
      if (event.request == nullptr) return;
      knowledge->add(child.initiator.address, child.selection.protocol,
                     {event.request->proposals, child.ts_i, child.ts_r, child.responder.address,
                      &event.sa, true});
    });
    return knowledge;
  }

  // What to say of a peer that is not among them.
  std::string silence(std::string_view of_what) const {
    return shown_.complete()
               ? fmt::format("shows nowhere in this capture {}", of_what)
               : fmt::format("is not among the peers that are remembered: {} is not known",
                             of_what);
  }
  // In the order of the capture.
  const std::vector<ShownByPeer>& by(const Address& peer, std::uint8_t protocol) const {
    static const std::vector<ShownByPeer> nothing;
    const auto at = shown_.find({peer, protocol});
    return at == shown_.end() ? nothing : at->second;
  }
  // Those of the same two peers first.
  std::vector<const ShownByPeer*> about(const Address& peer, const Address& other,
                                        std::uint8_t protocol) const {
    std::vector<const ShownByPeer*> found;
    for (const auto& shown : by(peer, protocol)) found.push_back(&shown);
    std::ranges::stable_partition(found,
                                  [&](const ShownByPeer* shown) { return shown->other == other; });
    return found;
  }

 private:
  void add(const Address& peer, std::uint8_t protocol, ShownByPeer shown) {
    auto& list = shown_[{peer, protocol}];
    if (list.size() < most_per_peer) list.push_back(std::move(shown));
  }

  Capped<std::pair<Address, std::uint8_t>, std::vector<ShownByPeer>> shown_;
};

// By its SPIs: whoever reads this may number the IKE SAs otherwise.
inline std::string ike_sa_text(const ShownByPeer& shown) {
  return fmt::format("IKE SA {:016x}-{:016x}", shown.ike_sa->spi_i, shown.ike_sa->spi_r);
}

inline std::string source_text(const ShownByPeer& shown) {
  return fmt::format("{} in {}", shown.own_offer ? "its own offer" : "what it selected",
                     ike_sa_text(shown));
}

// One row of the table that reports make of a failure.
inline void compare(Evidence& evidence, const std::string& what, std::string offered,
                    std::string accepted) {
  evidence.set("offered " + what, std::move(offered));
  evidence.set("accepted " + what, accepted.empty() ? "not known" : std::move(accepted));
}

}  // namespace espect::rules
