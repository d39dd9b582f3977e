// SPDX-License-Identifier: GPL-2.0-or-later

// espect.so: what Wireshark calls, in the order in which it does.
#include <array>
#include <exception>

#include "ipsec/registry/tables.h"
#include "plugin/field_lister.h"
#include "plugin/hooks.h"
#include "plugin/tree_builder.h"

namespace espect::plugin {
namespace {

FieldTable& field_table() {
  static FieldTable table;  // Wireshark keeps pointers into it
  return table;
}

void register_experts(int protocol) {
  static std::array<ei_register_info, 2> items = {{
      {&expert_fields.malformed,
       {"espect.malformed", PI_MALFORMED, PI_ERROR, "Malformed", EXPFILL}},
      {&expert_fields.experimental,
       {"espect.experimental", PI_PROTOCOL, PI_NOTE, "Number of an experimental profile", EXPFILL}},
  }};
  expert_register_field_array(expert_register_protocol(protocol), items.data(),
                              static_cast<int>(items.size()));
}

void register_protocol() {
  const int protocol = proto_register_protocol("IPsec inspection (espect)", "espect", "espect");
  FieldTable& table = field_table();
  list_all_fields(table);
  proto_register_field_array(protocol, table.fields.data(), static_cast<int>(table.fields.size()));
  std::array<int*, 7> subtrees{};
  for (std::size_t kind = 0; kind < subtrees.size(); ++kind)
    subtrees[kind] = subtree_of(static_cast<TreeKind>(kind));
  proto_register_subtree_array(subtrees.data(), static_cast<int>(subtrees.size()));
  register_experts(protocol);
  register_hooks(protocol);
}

void name_builtin_fields() {
  namespace tables = registry::tables;
  payload_type_field = builtin_field("isakmp.typepayload", Shape::number, &tables::payload_types);
  vendor_name_field = builtin_field("isakmp.vid_string", Shape::octets, nullptr);
  attribute_value_field = builtin_field("isakmp.ike2.attr.value", Shape::octets, nullptr);
  extra_data_field = builtin_field("isakmp.extradata", Shape::octets, nullptr);
  identification_field = builtin_field("isakmp.id.data", Shape::octets, nullptr);
  for (const auto& [field, names] : field_table().overlays) overlay(field, *names);
  overlay(payload_type_field, tables::payload_types);
  // Shown by the built-in dissector only, or as a part without a code of its own.
  overlay(builtin_field("isakmp.ike2.attr.type", Shape::number, &tables::attribute_types),
          tables::attribute_types);
  overlay(builtin_field("isakmp.cfg.attr.type", Shape::number, &tables::cp_attributes),
          tables::cp_attributes);
}

template <void (*Step)()>
void guarded_step() {
  try {
    Step();
  } catch (const std::exception& exception) {
    g_warning("espect: %s", exception.what());
  }
}

void hand_off() {
  name_builtin_fields();
  install_hooks();
}

}  // namespace
}  // namespace espect::plugin

// One declaration each: inside an extern "C" block a const would keep internal linkage, and
// Wireshark would skip the plugin without a word.
extern "C" WS_DLL_PUBLIC_DEF const char plugin_version[] = ESPECT_VERSION;
extern "C" WS_DLL_PUBLIC_DEF const int plugin_want_major = WIRESHARK_VERSION_MAJOR;
extern "C" WS_DLL_PUBLIC_DEF const int plugin_want_minor = WIRESHARK_VERSION_MINOR;

#if ESPECT_WIRESHARK_AT_LEAST(4, 2)
extern "C" WS_DLL_PUBLIC_DEF std::uint32_t plugin_describe(void);
std::uint32_t plugin_describe(void) {
  return WS_PLUGIN_DESC_DISSECTOR;
}
#endif

extern "C" WS_DLL_PUBLIC_DEF void plugin_register(void);
void plugin_register(void) {
  static proto_plugin plugin;
  plugin.register_protoinfo = espect::plugin::guarded_step<espect::plugin::register_protocol>;
  plugin.register_handoff = espect::plugin::guarded_step<espect::plugin::hand_off>;
  proto_register_plugin(&plugin);
}
