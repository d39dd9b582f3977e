// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wireshark/builtin_fields.h"

#include "plugin/wireshark/builtin_names.h"
#include "plugin/wireshark/registry_strings.h"

namespace espect::plugin {
namespace {

std::string field_name_here(const char* name) {
  return name_here(name, [](const std::string& known) {
    return proto_registrar_get_byname(known.c_str()) != nullptr;
  });
}

bool fits(const header_field_info& info, Shape shape) {
  switch (info.type) {
    case FT_BYTES:
    case FT_NONE:
      return true;
    case FT_STRING:
    case FT_IPv4:
    case FT_IPv6:
      return shape == Shape::octets;
    default:
      return shape == Shape::number && (is_unsigned(info.type) || info.type == FT_BOOLEAN);
  }
}

std::string_view abbreviation_of(const field_info* item) {
  return item != nullptr && item->hfinfo != nullptr ? item->hfinfo->abbrev : "";
}

}  // namespace

header_field_info* first_of_name(const char* name_here) {
  header_field_info* info = proto_registrar_get_byname(name_here);
  while (info != nullptr && info->same_name_prev_id != -1)
    info = proto_registrar_get_nth(static_cast<unsigned>(info->same_name_prev_id));
  return info;
}

int builtin_field(const char* name, Shape shape, const registry::Registry* names) {
  const header_field_info* best = nullptr;
  std::size_t most = 0;
  const auto* info = first_of_name(field_name_here(name).c_str());
  for (; info != nullptr; info = info->same_name_next) {
    if (!fits(*info, shape)) continue;
    const std::size_t known = names != nullptr ? names_known_to(*info, *names) : 0;
    if (best != nullptr && known < most) continue;
    best = info;
    most = known;
  }
  return best != nullptr ? best->id : -1;
}

const header_field_info* builtin_info(const char* name) {
  return proto_registrar_get_byname(field_name_here(name).c_str());
}

int builtin_field(const char* name) {
  const header_field_info* info = builtin_info(name);
  return info != nullptr ? info->id : -1;
}

int builtin_protocol(const char* name) {
  const auto here = name_here(name, [](const std::string& known) {
    return proto_get_id_by_filter_name(known.c_str()) != -1;
  });
  return proto_get_id_by_filter_name(here.c_str());
}

void register_other_name() {
  static const std::string other = later_name("isakmp");  // Wireshark keeps the pointer
  const int ike = proto_get_id_by_filter_name("isakmp");
  if (ike != -1) proto_register_alias(ike, other.c_str());
}

dissector_handle_t builtin_dissector(const char* name) {
  const auto here = name_here(
      name, [](const std::string& known) { return find_dissector(known.c_str()) != nullptr; });
  return find_dissector(here.c_str());
}

const char* builtin_short_name(const char* protocol) {
  return proto_get_protocol_short_name(find_protocol_by_id(builtin_protocol(protocol)));
}

bool is_builtin(const field_info* item, const char* name) {
  return is_named(abbreviation_of(item), name);
}

bool is_below_builtin(const field_info* item, const char* name) {
  return is_named_below(abbreviation_of(item), name);
}

}  // namespace espect::plugin
