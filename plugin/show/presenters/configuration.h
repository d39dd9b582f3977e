// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/registry/tables.h"
#include "plugin/show/builtin_ike.h"
#include "plugin/show/presenter.h"
#include "plugin/wireshark/builtin_fields.h"

namespace espect::plugin {

template <>
struct Presenter<ike::ConfigurationAttribute> : GenericPresenter<ike::ConfigurationAttribute> {
  using GenericPresenter::number;
  static proto_item* number(TreeBuilder& tree, wire::Name<"type"> name, std::uint16_t type,
                            wire::Place place) {
    tree.remembered().configuration_type = type;
    if (builtin_ike.attribute_format >= 0)
      tree.add(builtin_ike.attribute_format, place.offset, place.size);
    proto_item_append_text(tree.item(), ": %s",
                           name_text(tree.pinfo()->pool, registry::tables::cp_attributes, type));
    return GenericPresenter::number(tree, name, type, place);
  }

  // Wireshark has a field for each of the older attributes, called as the registry calls it, and
  // shows it beside the octets.
  template <class N>
  static void octets(TreeBuilder& tree, N, Bytes octets, std::uint32_t at) {
    const auto size = static_cast<std::uint32_t>(octets.size());
    const int value = builtin_ike.configuration_value;
    tree.add(value >= 0 ? value : field_id<ike::ConfigurationAttribute, N>, at, size);
    const registry::Row* row =
        registry::find(registry::tables::cp_attributes, tree.remembered().configuration_type);
    if (row != nullptr && !row->is_range_text()) add_by_name(tree, row->name, at, size);
  }

 private:
  static void add_by_name(TreeBuilder& tree, const char* row_name, std::uint32_t at,
                          std::uint32_t size) {
    wmem_allocator_t* pool = tree.pinfo()->pool;
    char* name = wmem_strdup(pool, row_name);
    for (char* letter = name; *letter != '\0'; ++letter) *letter = g_ascii_tolower(*letter);
    const char* full = wmem_strdup_printf(pool, "isakmp.cfg.attr.%s", name);
    if (add_two_parts(tree, full, at, size)) return;
    const header_field_info* info = builtin_info(full);
    if (info == nullptr || (is_unsigned(info->type) && size != 4)) return;
    constexpr std::uint32_t address_and_prefix = 17;
    const bool with_prefix = info->type == FT_IPv6 && size == address_and_prefix;
    if (!with_prefix && !fits_size(info->type, size)) return;
    tree.add(info->id, at, with_prefix ? size - 1 : size);
    if (!with_prefix) return;
    const int prefix = builtin_field(wmem_strdup_printf(pool, "%s.prefix", full));
    if (prefix >= 0) tree.add(prefix, at + size - 1, 1);
  }

  // Subnets, prefixes and links, which Wireshark shows as two fields: "internal_ip4_subnet_ip" and
  // "internal_ip4_subnet_netmask".
  static bool add_two_parts(TreeBuilder& tree, const char* name, std::uint32_t at,
                            std::uint32_t size) {
    struct Parts {
      const char* first;
      const char* second;
      std::uint32_t first_octets;
      std::uint32_t least;
      std::uint32_t most;
    };
    static constexpr Parts all[] = {{"ip", "netmask", 4, 8, 8},
                                    {"ip", "prefix", 16, 17, 17},
                                    {"ip", "length", 16, 17, 17},
                                    {"interface", "id", 8, 9, UINT32_MAX}};
    wmem_allocator_t* pool = tree.pinfo()->pool;
    for (const Parts& parts : all) {
      if (size < parts.least || size > parts.most) continue;
      const int first = builtin_field(wmem_strdup_printf(pool, "%s_%s", name, parts.first));
      const int second = builtin_field(wmem_strdup_printf(pool, "%s_%s", name, parts.second));
      if (first < 0 || second < 0) continue;
      tree.add(first, at, parts.first_octets);
      tree.add(second, at + parts.first_octets, size - parts.first_octets);
      return true;
    }
    return false;
  }
};

}  // namespace espect::plugin
