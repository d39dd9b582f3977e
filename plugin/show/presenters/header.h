// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/show/presenter.h"

namespace espect::plugin {

template <>
struct Presenter<ike::Header> : GenericPresenter<ike::Header> {
  using GenericPresenter::open_bits;
  // "2.0"
  static void open_bits(TreeBuilder& tree, wire::Name<"version">, std::uint8_t version,
                        wire::Place place) {
    proto_item* item = proto_tree_add_uint_format_value(
        tree.tree(), field_id<ike::Header, wire::Name<"version">>, tree.tvb(),
        static_cast<int>(place.offset), 1, version, "%u.%u", version >> 4, version & 0xf);
    tree.open_tree(item, TreeKind::bits);
  }
};

}  // namespace espect::plugin
