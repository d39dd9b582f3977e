// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/echoes.h"
#include "ipsec/sessions/esp_flows.h"
#include "ipsec/sessions/ike_sessions.h"

namespace espect::sessions {

struct Limits {
  std::uint32_t ike_sas = 1'000'000;
  std::uint32_t flows = 4'000'000;
};

// The door of this room: datagrams in, events out, SAs to ask for at the end. One object per
// capture; Subscriptions must outlive it.
class Sessions : public DatagramListener {
 public:
  // `keys`: what key sources said, or null; must outlive this.
  explicit Sessions(const Subscriptions& events, const keys::KeyRing* keys = nullptr,
                    Limits limits = {})
      : events_(events),
        echoes_(events),
        ike_(events, limits.ike_sas, keys, children_),
        esp_(events, limits.flows, keys, children_, echoes_) {
    ike_.announce_to([this](const PathMtuAnnouncement& heard) { esp_.announced(heard); });
    esp_.ask_for_negotiations([this](const Path& path) { return ike_.all_known(path); });
    esp_.ask_for_peers([this](const Address& a, const Address& b) { return ike_.one_peer(a, b); });
  }
  Sessions(const Sessions&) = delete;
  Sessions& operator=(const Sessions&) = delete;

  void on(const Datagram& datagram) override;
  // At the end: judges what is still open. `capture_end`: time of the last packet of any kind.
  void finish(Time capture_end);

  const SaTable<IkeSa>& ike_sas() const { return ike_.sas(); }
  const SaTable<ChildSa>& child_sas() const { return children_.all(); }
  const SaTable<EspFlow>& flows() const { return esp_.flows(); }
  const std::vector<EchoPath>& echo_paths() const { return echoes_.paths(); }
  const CaptureFacts& facts() const { return facts_; }

 private:
  bool on_clear_echo(const Datagram& datagram, const Esp& esp);
  void on_icmp(const Datagram& datagram, const IcmpError& error);

  const Subscriptions& events_;
  ChildSas children_;
  Echoes echoes_;
  IkeSessions ike_;
  EspFlows esp_;
  IkeMessage message_;
  CaptureFacts facts_;
};

}  // namespace espect::sessions
