// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/views/findings_view.h"

#include <array>

#include "ipsec/rules/rule.h"
#include "plugin/audit/ip_fragments.h"
#include "plugin/audit/open_capture.h"
#include "plugin/views/statistics.h"
#include "plugin/wireshark/registry_strings.h"

namespace espect::plugin {
namespace {

int espect_protocol = -1;
int view_protocol = -1;  // in name only: the view is no layer of the packet
int subtree = -1;
int rule_field = -1;
int severity_field = -1;
int id_field = -1;
int subject_field = -1;
std::array<expert_field, 4> finding_items = {{EI_INIT, EI_INIT, EI_INIT, EI_INIT}};
expert_field key_warning = EI_INIT;
constexpr std::size_t most_key_warnings = 20;

void add_finding(proto_tree* tree, tvbuff_t* tvb, packet_info* pinfo, const rules::Finding& finding,
                 std::uint32_t number) {
  const auto text = [&](std::string_view from) {
    return wmem_strndup(pinfo->pool, from.data(), from.size());
  };
  proto_item* item = proto_tree_add_string(tree, rule_field, tvb, 0, 0, text(finding.rule->id));
  proto_item_set_generated(item);
  proto_tree* below = proto_item_add_subtree(item, subtree);
  proto_item_set_generated(
      proto_tree_add_string(below, severity_field, tvb, 0, 0, text(to_text(finding.severity))));
  proto_item_set_generated(proto_tree_add_uint(below, id_field, tvb, 0, 0, number));
  proto_item_set_generated(
      proto_tree_add_string(below, subject_field, tvb, 0, 0,
                            packet_text(pinfo->pool, [&] { return to_text(finding.subject); })));
  expert_add_info_format(pinfo, item, &finding_items[static_cast<std::size_t>(finding.severity)],
                         "%s", packet_text(pinfo->pool, [&] { return finding.sentence(); }));
}

void add_key_warnings(proto_item* item, packet_info* pinfo, const keys::KeyFiles& keys) {
  for (std::size_t at = 0; at < keys.errors.size(); ++at)
    expert_add_info_format(pinfo, item, &key_warning, "Keys: %s", keys.errors[at].c_str());
  for (std::size_t at = 0; at < keys.warnings.size() && at < most_key_warnings; ++at)
    expert_add_info_format(pinfo, item, &key_warning, "Keys: %s", packet_text(pinfo->pool, [&] {
                             return keys::to_text(keys.warnings[at]);
                           }));
  if (keys.warnings.size() > most_key_warnings)
    expert_add_info_format(pinfo, item, &key_warning, "Keys: %zu more warnings",
                           keys.warnings.size() - most_key_warnings);
}

int after_frame(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void*) {
  if (!PINFO_FD_VISITED(pinfo)) note_fragment(tvb, pinfo);
  const CaptureAudit* audit = open_audit();
  if (audit == nullptr) return 0;
  const auto* findings = audit->findings_in(pinfo->num);
  const auto& keys = audit->keys();
  const bool warn =
      audit->first_frame() == pinfo->num && (!keys.warnings.empty() || !keys.errors.empty());
  if (findings == nullptr && !warn) return 0;
  if (findings != nullptr) tell_statistics_of_findings(pinfo);
  pinfo->current_proto = "espect";  // what expert items name
  proto_item* root = proto_tree_add_item(tree, espect_protocol, tvb, 0, 0, ENC_NA);
  proto_item_set_generated(root);
  proto_tree* shown = proto_item_add_subtree(root, subtree);
  if (warn) add_key_warnings(root, pinfo, keys);
  if (findings == nullptr) return 0;
  proto_item_append_text(root, ", %zu finding%s", findings->size(),
                         findings->size() == 1 ? "" : "s");
  for (std::size_t at = 0; at < findings->size(); ++at)
    add_finding(shown, tvb, pinfo, *(*findings)[at], audit->number_of(*(*findings)[at]));
  return 0;
}

}  // namespace

void register_findings_view(int protocol) {
  espect_protocol = protocol;
  view_protocol = proto_register_protocol_in_name_only("Findings of espect", "Findings (espect)",
                                                       "espect.findings", protocol, FT_PROTOCOL);
  static std::array fields = std::to_array<hf_register_info>({
      {&rule_field,
       {"Finding", "espect.finding.rule", FT_STRING, BASE_NONE, nullptr, 0, "Rule of the audit",
        HFILL}},
      {&severity_field,
       {"Severity", "espect.finding.severity", FT_STRING, BASE_NONE, nullptr, 0, nullptr, HFILL}},
      {&id_field,
       {"Number", "espect.finding.id", FT_UINT32, BASE_DEC, nullptr, 0,
        "The same on all frames of one finding", HFILL}},
      {&subject_field,
       {"About", "espect.finding.subject", FT_STRING, BASE_NONE, nullptr, 0, nullptr, HFILL}},
  });
  proto_register_field_array(protocol, fields.data(), static_cast<int>(fields.size()));
  static std::array<int*, 1> subtrees = {&subtree};
  proto_register_subtree_array(subtrees.data(), static_cast<int>(subtrees.size()));
}

void register_findings_experts(expert_module_t* module) {
  static std::array items = std::to_array<ei_register_info>({
      {&finding_items[0], {"espect.finding.info", PI_SECURITY, PI_CHAT, "Finding (info)", EXPFILL}},
      {&finding_items[1], {"espect.finding.low", PI_SECURITY, PI_NOTE, "Finding (low)", EXPFILL}},
      {&finding_items[2],
       {"espect.finding.medium", PI_SECURITY, PI_WARN, "Finding (medium)", EXPFILL}},
      {&finding_items[3],
       {"espect.finding.high", PI_SECURITY, PI_ERROR, "Finding (high)", EXPFILL}},
      {&key_warning, {"espect.keys.warning", PI_DECRYPTION, PI_WARN, "Key source", EXPFILL}},
  });
  expert_register_field_array(module, items.data(), static_cast<int>(items.size()));
}

void install_findings_view() {
  register_postdissector(create_dissector_handle(after_frame, view_protocol));
}

}  // namespace espect::plugin
