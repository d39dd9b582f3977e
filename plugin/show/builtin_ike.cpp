// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/show/builtin_ike.h"

#include "ipsec/registry/tables.h"
#include "plugin/wireshark/builtin_fields.h"
#include "plugin/wireshark/registry_strings.h"

namespace espect::plugin {

BuiltinIke builtin_ike;

void find_builtin_ike() {
  namespace tables = registry::tables;
  const auto octets = [](const char* name) { return builtin_field(name, Shape::octets, nullptr); };
  builtin_ike.payload_type =
      builtin_field("isakmp.typepayload", Shape::number, &tables::payload_types);
  builtin_ike.vendor_name = octets("isakmp.vid_string");
  builtin_ike.attribute_value = octets("isakmp.ike2.attr.value");
  builtin_ike.attribute_format = builtin_field("isakmp.cfg.attr.format", Shape::number, nullptr);
  builtin_ike.configuration_value = builtin_field("isakmp.cfg.attr.value");
  builtin_ike.identification = octets("isakmp.id.data");
  builtin_ike.extra_data = octets("isakmp.extradata");
  builtin_ike.decrypted = octets("isakmp.enc.decrypted");
  builtin_ike.data = builtin_field("isakmp.datapayload");

  overlay(builtin_ike.payload_type, tables::payload_types);
  // Shown by the built-in dissector only, or as a part without a code of its own.
  overlay(builtin_field("isakmp.ike2.attr.type", Shape::number, &tables::attribute_types),
          tables::attribute_types);
  overlay(builtin_field("isakmp.cfg.attr.type", Shape::number, &tables::cp_attributes),
          tables::cp_attributes);
}

}  // namespace espect::plugin
