// SPDX-License-Identifier: GPL-2.0-or-later
// The part of TreeBuilder that knows single payloads.
#include <algorithm>

#include "ipsec/registry/tables.h"
#include "ipsec/registry/vendor_id.h"
#include "plugin/show/tree_builder.h"
#include "plugin/wireshark/builtin_fields.h"

namespace espect::plugin {

void TreeBuilder::attribute(std::uint16_t value, wire::Place place, bool key_length) {
  if (key_length) transform_key_length_ = value;
  if ((attribute_format_ & 0x8000) == 0) return;
  if (attribute_value_field >= 0) add(attribute_value_field, place.offset, place.size);
}

void TreeBuilder::detail(const char* text) {
  col_append_fstr(pinfo_->cinfo, COL_INFO, "%s%s", (*details_)++ == 0 ? ": " : ", ", text);
}

void TreeBuilder::key_exchange(std::uint16_t method) {
  detail(wmem_strdup_printf(pinfo_->pool, "KE %s",
                            name_text(pinfo_->pool, registry::tables::ke, method)));
}

void TreeBuilder::notify(std::uint16_t type) {
  notify_seen_ = true;
  notify_type_ = type;
  const char* name = name_text(pinfo_->pool, registry::tables::notify_types, type);
  proto_item_append_text(level().item, " - %s", name);
  constexpr std::uint16_t first_status = 16384;  // RFC 7296 section 3.10.1
  if (type < first_status || type == registry::notify::rekey_sa)
    detail(wmem_strdup_printf(pinfo_->pool, "N(%s)", name));
}

void TreeBuilder::vendor(Bytes octets, std::uint32_t at) {
  const registry::VendorId* known = registry::find_vendor_id(octets);
  const char* name = known != nullptr ? known->row->name : "Unknown Vendor ID";
  if (vendor_name_field >= 0)
    proto_tree_add_string(level().tree, vendor_name_field, tvb_, static_cast<int>(at),
                          static_cast<int>(octets.size()), name);
  proto_item_append_text(level().item, " : %s", name);
}

void TreeBuilder::configuration(std::uint16_t type, wire::Place place) {
  configuration_type_ = type;
  if (attribute_format_field >= 0) add(attribute_format_field, place.offset, place.size);
  proto_item_append_text(level().item, ": %s",
                         name_text(pinfo_->pool, registry::tables::cp_attributes, type));
}

// Wireshark has a field for each of the older attributes, called as the registry calls it, and
// shows it beside the octets.
void TreeBuilder::configuration_value(int field, Bytes octets, std::uint32_t at) {
  const auto size = static_cast<std::uint32_t>(octets.size());
  const int value = builtin_field("isakmp.cfg.attr.value");
  add(value >= 0 ? value : field, at, size);
  const registry::Row* row = registry::find(registry::tables::cp_attributes, configuration_type_);
  if (row == nullptr || row->is_range_text()) return;
  char* name = wmem_strdup(pinfo_->pool, row->name);
  for (char* letter = name; *letter != '\0'; ++letter) *letter = g_ascii_tolower(*letter);
  const char* full = wmem_strdup_printf(pinfo_->pool, "isakmp.cfg.attr.%s", name);
  const header_field_info* info = builtin_info(full);
  if (info == nullptr || is_unsigned(info->type)) return;
  constexpr std::uint32_t address_and_prefix = 17;
  const bool with_prefix = info->type == FT_IPv6 && size == address_and_prefix;
  if (!with_prefix && !fits_size(info->type, size)) return;
  add(info->id, at, with_prefix ? size - 1 : size);
  const char* prefix = wmem_strdup_printf(pinfo_->pool, "%s.prefix", full);
  if (const int id = builtin_field(prefix); with_prefix && id >= 0) add(id, at + size - 1, 1);
}

// RFC 7296 section 3.7: SHA-1 hashes, one after the other.
void TreeBuilder::authorities(int field, Bytes octets, std::uint32_t at) {
  constexpr std::size_t hash_size = 20;
  while (!octets.empty()) {
    const auto size = std::min(hash_size, octets.size());
    add(field, at, static_cast<std::uint32_t>(size));
    octets = octets.subspan(size);
    at += static_cast<std::uint32_t>(size);
  }
}

// What an identity is, by its type, stands below the octets as such.
void TreeBuilder::identification(int field, std::uint32_t at, std::uint32_t size) {
  if (identification_field < 0) {
    add(field, at, size);
    return;
  }
  open_tree(add(identification_field, at, size), TreeKind::other, at);
  add(field, at, size);
  close(size);
}

}  // namespace espect::plugin
