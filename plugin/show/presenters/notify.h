// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/registry/tables.h"
#include "ipsec/wire/fault_of.h"
#include "plugin/show/presenter.h"

namespace espect::plugin {

template <>
struct Presenter<ike::Notify> : GenericPresenter<ike::Notify> {
  using GenericPresenter::number;
  using GenericPresenter::octets;
  static proto_item* number(TreeBuilder& tree, wire::Name<"type"> name, std::uint16_t type,
                            wire::Place place) {
    auto& seen = tree.remembered();
    seen.notify_type = type;
    seen.notify_has_type = true;
    wmem_allocator_t* pool = tree.pinfo()->pool;
    const char* text = name_text(pool, registry::tables::notify_types, type, tree.profile());
    proto_item* item = GenericPresenter::number(tree, name, type, place);
    proto_item_append_text(tree.item(), " - %s", text);
    return item;
  }
  static void octets(TreeBuilder& tree, wire::Name<"data"> name, Bytes octets, std::uint32_t at) {
    tree.remembered().notify_data = octets;
    tree.remembered().notify_data_at = at;
    GenericPresenter::octets(tree, name, octets, at);
  }

  // The data of a notify in a form that only notify_forms.h knows. Wireshark shows the data also
  // when there is none.
  static Fault finish(TreeBuilder& tree, std::uint32_t end) {
    const auto seen = tree.remembered();
    if (!seen.notify_has_type) return {};
    if (seen.notify_data.empty()) {
      tree.add(field_id<ike::Notify, wire::Name<"data">>, end, 0);
      return {};
    }
    Fault fault{};
    with_notify_form(seen.notify_type, [&](auto form) {
      using Form = decltype(form);
      fault = wire::walk_all<Form>(seen.notify_data, seen.notify_data_at, tree);
    });
    return fault;
  }
};

}  // namespace espect::plugin
