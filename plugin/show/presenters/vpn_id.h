// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ike/traffic_selector.h"
#include "plugin/audit/open_capture.h"
#include "plugin/show/presenter.h"

namespace espect::plugin {

// Puts its name behind the number of a VPN.
inline proto_item* with_vpn_name(proto_item* item, std::uint32_t vpn_id) {
  if (const char* name = name_of_vpn(vpn_id)) proto_item_append_text(item, " (%s)", name);
  return item;
}

template <>
struct Presenter<ike::VpnId> : GenericPresenter<ike::VpnId> {
  using GenericPresenter::number;
  static proto_item* number(TreeBuilder& tree, wire::Name<"id"> name, std::uint32_t id,
                            wire::Place place) {
    return with_vpn_name(GenericPresenter::number(tree, name, id, place), id);
  }
};

template <>
struct Presenter<ike::TrafficSelectorSubstructure>
    : GenericPresenter<ike::TrafficSelectorSubstructure> {
  using GenericPresenter::number;
  static proto_item* number(TreeBuilder& tree, wire::Name<"vpn_id"> name, std::uint32_t id,
                            wire::Place place) {
    return with_vpn_name(GenericPresenter::number(tree, name, id, place), id);
  }
};

}  // namespace espect::plugin
