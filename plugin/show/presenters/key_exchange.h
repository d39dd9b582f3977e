// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/show/presenter.h"

namespace espect::plugin {

template <>
struct Presenter<ike::KeyExchange> : GenericPresenter<ike::KeyExchange> {
  using GenericPresenter::number;
  static proto_item* number(TreeBuilder& tree, wire::Name<"method"> name, std::uint16_t method,
                            wire::Place place) {
    proto_item* item = GenericPresenter::number(tree, name, method, place);
    proto_item_set_hidden(tree.add(second_field_id<ike::KeyExchange, wire::Name<"method">>,
                                   place.offset, place.size));
    return item;
  }
};

}  // namespace espect::plugin
