// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "ipsec/bytes/bytes.h"
#include "ipsec/wire/esp/aggfrag.h"

namespace espect::sessions {

// An IPv4 or IPv6 packet out of AGGFRAG payloads, borrowed until the call returns.
struct AggfragPacket {
  Bytes packet;
  std::uint32_t first_frame = 0;  // lowest and highest of its pieces, in whatever order they came
  std::uint32_t last_frame = 0;
  std::uint32_t pieces = 1;  // ESP packets that it came in
};

struct AggfragCounters {
  std::uint64_t inner_packets = 0;  // delivered
  std::uint64_t fragments = 0;      // pieces of those that came in more than one ESP packet
  std::uint64_t incomplete = 0;     // inner packets of which a part never came; at least so many
  std::uint64_t pad_octets = 0;
  std::uint64_t malformed = 0;  // payloads whose header, block or offset contradicts the others
  std::uint64_t ignored = 0;    // payloads that came again, or after they had been given up
};

// Takes the inner packets out of the AGGFRAG payloads of one SA (RFC 9347 section 2.2), which must
// be authentic, in the order of their sequence numbers. Other sub-types than 0 and 1 are passed
// over: they share no inner packet with their neighbours.
class AggfragReassembler {
 public:
  using Inner = std::function<void(const AggfragPacket&)>;

  // RFC 9347 section 2.5: later payloads wait for a missing one until it is this far behind.
  static constexpr std::uint64_t window = 32;
  static constexpr std::size_t window_octets = std::size_t{1} << 20;

  // `payload` is what ESP protects, without the ESP trailer. Nothing waits in the usual case.
  void on(std::uint64_t sequence, Bytes payload, std::uint32_t frame, const Inner& inner);
  // Nothing more will come: what waits is read without what is missing.
  void finish(const Inner& inner);

  const AggfragCounters& counters() const { return counters_; }

 private:
  struct Waiting {
    std::uint32_t frame = 0;
    std::vector<std::uint8_t> payload;
  };

  void release(const Inner& inner);
  void skip_gap();
  void read(Bytes payload, std::uint32_t frame, const Inner& inner);
  bool read_continuation(Bytes& blocks, std::size_t offset, std::uint32_t frame,
                         const Inner& inner);
  void read_blocks(Bytes blocks, std::uint32_t frame, const Inner& inner);
  void drop_partial();

  std::optional<std::uint64_t> next_;
  std::map<std::uint64_t, Waiting> waiting_;
  std::size_t waiting_octets_ = 0;
  std::vector<std::uint8_t> partial_;  // an inner packet whose end is in a later payload
  std::uint32_t first_frame_ = 0;
  std::uint32_t last_frame_ = 0;
  std::uint32_t pieces_ = 0;
  bool tail_counted_ = false;  // the packet whose end may still come is among `incomplete`
  AggfragCounters counters_;
};

}  // namespace espect::sessions
