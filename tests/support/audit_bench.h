// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "ipsec/rules/findings.h"
#include "ipsec/rules/rule.h"
#include "ipsec/sessions/sessions.h"

namespace espect::test {

inline Address alice() {
  constexpr std::uint8_t octets[] = {10, 1, 0, 10};
  return Address::v4_from(octets);
}
inline Address bob() {
  constexpr std::uint8_t octets[] = {10, 2, 0, 10};
  return Address::v4_from(octets);
}
// So many seconds after the start of the bench's capture.
inline Time at(double seconds) {
  return {1'700'000'000'000'000'000 + static_cast<std::int64_t>(seconds * 1e9)};
}

// Sessions with every rule installed, fed by hand: alice (10.1.0.10) and bob (10.2.0.10).
class AuditBench {
 public:
  AuditBench() : AuditBench(*registry::builtin_policy("default")) {}
  explicit AuditBench(const registry::Policy& policy) : sessions_(events_) {
    rules::install_all(events_, findings_, policy);
  }

  // Alice's if `from_alice`, to bob; each datagram is a frame of its own, `seconds` after the
  // start.
  AuditBench& ike(bool from_alice, const std::vector<std::uint8_t>& message, double seconds = 0) {
    auto datagram = datagram_of(from_alice, seconds, message.size() + 28);
    datagram.content = Ike{message, false};
    sessions_.on(datagram);
    return *this;
  }
  // As `pieces` IP fragments; the last of them completes it.
  AuditBench& fragmented_ike(bool from_alice, const std::vector<std::uint8_t>& message,
                             std::uint16_t pieces) {
    std::vector<std::uint32_t> frames;
    for (std::uint16_t i = 0; i + 1 < pieces; ++i) frames.push_back(++frame_);
    auto datagram = datagram_of(from_alice, 0, message.size() + 28);
    frames.push_back(datagram.frame);
    datagram.fragment_frames = frames;
    datagram.ip.fragments = pieces;
    datagram.ip.largest_piece = 1500;
    datagram.content = Ike{message, false};
    sessions_.on(datagram);
    return *this;
  }
  // 20 ms after the one before.
  AuditBench& esp(std::uint32_t spi, std::uint32_t sequence, bool from_alice = true) {
    return esp_at(esp_seconds_ += 0.02, spi, sequence, from_alice);
  }
  AuditBench& esp_at(double seconds, std::uint32_t spi, std::uint32_t sequence,
                     bool from_alice = true) {
    const std::vector<std::uint8_t> packet(80, 0);
    auto datagram = datagram_of(from_alice, seconds, packet.size() + 20);
    datagram.content = Esp{packet, spi, sequence};
    sessions_.on(datagram);
    return *this;
  }
  AuditBench& end(double seconds = 0) {
    sessions_.finish(at(seconds));
    return *this;
  }

  std::vector<const rules::Finding*> of(std::string_view rule) const {
    std::vector<const rules::Finding*> found;
    for (const auto* finding : findings_.in_order())
      if (finding->rule->id == rule) found.push_back(finding);
    return found;
  }
  bool silent(std::string_view rule) const { return of(rule).empty(); }

  // The only finding of a rule; null when there is none or more than one.
  const rules::Finding* only(std::string_view rule) const {
    const auto found = of(rule);
    return found.size() == 1 ? found.front() : nullptr;
  }

  // Tells the rules something that the sessions would have told.
  template <class Event>
  AuditBench& tell(const Event& event) {
    events_.tell(event);
    return *this;
  }
  // A datagram without contents, a frame of its own.
  Datagram datagram(bool from_alice, double seconds = 0) {
    auto made = datagram_of(from_alice, seconds, 100);
    made.content = Keepalive{};
    return made;
  }

  sessions::Sessions& sessions() { return sessions_; }
  sessions::Subscriptions& events() { return events_; }
  const rules::Findings& findings() const { return findings_; }

 private:
  Datagram datagram_of(bool from_alice, double seconds, std::size_t packet_octets) {
    Datagram datagram;
    datagram.frame = ++frame_;
    datagram.time = at(seconds);
    datagram.path.source = from_alice ? alice() : bob();
    datagram.path.destination = from_alice ? bob() : alice();
    datagram.path.source_port = datagram.path.destination_port = 500;
    datagram.ip.packet_octets = datagram.ip.largest_piece =
        static_cast<std::uint32_t>(packet_octets);
    return datagram;
  }

  sessions::Subscriptions events_;
  rules::Findings findings_;
  sessions::Sessions sessions_;
  std::uint32_t frame_ = 0;
  double esp_seconds_ = 0;
};

}  // namespace espect::test
