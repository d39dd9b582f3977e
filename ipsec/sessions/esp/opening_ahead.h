// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "ipsec/datagram/expected_esp.h"
#include "ipsec/sessions/esp/flow_table.h"
#include "ipsec/sessions/esp/work_ahead.h"

namespace espect::sessions {

// Opens ESP packets of flows whose key is known on other threads, before the loop over all packets
// comes to them. Decides nothing: whether a packet verifies under a key with a high half of its
// number depends on these and its octets alone, and only where the loop would try exactly that
// first does it take what is there. A packet that costs about as much to hand over as to open stays
// in the loop.
class OpeningAhead {
 public:
  static constexpr std::size_t most_expected = 1024;  // of which it takes notice
  // Larger ones the loop opens itself: each place keeps the room of its largest plaintext.
  static constexpr std::size_t largest_packet = 9216;
  // Every thread has a cipher of its own for a key, which wants to be set up; it is worth that from
  // the eighth authentic packet on, and for so many keys of a capture.
  static constexpr std::uint64_t least_verified = 8;
  static constexpr std::uint32_t most_keys = 4096;
  // Of the packets that came last one in so many makes it worth looking at those that come.
  static constexpr std::size_t one_in = 8;

  explicit OpeningAhead(unsigned threads);

  // Whether expect() pays, as far as the packets tell that came since this was asked last, so many.
  bool pays(std::size_t packets);
  // The next packets of the capture, in order; what was expected before was forgotten.
  void expect(FlowTable& flows, std::span<const ExpectedEsp> packets);
  // SaKeyCandidate::open() for a packet of `flow`, whose key is known.
  std::optional<VerifiedPacket> open(const TrackedFlow& flow, const EspPacket& packet,
                                     std::vector<std::uint8_t>* plaintext);
  // When this returns nobody reads the octets of expected packets any more.
  void forget();

  // Packets of which open() took what another thread had computed.
  std::uint64_t opened_elsewhere() const { return opened_elsewhere_; }

 private:
  static constexpr std::size_t jobs_in_piece = 16;
  static_assert(most_expected % jobs_in_piece == 0 &&
                most_expected / jobs_in_piece <= WorkAhead::most_added);

  enum class Result : std::uint8_t { none, verified, failed };
  struct Job {
    SaKeyCandidate* key = nullptr;  // null: behind the last one
    std::uint32_t key_number = 0;
    std::uint32_t frame = 0;
    Bytes packet;
    std::optional<std::uint32_t> high;
    Result result = Result::none;
    unsigned worker = 0;  // that opened it
    std::vector<std::uint8_t> plaintext;
  };
  using Ciphers = std::vector<std::optional<crypto::PacketCipher>>;  // by number of the key

  static bool worth_it(const TrackedFlow& flow);
  bool plan(FlowTable& flows, const ExpectedEsp& expected);
  void open_piece(unsigned worker, std::uint64_t piece);
  Job* job_of(const TrackedFlow& flow, const EspPacket& packet);
  crypto::PacketCipher* cipher_of(unsigned worker, const Job& job);

  std::vector<Job> jobs_;
  std::size_t count_ = 0;  // of jobs; those behind are of earlier times
  std::size_t next_ = 0;   // the job that will be asked for next
  std::uint64_t first_piece_ = 0;
  std::uint32_t keys_ = 0;
  std::size_t worth_it_ = 0;  // packets since pays() was asked last
  std::uint64_t opened_elsewhere_ = 0;
  std::vector<Ciphers> ciphers_;  // by thread
  WorkAhead work_;                // the last: ends before what its threads use
};

}  // namespace espect::sessions
