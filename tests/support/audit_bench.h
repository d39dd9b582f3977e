// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "ipsec/keys/key_ring.h"
#include "ipsec/rules/findings.h"
#include "ipsec/rules/rule.h"

namespace espect::sessions {
class Sessions;  // tests that ask it include it; most ask only what is below
}

namespace espect::test {

using Octets = std::vector<std::uint8_t>;

extern const Address alice;  // 10.1.0.10
extern const Address bob;    // 10.2.0.10
// So many seconds after the start of the bench's capture.
Time at(double seconds);

// How many entries each table of a rule has place for.
struct TablesOf {
  std::size_t entries;
};
struct WithKeys {};
inline constexpr WithKeys with_keys;

// Sessions with every rule installed, fed by hand; with_keys, they ask `ring`, which may be filled
// at any time. A message is from alice to bob, or from bob to alice, and a frame of its own, 10 ms
// after the one before. It stands in memory of exactly its size that is gone afterwards.
class AuditBench {
 public:
  struct Opened {
    std::uint8_t exchange;
    std::uint32_t message_id;
    bool response;
    bool retransmission;
    std::uint32_t generation;
    std::vector<std::uint8_t> payload_types;  // empty when fragments are still to come
  };
  struct Inner {
    std::uint64_t sequence;
    std::uint8_t protocol;
    Octets octets;
    bool authentic;
  };

  AuditBench() : AuditBench(*registry::builtin_policy("default")) {}
  explicit AuditBench(const registry::Policy& policy);
  explicit AuditBench(TablesOf tables);
  explicit AuditBench(WithKeys, const registry::ExperimentalProfile* profile = nullptr);
  ~AuditBench();

  AuditBench& ike(bool from_alice, const Octets& message,
                  std::optional<double> seconds = std::nullopt);
  // As `pieces` IP fragments; the last of them completes it.
  AuditBench& fragmented_ike(bool from_alice, const Octets& message, std::uint16_t pieces);
  AuditBench& esp(bool from_alice, const Octets& packet);
  // An IPv4 packet with AH right after its header.
  AuditBench& ah(bool from_alice, const Octets& packet, std::size_t header_octets = 20);
  // 80 octets of ESP that no key opens, 20 ms after the one before.
  AuditBench& esp(std::uint32_t spi, std::uint32_t sequence, bool from_alice = true);
  AuditBench& esp_at(double seconds, std::uint32_t spi, std::uint32_t sequence,
                     bool from_alice = true);
  AuditBench& end(double seconds = 0);

  std::vector<const rules::Finding*> of(std::string_view rule) const;
  bool silent(std::string_view rule) const { return of(rule).empty(); }

  // The only finding of a rule; null when there is none or more than one.
  const rules::Finding* only(std::string_view rule) const;

  // Tells the rules something that the sessions would have told.
  template <class Event>
  AuditBench& tell(const Event& event) {
    events_.tell(event);
    return *this;
  }
  // A datagram without contents, a frame of its own.
  Datagram datagram(bool from_alice, double seconds = 0);

  sessions::Sessions& sessions() { return *sessions_; }
  const sessions::Sessions& sessions() const { return *sessions_; }
  sessions::Subscriptions& events() { return events_; }
  const rules::Findings& findings() const { return findings_; }
  const sessions::IkeSa& ike_sa(std::uint32_t id) const;
  const sessions::ChildSa& child(std::uint32_t id) const;
  const sessions::EspFlow& flow(std::uint32_t id = 1) const;
  std::uint32_t flow_count() const;
  std::uint32_t frame() const { return frame_; }

  keys::KeyRing ring;
  std::vector<Opened> opened;
  std::vector<Inner> inner;
  int icv_failed = 0;
  Address alice_seen = alice;  // as the capture shows them: NAT may change them
  Address bob_seen = bob;
  std::size_t snap_length = SIZE_MAX;  // octets of an IP packet that the capture keeps

 private:
  AuditBench(const registry::Policy& policy, const keys::KeyRing* ring_or_null,
             const registry::ExperimentalProfile* profile,
             std::size_t table_limit = rules::FullTables::usual_limit);
  void record();
  Datagram datagram_of(bool from_alice, std::optional<double> seconds, std::size_t packet_octets);
  // `octets` of the packet as captured, in a copy of their own. `headers`: octets of the packet
  // that stand in front of them.
  Octets captured(Datagram& datagram, const Octets& octets, std::size_t headers) const;

  sessions::Subscriptions events_;
  // A finding on several frames has words of its own for each of them.
  void check_words_of_frames(const rules::Finding& finding) const;

  rules::Findings findings_;
  std::vector<const rules::Finding*> touched_;
  rules::FrameMarks marks_;
  std::unique_ptr<sessions::Sessions> sessions_;
  std::uint32_t frame_ = 0;
  double esp_seconds_ = 0;
};

}  // namespace espect::test
