// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstring>

#include "ipsec/registry/signature_algorithm.h"
#include "plugin/show/presenter.h"

namespace espect::plugin {

template <>
struct Presenter<ike::DigitalSignature> : GenericPresenter<ike::DigitalSignature> {
  template <class N>
  static void octets(TreeBuilder& tree, N name, Bytes octets, std::uint32_t at) {
    GenericPresenter::octets(tree, name, octets, at);
    if (std::strcmp(N::text, "algorithm") != 0) return;
    const auto* known = registry::find_signature_algorithm(octets);
    proto_item_append_text(tree.item(), ": %s",
                           known != nullptr ? known->row->name : "unknown algorithm");
  }
};

}  // namespace espect::plugin
