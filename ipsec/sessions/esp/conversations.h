// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <cstdint>

#include "ipsec/datagram/datagram.h"
#include "ipsec/sessions/table/address_pairs.h"

namespace espect::sessions {

struct TrackedFlow;

// How often each of two addresses was heard: ESP, AH and IKE. The difference over a flow's packets
// tells whether its receiver was still there.
class Conversations {
 public:
  using Pair = AddressPairs<std::array<std::uint32_t, 2>>::Pair;

  void begin(TrackedFlow& flow);
  // An ESP or AH packet of the flow.
  static void on(TrackedFlow& flow, std::uint32_t frame);
  // Another message from the source of `path`.
  void heard(const Path& path) {
    if (auto* pair = pairs_.find(path.source, path.destination))
      ++pair->record[decltype(pairs_)::side(*pair, path.source)];
  }

 private:
  static void keep_frame(TrackedFlow& flow, std::uint32_t frame);

  AddressPairs<std::array<std::uint32_t, 2>> pairs_;
};

}  // namespace espect::sessions
