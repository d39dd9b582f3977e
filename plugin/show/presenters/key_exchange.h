// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/registry/tables.h"
#include "plugin/show/presenter.h"

namespace espect::plugin {

template <>
struct Presenter<ike::KeyExchange> : GenericPresenter<ike::KeyExchange> {
  using GenericPresenter::number;
  static proto_item* number(TreeBuilder& tree, wire::Name<"method"> name, std::uint16_t method,
                            wire::Place place) {
    wmem_allocator_t* pool = tree.pinfo()->pool;
    tree.add_detail(wmem_strdup_printf(
        pool, "KE %s", name_text(pool, registry::tables::ke, method, tree.profile())));
    return GenericPresenter::number(tree, name, method, place);
  }
};

}  // namespace espect::plugin
