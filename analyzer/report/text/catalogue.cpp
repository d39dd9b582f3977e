// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/text/catalogue.h"

#include <algorithm>
#include <sstream>
#include <vector>

#include <fmt/format.h>

#include "analyzer/report/text/paint.h"
#include "analyzer/report/text/table.h"
#include "analyzer/report/words/cures.h"
#include "ipsec/registry/experimental_profile.h"

namespace espect::report {
namespace {

constexpr std::size_t page_width = 100;

std::string text_table(const Table& table) {
  std::ostringstream out;
  table.write(out, Paint(false), std::string::npos);
  return out.str();
}

// In a Markdown table a bar ends the cell.
std::string markdown_cell(std::string_view text) {
  std::string cell;
  for (const char c : text) cell += c == '|' ? "\\|" : std::string(1, c);
  return cell;
}

std::string indented_lines(std::string_view lines, std::size_t depth) {
  std::string text;
  while (!lines.empty()) {
    const auto end = std::min(lines.find('\n'), lines.size());
    text += fmt::format("{:{}}{}\n", "", depth, lines.substr(0, end));
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return text;
}

std::vector<std::string_view> specs_of(const rules::RuleInfo& rule) {
  std::vector<std::string_view> specs;
  for (const auto spec : rule.specs)
    if (!spec.empty()) specs.push_back(spec);
  return specs;
}

std::string_view needs_text(rules::Needs needs) {
  switch (needs) {
    case rules::Needs::headers:
      return "IP, UDP, ESP and AH headers (no keys)";
    case rules::Needs::ike_clear:
      return "IKE messages in the clear (no keys)";
    case rules::Needs::ike_keys:
      return "keys of the IKE SA";
    case rules::Needs::esp_keys:
      return "keys of the ESP or AH SA";
  }
  return "";
}

// The number of an experimental row may be another one in a profile of the user.
std::string number_in(const registry::ExperimentalProfile* profile,
                      const registry::Registry& registry, const registry::Row& row) {
  if (row.state != registry::State::experimental) return number_text(row);
  const auto number = registry::number_of(profile, registry, row.first);
  return number == registry::no_number ? "off" : std::to_string(number);
}

}  // namespace

std::string rules_table() {
  Table table({{"rule"}, {"family"}, {"severity"}, {"needs"}, {"title"}});
  for (const auto* rule : rules::catalogue())
    table.add({{std::string(rule->id)},
               {std::string(to_text(rule->family))},
               {std::string(to_text(rule->severity))},
               {std::string(to_text(rule->needs))},
               {std::string(rule->title)}});
  return text_table(table);
}

std::string rules_table_markdown() {
  std::string text = "| Rule | Family | Severity | Needs | Title |\n|---|---|---|---|---|\n";
  for (const auto* rule : rules::catalogue())
    text +=
        fmt::format("| [{0}]({0}.md) | {1} | {2} | {3} | {4} |\n", rule->id, to_text(rule->family),
                    to_text(rule->severity), to_text(rule->needs), markdown_cell(rule->title));
  return text;
}

std::string explain_text(const rules::RuleInfo& rule) {
  std::string text = fmt::format("{}\n  {}\n\n", rule.id, wrapped(rule.title, 2, page_width));
  text += fmt::format("  Family     {}\n  Severity   {}\n  Needs      {}\n\n", to_text(rule.family),
                      to_text(rule.severity), needs_text(rule.needs));
  text += fmt::format("  Why it matters\n    {}\n\n  What to do\n    {}\n",
                      wrapped(rule.why, 4, page_width), wrapped(rule.advice, 4, page_width));
  if (!cures_of(rule.id).empty()) text += "\n  How that is said\n";
  for (const auto& cure : cures_of(rule.id))
    text += fmt::format("    {}\n{}      # {}\n", cure.product, indented_lines(cure.lines, 6),
                        cure.source);
  const auto specs = specs_of(rule);
  if (!specs.empty()) text += "\n  Specifications\n";
  for (const auto spec : specs) text += fmt::format("    {}\n", spec);
  return text;
}

std::string explain_markdown(const rules::RuleInfo& rule) {
  std::string text = fmt::format("# {}\n\n{}.\n\n", rule.id, rule.title);
  text += fmt::format("* Family: {}\n* Severity: {}\n* Needs: {}\n\n", to_text(rule.family),
                      to_text(rule.severity), needs_text(rule.needs));
  text += fmt::format("## Why it matters\n\n{}\n\n## What to do\n\n{}\n", rule.why, rule.advice);
  if (!cures_of(rule.id).empty()) text += "\n## How that is said\n";
  for (const auto& cure : cures_of(rule.id))
    text += fmt::format("\n{} (source: {}):\n\n{}", cure.product, cure.source,
                        indented_lines(cure.lines, 4));
  const auto specs = specs_of(rule);
  if (!specs.empty()) text += "\n## Specifications\n\n";
  for (const auto spec : specs) text += fmt::format("* {}\n", spec);
  return text;
}

std::string lookup_text(std::span<const registry::Match> matches,
                        const registry::ExperimentalProfile* profile) {
  std::string text;
  while (!matches.empty()) {
    const auto* registry = matches.front().registry;
    Table table({{"number", true}, {"name"}, {"state"}, {"reference"}});
    std::vector<std::string> notes;
    std::size_t count = 0;
    for (; count < matches.size() && matches[count].registry == registry; ++count) {
      const auto& [of, row, parameters] = matches[count];
      table.add({{number_in(profile, *registry, *row)},
                 {row->name},
                 {std::string(to_text(row->state))},
                 {row->reference}});
      if (*row->note != '\0') notes.push_back(fmt::format("{}: {}", row->name, row->note));
      if (!parameters.empty()) notes.push_back(fmt::format("{}: {}", row->name, parameters));
    }
    text += fmt::format("{}{} ({})\n", text.empty() ? "" : "\n", registry->title, registry->id);
    text += text_table(table);
    for (const auto& note : notes) text += fmt::format("    {}\n", wrapped(note, 4, page_width));
    matches = matches.subspan(count);
  }
  return text;
}

}  // namespace espect::report
