// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/views/rule_experts.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "ipsec/rules/rule.h"

namespace espect::plugin {
namespace {

// In the order of rules::Severity.
constexpr std::array severities = {PI_CHAT, PI_NOTE, PI_WARN, PI_ERROR};
// Of a finding that what it found made more or less severe than its rule.
std::array<expert_field, 4> other_severity = {{EI_INIT, EI_INIT, EI_INIT, EI_INIT}};

std::vector<expert_field>& rule_fields() {
  static std::vector<expert_field> fields(rules::catalogue().size(), EI_INIT);
  return fields;
}

std::size_t place_of(const rules::RuleInfo* rule) {
  const auto all = rules::catalogue();
  return static_cast<std::size_t>(std::ranges::find(all, rule) - all.begin());
}

}  // namespace

void register_rule_experts(expert_module_t* module) {
  const auto kept = [](std::string_view text) { return g_strndup(text.data(), text.size()); };
  static std::vector<ei_register_info> items;  // Wireshark keeps pointers into it
  const auto all = rules::catalogue();
  items.reserve(all.size() + other_severity.size());
  for (std::size_t at = 0; at < all.size(); ++at)
    items.push_back(
        {&rule_fields()[at],
         {kept("espect.finding." + std::string(all[at]->id)), PI_SECURITY,
          severities[static_cast<std::size_t>(all[at]->severity)], kept(all[at]->title), EXPFILL}});
  for (std::size_t at = 0; at < other_severity.size(); ++at) {
    const std::string name(to_text(static_cast<rules::Severity>(at)));
    items.push_back({&other_severity[at],
                     {kept("espect.finding_as." + name), PI_SECURITY, severities[at],
                      kept("Finding that is of severity " + name + " here"), EXPFILL}});
  }
  expert_register_field_array(module, items.data(), static_cast<int>(items.size()));
}

void add_rule_expert(packet_info* pinfo, tvbuff_t* tvb, proto_item* item,
                     const rules::Finding& finding, const char* text) {
  expert_field& of_rule = rule_fields()[place_of(finding.rule)];
  if (finding.severity == finding.rule->severity) {
    expert_add_info_format(pinfo, item, &of_rule, "%s", text);
    return;
  }
  expert_add_info_format(pinfo, item, &other_severity[static_cast<std::size_t>(finding.severity)],
                         "%s", text);
  // Found by the rule's filter name all the same.
  proto_tree* tree = proto_item_get_subtree(item);
  proto_item_set_hidden(proto_tree_add_item(tree, of_rule.hf, tvb, 0, 0, ENC_NA));
}

}  // namespace espect::plugin
