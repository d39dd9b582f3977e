// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/show/tree_builder.h"

namespace espect::plugin {

// How the items of a structure are shown: each by its field. A structure that wants more for one of
// its items has a Presenter of its own with an overload for the item's name, in presenters/.
template <class Owner>
struct GenericPresenter {
  template <class N, class Int>
  static proto_item* number(TreeBuilder& tree, N, Int, wire::Place place) {
    return tree.add(field_id<Owner, N>, place.offset, place.size);
  }
  template <class N>
  static void octets(TreeBuilder& tree, N, Bytes octets, std::uint32_t at) {
    tree.add(field_id<Owner, N>, at, static_cast<std::uint32_t>(octets.size()));
  }
  template <class N>
  static void open(TreeBuilder& tree, N, const char* label, wire::Place place) {
    if (field_id<Owner, N> < 0 || label == nullptr)
      tree.open_flat();
    else
      tree.open_tree(tree.add(field_id<Owner, N>, place.offset, place.size), TreeKind::other);
  }
  template <class N, class Int>
  static void open_bits(TreeBuilder& tree, N, Int, wire::Place place) {
    if (field_id<Owner, N> < 0)
      tree.open_flat();
    else
      tree.open_tree(tree.add(field_id<Owner, N>, place.offset, place.size), TreeKind::bits);
  }
  // Behind a payload that has shown no fault; `end` is where it ends.
  static Fault finish(TreeBuilder&, std::uint32_t /*end*/) { return {}; }
};

template <class Owner>
struct Presenter : GenericPresenter<Owner> {};

}  // namespace espect::plugin
