// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "ipsec/sessions/ikev1/ikev1_message.h"
#include "ipsec/sessions/table/seeded_hash.h"

namespace espect::sessions {

// Messages in pieces of Cisco and Microsoft ([MS-IKEE] section 2.2.3.1): of each side of an IKE SA
// the newest, as long as pieces are missing.
class Ikev1Fragments {
 public:
  static constexpr std::size_t max_octets = 1u << 16;
  static constexpr std::size_t max_sides = 4096;

  // The whole message once all pieces are there, else nothing. Valid until the next call.
  const std::vector<std::uint8_t>* add(std::uint32_t ike_sa, bool from_initiator,
                                       const wire::ikev1::Fragment& fragment);

 private:
  struct Pieces {
    std::uint16_t id = 0;
    std::uint8_t last = 0;  // number of the last piece; 0 = not seen
    std::vector<std::vector<std::uint8_t>> by_number;
    std::size_t octets = 0;
  };
  struct HashOfSide {
    std::size_t operator()(std::uint64_t side) const { return hash_words(side); }
  };
  std::unordered_map<std::uint64_t, Pieces, HashOfSide> sides_;
  std::vector<std::uint8_t> whole_;
};

}  // namespace espect::sessions
