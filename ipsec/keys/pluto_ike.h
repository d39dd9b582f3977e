// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "ipsec/keys/text_lines.h"

namespace espect::keys {

// The rows "ikev2 I 0xSPIi 0xSPIr INTEG:0xKEY ENCR:0xKEY" of pluto, one for each direction, which
// tcpdump -E takes too. NSS keeps SK_d to itself, and AEAD keys stand there without their salt.
class PlutoIke {
 public:
  PlutoIke(KeyRing& ring, Complaints& complaints) : ring_(ring), complaints_(complaints) {}

  static bool is_row(std::string_view text) {
    return text.starts_with("ikev2 I 0x") || text.starts_with("ikev2 R 0x");
  }
  void read(std::string_view text, std::uint32_t number);
  // Rows of which the other direction is missing.
  void finish();

 private:
  using Spis = std::pair<std::uint64_t, std::uint64_t>;

  void join(IkeKeys keys, bool initiator);

  KeyRing& ring_;
  Complaints& complaints_;
  std::map<Spis, IkeKeys> half_;
  std::set<Spis> closed_;  // complained about once
};

}  // namespace espect::keys
