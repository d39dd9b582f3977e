// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/show/builtin_ike.h"
#include "plugin/show/presenter.h"
#include "plugin/show/transform_text.h"

namespace espect::plugin {

template <>
struct Presenter<ike::TransformSubstructure> : GenericPresenter<ike::TransformSubstructure> {
  // Type, identifier under the name of its type, and lengths.
  template <class N, class Int>
  static proto_item* number(TreeBuilder& tree, N name, Int value, wire::Place place) {
    auto& seen = tree.remembered();
    if constexpr (named<N>("type")) seen.transform_type = value;
    constexpr bool is_identifier = sizeof(Int) == 2 && !named<N>("length");
    if constexpr (is_identifier) {
      seen.transform_id = value;
      seen.transform_has_id = true;
    }
    proto_item* item = named<N>("id") ? add_identifier(tree, value, place)
                                      : GenericPresenter::number(tree, name, value, place);
    if constexpr (named<N>("addke"))
      proto_item_set_hidden(
          tree.add(second_field_id<ike::TransformSubstructure, N>, place.offset, place.size));
    return item;
  }
  template <class N>
  static void open(TreeBuilder& tree, N, const char*, wire::Place place) {
    tree.open_tree(tree.add(field_id<ike::TransformSubstructure, N>, place.offset, 0),
                   TreeKind::attribute, name_attribute);
  }

 private:
  // isakmp.tf.id bears the names of key exchange methods, which are wrong for other types.
  static proto_item* add_identifier(TreeBuilder& tree, std::uint32_t id, wire::Place place) {
    const auto* names = transform_ids(tree.remembered().transform_type);
    const char* name =
        names != nullptr ? name_text(tree.pinfo()->pool, *names, id, tree.profile()) : nullptr;
    return proto_tree_add_uint_format_value(
        tree.tree(), field_id<ike::TransformSubstructure, wire::Name<"id">>, tree.tvb(),
        static_cast<int>(place.offset), static_cast<int>(place.size), id,
        name != nullptr ? "%s (%u)" : "%s%u", name != nullptr ? name : "", id);
  }
  static void name_attribute(TreeBuilder& tree) {
    const auto& seen = tree.remembered();
    const bool short_form = (seen.attribute_format & 0x8000) != 0;
    const auto type = static_cast<std::uint16_t>(seen.attribute_format & 0x7fff);
    proto_item_append_text(tree.item(), " (t=%u,l=%u): %s", type,
                           static_cast<unsigned>(short_form ? 2 : seen.attribute_size),
                           name_text(tree.pinfo()->pool, registry::tables::attribute_types, type));
    if (short_form && type == registry::attribute_type::key_length)
      proto_item_append_text(tree.item(), ": %u", seen.key_length);
  }
};

template <>
struct Presenter<ike::Attribute> : GenericPresenter<ike::Attribute> {
  // Wireshark shows the value of the short form as octets, too.
  template <class N, class Int>
  static proto_item* number(TreeBuilder& tree, N name, Int value, wire::Place place) {
    auto& seen = tree.remembered();
    if constexpr (named<N>("key_length")) seen.key_length = value;
    if ((seen.attribute_format & 0x8000) != 0 && builtin_ike.attribute_value >= 0)
      tree.add(builtin_ike.attribute_value, place.offset, place.size);
    return GenericPresenter::number(tree, name, value, place);
  }
  template <class N>
  static void octets(TreeBuilder& tree, N name, Bytes octets, std::uint32_t at) {
    if constexpr (named<N>("data")) tree.remembered().attribute_size = octets.size();
    GenericPresenter::octets(tree, name, octets, at);
  }
  template <class N, class Int>
  static void open_bits(TreeBuilder& tree, N name, Int value, wire::Place place) {
    tree.remembered().attribute_format = value;
    GenericPresenter::open_bits(tree, name, value, place);
  }
};

}  // namespace espect::plugin
