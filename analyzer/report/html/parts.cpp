// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/html/parts.h"

#include <ostream>

#include <fmt/format.h>

#include "analyzer/report/escape.h"

namespace espect::report::html {

std::string html_text(std::string_view text) {
  return xml_text(terminal_text(text));
}

std::string with_commas(std::uint64_t number) {
  auto text = std::to_string(number);
  for (auto at = text.size(); at > 3;) text.insert(at -= 3, 1, ',');
  return text;
}

std::string number_cell(std::uint64_t number) {
  return fmt::format("<td class=\"num\">{}</td>", with_commas(number));
}

void write_fact(std::ostream& out, std::string_view name, std::string_view markup) {
  if (!markup.empty()) out << fmt::format("<dt>{}</dt><dd>{}</dd>", name, markup);
}

std::string ike_sa_anchor(std::uint32_t id) {
  return fmt::format("ike-{}", id);
}

std::string flow_anchor(std::size_t capture, std::uint32_t flow) {
  return fmt::format("flow-{}-{}", capture, flow);
}

std::set<std::uint32_t> shown_ids(std::uint32_t size, const std::set<std::uint32_t>& with_findings,
                                  std::size_t most) {
  std::set<std::uint32_t> ids;
  for (const auto id : with_findings)
    if (ids.size() < most && id >= 1 && id <= size) ids.insert(id);
  for (std::uint32_t id = 1; id <= size && ids.size() < most; ++id) ids.insert(id);
  return ids;
}

std::set<std::uint32_t> ike_sas_with_findings(const CaptureReport& capture) {
  std::set<std::uint32_t> ids;
  for (const auto* finding : capture.findings->in_order())
    if (finding->subject.ike_sa) ids.insert(*finding->subject.ike_sa);
  return ids;
}

std::set<std::uint32_t> flows_with_findings(const CaptureReport& capture) {
  std::set<std::uint32_t> ids;
  for (const auto* finding : capture.findings->in_order())
    if (finding->subject.protocol && finding->subject.flow != 0) ids.insert(finding->subject.flow);
  return ids;
}

void write_rest(std::ostream& out, std::size_t all, std::size_t shown) {
  if (all > shown)
    out << fmt::format("<p class=\"dim\">... and {} more (JSON has all)</p>\n",
                       with_commas(all - shown));
}

}  // namespace espect::report::html
