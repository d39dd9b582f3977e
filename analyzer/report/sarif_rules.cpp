// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/sarif_rules.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "analyzer/report/rule_url.h"
#include "analyzer/report/text/catalogue.h"
#include "analyzer/report/words/names.h"
#include "analyzer/report/words/reported_finding.h"

namespace espect::report {
namespace {

// "EspSequenceReused": section 3.49.7 wants a name that people can read, without blanks.
std::string pascal_case(std::string_view id) {
  std::string name;
  bool starts_word = true;
  for (const char c : id) {
    if (c == '-') {
      starts_word = true;
      continue;
    }
    name += starts_word && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    starts_word = false;
  }
  return name;
}

// The user's page of the rule; else a reference to an RFC leads to it; else there is none.
std::string help_uri(const rules::RuleInfo& rule, const std::string& rule_url) {
  if (!rule_url.empty()) return url_of(rule, rule_url);
  constexpr std::string_view start = "RFC ";
  for (const auto spec : rule.specs) {
    if (!spec.starts_with(start)) continue;
    const auto digits = spec.substr(
        start.size(), spec.find_first_not_of("0123456789", start.size()) - start.size());
    return fmt::format("https://www.rfc-editor.org/rfc/rfc{}", digits);
  }
  return {};
}

Json rule_object(const rules::RuleInfo& rule, const std::string& rule_url) {
  Json object = {
      {"id", rule.id},
      {"name", pascal_case(rule.id)},
      {"shortDescription", {{"text", rule.title}}},
      {"fullDescription", {{"text", rule.why}}},
      {"help", {{"text", explain_text(rule)}, {"markdown", explain_markdown(rule)}}},
      {"defaultConfiguration", {{"level", sarif_level(rule.severity)}}},
      {"properties",
       {{"tags", Json::array({"security", "ipsec", to_text(rule.family)})},
        {"precision", "high"},
        {"problem.severity", rule.severity == rules::Severity::high     ? "error"
                             : rule.severity == rules::Severity::medium ? "warning"
                                                                        : "recommendation"},
        {"security-severity", security_severity(rule.severity)},
        {"family", to_text(rule.family)},
        {"needs", to_text(rule.needs)}}}};
  if (auto uri = help_uri(rule, rule_url); !uri.empty()) object["helpUri"] = std::move(uri);
  return object;
}

}  // namespace

const char* sarif_level(rules::Severity severity) {
  switch (severity) {
    case rules::Severity::high:
      return "error";
    case rules::Severity::medium:
      return "warning";
    case rules::Severity::low:
    case rules::Severity::info:
      return "note";
  }
  return "note";
}

const char* security_severity(rules::Severity severity) {
  switch (severity) {
    case rules::Severity::high:
      return "8.0";
    case rules::Severity::medium:
      return "5.5";
    case rules::Severity::low:
      return "3.0";
    case rules::Severity::info:
      return "0.5";
  }
  return "0.5";
}

SarifRules::SarifRules(const AuditReport& report) : report_(report) {
  std::set<const rules::RuleInfo*> with_results;
  for (const auto& capture : report.captures)
    for (const auto& [finding, standing] : reported_findings(capture, report.gate))
      if (standing.listed()) with_results.insert(finding->rule);
  for (const auto* rule : rules::catalogue())
    if (with_results.contains(rule) || report.selection.severity_of(*rule)) rules_.push_back(rule);
}

std::size_t SarifRules::index_of(const rules::RuleInfo& rule) const {
  return static_cast<std::size_t>(std::ranges::find(rules_, &rule) - rules_.begin());
}

Json SarifRules::objects() const {
  Json array = Json::array();
  for (const auto* rule : rules_) array.push_back(rule_object(*rule, report_.rule_url));
  return array;
}

Json SarifRules::overrides() const {
  Json array = Json::array();
  for (const auto* rule : rules_)
    if (const auto severity = report_.selection.severity_of(*rule))
      array.push_back(Json::object({{"descriptor", {{"id", rule->id}, {"index", index_of(*rule)}}},
                                    {"configuration", {{"level", sarif_level(*severity)}}}}));
  return array;
}

}  // namespace espect::report
