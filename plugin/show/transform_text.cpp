// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/show/transform_text.h"

#include <cstring>

#include "ipsec/registry/tables.h"
#include "plugin/wireshark/registry_strings.h"

namespace espect::plugin {

const registry::Registry* transform_ids(std::uint8_t type) {
  namespace types = registry::transform_type;
  switch (type) {
    case types::encr:
      return &registry::tables::encr;
    case types::prf:
      return &registry::tables::prf;
    case types::integ:
      return &registry::tables::integ;
    case types::sn:
      return &registry::tables::sn;
    case types::kwa:
      return &registry::tables::kwa;
    case types::gcauth:
      return &registry::tables::gcauth;
    default:
      break;
  }
  if (type == types::ke || (type >= types::addke1 && type <= types::addke7))
    return &registry::tables::ke;
  return nullptr;
}

const char* transform_text(wmem_allocator_t* pool, std::uint8_t type, std::uint16_t id,
                           std::uint16_t key_length, const registry::ExperimentalProfile* profile) {
  const char* type_name = name_text(pool, registry::tables::transform_types, type);
  const auto* names = transform_ids(type);
  const char* name =
      names != nullptr ? name_text(pool, *names, id, profile) : wmem_strdup_printf(pool, "%u", id);
  // ENCR_AES_GCM_16 says its type itself.
  const std::size_t size = std::strlen(type_name);
  const bool tells_type = std::strncmp(name, type_name, size) == 0 && name[size] == '_';
  const char* text = tells_type ? name : wmem_strdup_printf(pool, "%s %s", type_name, name);
  return key_length != 0 ? wmem_strdup_printf(pool, "%s %u", text, key_length) : text;
}

}  // namespace espect::plugin
