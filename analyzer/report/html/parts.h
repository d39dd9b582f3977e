// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <iosfwd>
#include <set>
#include <string>
#include <string_view>

#include "analyzer/report/words/audit_report.h"

// The parts of the page. Each writes a section, or nothing where there is nothing to show.
namespace espect::report::html {

// Any text inside an element or a quoted attribute.
std::string html_text(std::string_view text);
std::string with_commas(std::uint64_t number);  // "1,234,567"
// "<td class="num">7</td>"
std::string number_cell(std::uint64_t number);
// A row of a card's list of facts; nothing where there is nothing to say.
void write_fact(std::ostream& out, std::string_view name, std::string_view markup);

// Anchors of SAs; the ids are those of the report.
std::string ike_sa_anchor(std::uint32_t id);
std::string flow_anchor(std::size_t capture, std::uint32_t flow);

// Which SAs a page shows: those with findings first, no more than `most`.
std::set<std::uint32_t> shown_ids(std::uint32_t size, const std::set<std::uint32_t>& with_findings,
                                  std::size_t most);
std::set<std::uint32_t> ike_sas_with_findings(const CaptureReport& capture);
std::set<std::uint32_t> flows_with_findings(const CaptureReport& capture);
inline constexpr std::size_t most_ike_sas = 60;  // of a capture
inline constexpr std::size_t most_flows = 60;
void write_rest(std::ostream& out, std::size_t all, std::size_t shown);  // "... and 5 more"

void write_captures(std::ostream& out, const AuditReport& report);
void write_tunnels(std::ostream& out, const AuditReport& report);
void write_findings(std::ostream& out, const AuditReport& report);
void write_ike_sas(std::ostream& out, const AuditReport& report);
void write_flows(std::ostream& out, const AuditReport& report);
void write_inventory(std::ostream& out, const AuditReport& report);
void write_hop(std::ostream& out, const AuditReport& report);
void write_rules(std::ostream& out, const AuditReport& report);
void write_coverage(std::ostream& out, const AuditReport& report);

// Of one flow, inside its card.
void write_numbers(std::ostream& out, const sessions::EspFlow& flow, const CaptureReport& capture);
void write_path_mtu(std::ostream& out, const sessions::EspFlow& flow, const CaptureReport& capture);
// Of one IKE SA.
void write_offer(std::ostream& out, const sessions::IkeSa& sa);
void write_ladder(std::ostream& out, const sessions::IkeSa& sa, const CaptureReport& capture);

}  // namespace espect::report::html
