// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>

#include "plugin/show/presenter.h"

namespace espect::plugin {

template <>
struct Presenter<ike::CertificateRequest> : GenericPresenter<ike::CertificateRequest> {
  using GenericPresenter::octets;
  // RFC 7296 section 3.7: SHA-1 hashes, one after the other.
  static void octets(TreeBuilder& tree, wire::Name<"authorities"> name, Bytes octets,
                     std::uint32_t at) {
    constexpr std::size_t hash_size = 20;
    while (!octets.empty()) {
      const auto size = std::min(hash_size, octets.size());
      GenericPresenter::octets(tree, name, octets.first(size), at);
      octets = octets.subspan(size);
      at += static_cast<std::uint32_t>(size);
    }
  }
};

}  // namespace espect::plugin
