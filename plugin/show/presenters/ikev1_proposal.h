// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/show/presenter.h"

// Proposals and transforms of IKEv1, which Wireshark shows as the payloads that they are (2 and 3).
namespace espect::plugin {

template <>
struct Presenter<wire::ikev1::SecurityAssociation>
    : GenericPresenter<wire::ikev1::SecurityAssociation> {
  template <class N>
  static void open(TreeBuilder& tree, N name, const char* label, wire::Place place) {
    if constexpr (named<N>("proposals"))
      tree.open_as_payload(registry::ikev1_payload::p, TreeKind::proposal, place.offset, nullptr);
    else
      GenericPresenter::open(tree, name, label, place);
  }
};

template <>
struct Presenter<wire::ikev1::Proposal> : GenericPresenter<wire::ikev1::Proposal> {
  using GenericPresenter::number;
  static proto_item* number(TreeBuilder& tree, wire::Name<"number"> name, std::uint8_t value,
                            wire::Place place) {
    proto_item_append_text(tree.item(), " # %u", value);
    return GenericPresenter::number(tree, name, value, place);
  }
  template <class N>
  static void open(TreeBuilder& tree, N, const char*, wire::Place place) {
    tree.open_as_payload(registry::ikev1_payload::t, TreeKind::transform, place.offset, nullptr);
  }
};

template <class Id, class AttributeOfIt>
struct Presenter<wire::ikev1::Transform<Id, AttributeOfIt>>
    : GenericPresenter<wire::ikev1::Transform<Id, AttributeOfIt>> {
  using Generic = GenericPresenter<wire::ikev1::Transform<Id, AttributeOfIt>>;
  using Generic::number;
  // The built-in field has no names: which registry it is, the protocol says.
  static proto_item* number(TreeBuilder& tree, wire::Name<"id"> name, std::uint8_t id,
                            wire::Place place) {
    const char* text = name_text(tree.pinfo()->pool, Id::registry(), id);
    proto_item_append_text(tree.item(), ": %s", text);
    proto_item* item = Generic::number(tree, name, id, place);
    proto_item_append_text(item, " (%s)", text);
    return item;
  }
};

}  // namespace espect::plugin
