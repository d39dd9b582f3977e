// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>

#include "plugin/show/presenter.h"

namespace espect::plugin {

template <>
struct Presenter<wire::ikev1::Delete> : GenericPresenter<wire::ikev1::Delete> {
  // Wireshark shows both cookies of a phase 1 SA as one SPI.
  template <class N>
  static void open(TreeBuilder& tree, N name, const char* label, wire::Place place) {
    if constexpr (named<N>("cookies")) {
      constexpr std::uint32_t whole = wire::ikev1::DeletedCookies::octets;
      place.size = std::min(whole, tvb_captured_length(tree.tvb()) - place.offset);
    }
    GenericPresenter::open(tree, name, label, place);
  }
};

}  // namespace espect::plugin
