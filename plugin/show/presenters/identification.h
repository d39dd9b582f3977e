// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/show/builtin_ike.h"
#include "plugin/show/presenter.h"

namespace espect::plugin {

template <>
struct Presenter<ike::Identification> : GenericPresenter<ike::Identification> {
  // What an identity is, by its type, stands below the octets as such.
  template <class N>
  static void octets(TreeBuilder& tree, N name, Bytes octets, std::uint32_t at) {
    const auto size = static_cast<std::uint32_t>(octets.size());
    if (named<N>("reserved") || builtin_ike.identification < 0)
      return GenericPresenter::octets(tree, name, octets, at);
    tree.open_tree(tree.add(builtin_ike.identification, at, size), TreeKind::other);
    GenericPresenter::octets(tree, name, octets, at);
    tree.close(size);
  }
};

}  // namespace espect::plugin
