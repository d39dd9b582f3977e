// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/views/findings_view.h"

#include <array>

#include "ipsec/rules/rule.h"
#include "plugin/audit/clear_packets.h"
#include "plugin/audit/icmp_errors.h"
#include "plugin/audit/ip_fragments.h"
#include "plugin/audit/open_capture.h"
#include "plugin/show/index_fields.h"
#include "plugin/show/info_tags.h"
#include "plugin/views/rule_experts.h"
#include "plugin/views/statistics.h"
#include "plugin/wireshark/border.h"
#include "plugin/wireshark/registry_strings.h"

namespace espect::plugin {
namespace {

int espect_protocol = -1;
int view_protocol = -1;  // in name only: the view is no layer of the packet
int subtree = -1;
struct Fields {
  int rule = -1, severity = -1, id = -1, subject = -1, events = -1, frames = -1, sentence = -1;
  int coverage = -1;
} fields;
expert_field key_warning = EI_INIT;
expert_field setting_warning = EI_INIT;
constexpr std::size_t most_key_warnings = 20;
constexpr std::size_t most_texts = 20;  // of one finding on one frame
constexpr std::size_t most_coverage_notes = 100;

constexpr value_string severities[] = {
    {0, "info"}, {1, "low"}, {2, "medium"}, {3, "high"}, {0, nullptr}};

void generated(proto_item* item) {
  proto_item_set_generated(item);
}

void add_finding(proto_tree* tree, tvbuff_t* tvb, packet_info* pinfo, const FrameFindings& all,
                 const FrameFinding& here, const registry::VpnNames& vpn_names) {
  const rules::Finding& finding = *here.finding;
  const auto kept = [&](const std::string& text) { return wmem_strdup(pinfo->pool, text.c_str()); };
  const std::string_view id = finding.rule->id;
  proto_item* item = proto_tree_add_string(tree, fields.rule, tvb, 0, 0,
                                           wmem_strndup(pinfo->pool, id.data(), id.size()));
  generated(item);
  proto_tree* below = proto_item_add_subtree(item, subtree);
  generated(proto_tree_add_uint(below, fields.severity, tvb, 0, 0,
                                static_cast<std::uint32_t>(finding.severity)));
  generated(proto_tree_add_uint(below, fields.id, tvb, 0, 0, all.number_of(finding)));
  generated(proto_tree_add_string(below, fields.subject, tvb, 0, 0, packet_text(pinfo->pool, [&] {
                                    return to_text(finding.subject);
                                  })));
  generated(proto_tree_add_string(below, fields.sentence, tvb, 0, 0, packet_text(pinfo->pool, [&] {
                                    return registry::with_vpn_names(finding.sentence(), vpn_names);
                                  })));
  generated(proto_tree_add_uint64(below, fields.events, tvb, 0, 0, finding.count));
  generated(proto_tree_add_uint(below, fields.frames, tvb, 0, 0, all.frames_marked(finding)));

  // Copied before the first call that may leave by longjmp.
  std::array<const char*, most_texts> texts{};
  std::size_t count = 0;
  const auto* number = noted_number(pinfo);
  guarded("findings", pinfo->num, [&] {
    for (const auto& text :
         all.texts(here, number != nullptr ? std::optional(*number) : std::nullopt))
      if (count < texts.size()) texts[count++] = kept(registry::with_vpn_names(text, vpn_names));
  });
  // Where the rule says nothing of single frames: which of them this one is.
  const char* message = noted_message(pinfo);
  if (count == 1 && here.marks.empty() && message != nullptr && all.frames_marked(finding) > 1)
    texts[0] = wmem_strdup_printf(pinfo->pool, "%s: %s", message, texts[0]);
  for (std::size_t at = 0; at < count; ++at) add_rule_expert(pinfo, tvb, item, finding, texts[at]);
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

// What could not be seen of the capture. Known at its end.
void add_coverage(proto_tree* tree, tvbuff_t* tvb, packet_info* pinfo, const CaptureAudit& audit) {
  std::array<const char*, most_coverage_notes> notes{};
  std::size_t count = 0;
  guarded("coverage", pinfo->num, [&] {
    for (const auto& note : audit.coverage())
      if (count < notes.size()) notes[count++] = wmem_strdup(pinfo->pool, note.c_str());
  });
  for (std::size_t at = 0; at < count; ++at)
    generated(proto_tree_add_string(tree, fields.coverage, tvb, 0, 0, notes[at]));
}

// What a finding adds to the Info column of its frames.
void add_finding_tags(packet_info* pinfo, const std::vector<FrameFinding>& findings) {
  for (std::size_t at = 0; at < findings.size(); ++at) {
    const std::string_view id = findings[at].finding->rule->id;
    if (id == "esp-dead-spi") add_tag(pinfo, "[Dead SPI]");
    if (id == "esp-unknown-spi") add_tag(pinfo, "[Unknown SPI]");
    if (id == "esp-after-delete") add_tag(pinfo, "[After DELETE]");
  }
}

int after_frame(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void*) {
  if (!PINFO_FD_VISITED(pinfo)) {
    note_fragment(tvb, pinfo);
    note_icmp_error(tvb, pinfo);
    note_clear_packet(tvb, pinfo);
  }
  const CaptureAudit* audit = open_audit();
  if (audit == nullptr) return 0;
  // The audit's own: nothing with a destructor may be alive where Wireshark leaves.
  const auto* findings =
      guarded("findings", pinfo->num, [&] { return &audit->findings_in(pinfo->num); });
  if (findings != nullptr && findings->empty()) findings = nullptr;
  const auto& settings = audit->settings();
  const auto& keys = settings.keys;
  const bool warn = audit->first_frame() == pinfo->num &&
                    (!keys.warnings.empty() || !keys.errors.empty() || !settings.problems.empty());
  if (findings != nullptr) add_finding_tags(pinfo, *findings);
  const FrameSa* sa = audit->frame_sas().in(pinfo->num);
  if (sa != nullptr && sa->path_mtu != 0) add_relation(pinfo, "Path MTU", sa->path_mtu);
  write_tags(pinfo, tree);
  tell_statistics_of_frame(pinfo);
  const bool tell_coverage = audit->finished() && audit->first_frame() == pinfo->num;
  if (findings == nullptr && !warn && !tell_coverage && sa == nullptr) return 0;
  pinfo->current_proto = "espect";  // what expert items name
  proto_item* root = proto_tree_add_item(tree, espect_protocol, tvb, 0, 0, ENC_NA);
  proto_item_set_generated(root);
  proto_tree* shown = proto_item_add_subtree(root, subtree);
  if (warn) add_key_warnings(root, pinfo, keys);
  if (warn)
    for (std::size_t at = 0; at < settings.problems.size(); ++at)
      expert_add_info_format(pinfo, root, &setting_warning, "Preference not used: %s",
                             settings.problems[at].c_str());
  if (sa != nullptr) add_frame_sa(shown, tvb, pinfo, *sa);
  if (tell_coverage) add_coverage(shown, tvb, pinfo, *audit);
  if (findings == nullptr) return 0;
  proto_item_append_text(root, ", %zu finding%s", findings->size(),
                         findings->size() == 1 ? "" : "s");
  for (std::size_t at = 0; at < findings->size(); ++at)
    add_finding(shown, tvb, pinfo, audit->frame_findings(), (*findings)[at], settings.vpn_names);
  return 0;
}

}  // namespace

void register_findings_view(int protocol) {
  espect_protocol = protocol;
  view_protocol = proto_register_protocol_in_name_only("Findings of espect", "Findings (espect)",
                                                       "espect.findings", protocol, FT_PROTOCOL);
  static std::array items = std::to_array<hf_register_info>({
      {&fields.rule,
       {"Finding", "espect.finding.rule", FT_STRING, BASE_NONE, nullptr, 0, "Rule of the audit",
        HFILL}},
      {&fields.severity,
       {"Severity", "espect.finding.severity", FT_UINT8, BASE_DEC, VALS(severities), 0,
        "0 info, 1 low, 2 medium, 3 high", HFILL}},
      {&fields.id,
       {"Number", "espect.finding.id", FT_UINT32, BASE_DEC, nullptr, 0,
        "The same on all frames of one finding", HFILL}},
      {&fields.subject,
       {"About", "espect.finding.subject", FT_STRING, BASE_NONE, nullptr, 0,
        "The SA, or the capture", HFILL}},
      {&fields.sentence,
       {"In the whole capture", "espect.finding.sentence", FT_STRING, BASE_NONE, nullptr, 0,
        "What the finding says of all its frames", HFILL}},
      {&fields.events,
       {"Events", "espect.finding.events", FT_UINT64, BASE_DEC, nullptr, 0, "How often it was seen",
        HFILL}},
      {&fields.frames,
       {"Frames marked", "espect.finding.frames", FT_UINT32, BASE_DEC, nullptr, 0,
        "Frames that bear this finding. Where rules say nothing of single frames only the first "
        "1000 do",
        HFILL}},
      {&fields.coverage,
       {"What could not be seen", "espect.coverage", FT_STRING, BASE_NONE, nullptr, 0,
        "Of the whole capture, on its first IPsec frame", HFILL}},
  });
  proto_register_field_array(protocol, items.data(), static_cast<int>(items.size()));
  static std::array<int*, 1> subtrees = {&subtree};
  proto_register_subtree_array(subtrees.data(), static_cast<int>(subtrees.size()));
}

void register_findings_experts(expert_module_t* module) {
  static std::array items = std::to_array<ei_register_info>({
      {&key_warning, {"espect.keys.warning", PI_DECRYPTION, PI_WARN, "Key source", EXPFILL}},
      {&setting_warning,
       {"espect.preference.warning", PI_UNDECODED, PI_WARN, "Preference that cannot be used",
        EXPFILL}},
  });
  expert_register_field_array(module, items.data(), static_cast<int>(items.size()));
  register_rule_experts(module);
}

void install_findings_view() {
  register_postdissector(create_dissector_handle(after_frame, view_protocol));
}

}  // namespace espect::plugin
