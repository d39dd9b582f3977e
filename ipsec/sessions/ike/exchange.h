// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <vector>

#include "ipsec/bytes/time.h"

namespace espect::sessions {

// A request and what came back, RFC 7296 section 2.1. Fragments (RFC 7383) and copies of one
// message belong to the same exchange.
struct Exchange {
  std::uint8_t type = 0;
  std::uint32_t message_id = 0;
  bool from_initiator = true;  // of the IKE SA: who asked
  // 1 when IKE_SA_INIT came again with other octets (COOKIE, INVALID_KE_PAYLOAD), else 0.
  std::uint32_t attempt = 0;
  std::vector<std::uint32_t> request_frames;  // the first max_frames, copies included
  std::uint32_t largest_packet = 0;           // IP packet of the request, in octets
  std::uint32_t transmissions = 0;            // of the request, fragments not counted apart
  Time first_sent{};
  Time last_sent{};
  std::vector<std::uint64_t> request_digests;  // of every datagram seen, to know copies
  std::vector<std::uint64_t> response_digests;
  std::uint32_t response_frame = 0;  // 0 = none seen
  bool answer_expected =
      true;                 // not for an unprotected notify outside an SA (RFC 7296 section 1.5)
  bool superseded = false;  // the requester went on, so it was answered, though not in this capture

  static constexpr std::size_t max_frames = 64;
  bool open() const { return answer_expected && response_frame == 0 && !superseded; }
};

}  // namespace espect::sessions
