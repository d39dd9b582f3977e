// SPDX-License-Identifier: GPL-2.0-or-later

// espect.so: what Wireshark calls, in the order in which it does.
#include <array>

#include "plugin/audit/audit_preferences.h"
#include "plugin/audit/ip_fragments.h"
#include "plugin/audit/open_capture.h"
#include "plugin/hooks.h"
#include "plugin/show/builtin_ike.h"
#include "plugin/show/esp.h"
#include "plugin/show/esp_extensions.h"
#include "plugin/show/experimental_notes.h"
#include "plugin/show/field_lister.h"
#include "plugin/show/generated_fields.h"
#include "plugin/show/ike.h"
#include "plugin/show/index_fields.h"
#include "plugin/show/info_tags.h"
#include "plugin/show/sa_filters.h"
#include "plugin/show/tree_builder.h"
#include "plugin/views/export_pdu.h"
#include "plugin/views/findings_view.h"
#include "plugin/views/ladder.h"
#include "plugin/views/response_times.h"
#include "plugin/views/statistics.h"
#include "plugin/wireshark/border.h"
#include "plugin/wireshark/builtin_fields.h"
#include "plugin/wireshark/other_names.h"

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
  expert_module_t* module = expert_register_protocol(protocol);
  expert_register_field_array(module, items.data(), static_cast<int>(items.size()));
  register_generated_experts(module);
  register_esp_extension_experts(module);
  register_findings_experts(module);
}

void register_protocol() {
  register_other_name();
  const int protocol = proto_register_protocol("IPsec inspection (espect)", "espect", "espect");
  FieldTable& table = field_table();
  list_all_fields(table);
  proto_register_field_array(protocol, table.fields.data(), static_cast<int>(table.fields.size()));
  std::array<int*, 7> subtrees{};
  for (std::size_t kind = 0; kind < subtrees.size(); ++kind)
    subtrees[kind] = subtree_of(static_cast<TreeKind>(kind));
  proto_register_subtree_array(subtrees.data(), static_cast<int>(subtrees.size()));
  register_other_names(protocol);
  register_generated_fields(protocol);
  register_index_fields(protocol);
  register_esp_extensions(protocol);
  register_findings_view(protocol);
  register_experts(protocol);
  register_audit_preferences(protocol);
  register_open_capture(protocol);
  register_info_tags(protocol);
  register_sa_filters(protocol);
  register_ip_fragments();
  register_experimental_notes();
  register_statistics();
  register_response_times(protocol);
  register_ladder(protocol);
  register_export_pdu();
  register_hooks(protocol);
}

template <void (*Step)()>
void guarded_step() {
  guarded("registration", 0, Step);
}

void hand_off() {
  for (const auto& [field, names] : field_table().overlays) overlay(field, *names);
  complete_other_names();
  find_builtin_ike();
  find_ike_fields();
  find_esp_fields();
  install_hooks();
  install_findings_view();
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
  return WS_PLUGIN_DESC_DISSECTOR | WS_PLUGIN_DESC_TAP_LISTENER;
}
#endif

extern "C" WS_DLL_PUBLIC_DEF void plugin_register(void);
void plugin_register(void) {
  static proto_plugin plugin;
  plugin.register_protoinfo = espect::plugin::guarded_step<espect::plugin::register_protocol>;
  plugin.register_handoff = espect::plugin::guarded_step<espect::plugin::hand_off>;
  proto_register_plugin(&plugin);
  static tap_plugin taps;
  taps.register_tap_listener =
      espect::plugin::guarded_step<espect::plugin::register_statistics_taps>;
  tap_register_plugin(&taps);
}
