// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/show/presenter.h"
#include "plugin/show/transform_text.h"

// Proposals and transforms, which Wireshark shows as if they were payloads (types 2 and 3).
namespace espect::plugin {

template <>
struct Presenter<ike::SecurityAssociation> : GenericPresenter<ike::SecurityAssociation> {
  template <class N>
  static void open(TreeBuilder& tree, N, const char*, wire::Place place) {
    tree.open_as_payload(2, TreeKind::proposal, place.offset, nullptr);
  }
};

template <>
struct Presenter<ike::ProposalSubstructure> : GenericPresenter<ike::ProposalSubstructure> {
  using GenericPresenter::number;
  static proto_item* number(TreeBuilder& tree, wire::Name<"number"> name, std::uint8_t value,
                            wire::Place place) {
    proto_item_append_text(tree.item(), " # %u", value);
    return GenericPresenter::number(tree, name, value, place);
  }
  template <class N>
  static void open(TreeBuilder& tree, N, const char*, wire::Place place) {
    auto& seen = tree.remembered();
    seen.transform_has_id = false;
    seen.key_length = 0;
    tree.open_as_payload(3, TreeKind::transform, place.offset, name_transform);
  }

 private:
  static void name_transform(TreeBuilder& tree) {
    const auto& seen = tree.remembered();
    if (seen.transform_has_id)
      proto_item_set_text(tree.item(), "Transform: %s",
                          transform_text(tree.pinfo()->pool, seen.transform_type, seen.transform_id,
                                         seen.key_length, tree.profile()));
  }
};

}  // namespace espect::plugin
