// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/registry/vendor_id.h"
#include "plugin/show/builtin_ike.h"
#include "plugin/show/presenter.h"

namespace espect::plugin {

template <>
struct Presenter<ike::VendorId> : GenericPresenter<ike::VendorId> {
  template <class N>
  static void octets(TreeBuilder& tree, N name, Bytes octets, std::uint32_t at) {
    GenericPresenter::octets(tree, name, octets, at);
    const registry::VendorId* known = registry::find_vendor_id(octets);
    const char* text = known != nullptr ? known->row->name : "Unknown Vendor ID";
    if (builtin_ike.vendor_name >= 0)
      proto_tree_add_string(tree.tree(), builtin_ike.vendor_name, tree.tvb(), static_cast<int>(at),
                            static_cast<int>(octets.size()), text);
    proto_item_append_text(tree.item(), " : %s", text);
  }
};

}  // namespace espect::plugin
