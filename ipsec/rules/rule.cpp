// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/rules/rule.h"

namespace espect::rules {

std::string_view to_text(Family family) {
  switch (family) {
    case Family::replay:
      return "replay";
    case Family::fragmentation:
      return "fragmentation";
    case Family::negotiation:
      return "negotiation";
    case Family::quantum:
      return "quantum";
    case Family::policy:
      return "policy";
  }
  return "policy";
}

std::string_view to_text(Needs needs) {
  switch (needs) {
    case Needs::headers:
      return "headers";
    case Needs::ike_clear:
      return "ike-clear";
    case Needs::ike_keys:
      return "ike-keys";
    case Needs::esp_keys:
      return "esp-keys";
  }
  return "headers";
}

const RuleInfo* rule_named(std::string_view id) {
  for (const auto* rule : catalogue())
    if (rule->id == id) return rule;
  return nullptr;
}

void install_all(sessions::Subscriptions& events, Findings& findings,
                 const registry::Policy& policy, const registry::ExperimentalProfile* profile,
                 const Selection& selection) {
  findings.use(selection);
  for (const auto* rule : catalogue())
    if (selection.runs(*rule)) rule->install(Bench{*rule, events, findings, policy, profile});
}

}  // namespace espect::rules
