// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "ipsec/bytes/time.h"

namespace espect::sessions {

// Which fragments of one message came (RFC 7383), as long as some are still to come.
class MessageFragments {
 public:
  static constexpr std::uint16_t max_total = 1024;  // daemons refuse more than 255
  static constexpr std::size_t max_frames = 64;

  void add(std::uint16_t number, std::uint16_t total, std::uint32_t frame);

  std::uint16_t total() const { return total_; }  // 0: the message did not come in fragments
  bool incomplete() const { return received_ < total_; }
  std::vector<std::uint16_t> missing() const;
  const std::vector<std::uint32_t>& frames() const { return frames_; }  // the first max_frames

 private:
  std::uint16_t total_ = 0;
  std::uint16_t received_ = 0;
  std::vector<std::uint32_t> frames_;
  std::vector<bool> came_;  // by number; empty once complete
};

// Datagrams that were seen before, by their digests.
class SeenDigests {
 public:
  bool contains(std::uint64_t digest) const;
  // False when it was there already. Beyond the limit nothing is kept, so nothing is a copy.
  bool add(std::uint64_t digest);

 private:
  static constexpr std::size_t max = 512;
  std::vector<std::uint64_t> sorted_;
};

// A request and what came back, RFC 7296 section 2.1. Fragments (RFC 7383) and copies of one
// message belong to the same exchange.
struct Exchange {
  std::uint32_t number = 0;  // 1, 2, ... within its IKE SA, in order of appearance
  std::uint8_t type = 0;
  // IKEv1 has exchanges of up to six messages: each that waits for an answer is a request here, and
  // this is its place among them, from 1. 0 of IKEv2.
  std::uint8_t step = 0;
  std::uint32_t message_id = 0;
  bool from_initiator = true;  // of the IKE SA: who asked
  // 1 when IKE_SA_INIT came again with other octets (COOKIE, INVALID_KE_PAYLOAD), else 0.
  std::uint32_t attempt = 0;
  std::vector<std::uint32_t> request_frames;  // the first max_frames, copies included
  std::uint32_t largest_packet = 0;           // IP packet of the request, in octets
  std::uint32_t transmissions = 0;            // of the request, fragments not counted apart
  Time first_sent{};
  Time last_sent{};
  std::uint32_t response_frame = 0;  // 0 = none seen
  Time answered{};
  bool encrypted = false;                 // the request was
  bool deletes_ike_sa = false;            // the opened request has D of the IKE SA
  bool looks_like_delete = false;         // so does the outside of the closed one
  std::uint32_t unprotected_answers = 0;  // to an encrypted request: none of them is its response
  std::uint32_t closed_answer = 0;  // IKEv1: frame of a closed Informational that came meanwhile
  bool answer_expected =
      true;  // not for an unprotected notify outside an SA (RFC 7296 section 1.5)
  std::optional<std::uint32_t> probe;  // number of an opened R-U-THERE (RFC 3706)
  bool superseded = false;  // the requester went on, so it was answered, though not in this capture
  bool counts_as_open = false;  // in Peers: it may make Child SAs, and was not seen in full
  MessageFragments request_fragments;
  MessageFragments response_fragments;
  SeenDigests request_digests;  // of every datagram, to know copies
  SeenDigests response_digests;

  static constexpr std::size_t max_frames = 64;
  bool open() const { return answer_expected && response_frame == 0 && !superseded; }
  // Request and response, with all of their fragments.
  bool seen_in_full() const {
    return !request_frames.empty() && response_frame != 0 && !request_fragments.incomplete() &&
           !response_fragments.incomplete();
  }
};

}  // namespace espect::sessions
