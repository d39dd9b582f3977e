// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/coverage.h"

#include <algorithm>

#include <fmt/format.h>

#include "analyzer/report/words/places.h"
#include "analyzer/run/rotation_holes.h"
#include "ipsec/bytes/counted.h"
#include "ipsec/rules/coverage.h"
#include "ipsec/sessions/coverage.h"

namespace espect::run {

void note_network(std::vector<std::string>& notes, const network::NetworkFacts& facts) {
  if (facts.tcp_4500_packets != 0)
    notes.push_back(counted(facts.tcp_4500_packets, "packet", "packets") +
                    " on TCP port 4500 could not be read as RFC 9329");
  if (facts.tcp_gaps != 0)
    notes.push_back(counted(facts.tcp_gaps, "place", "places") +
                    " in TCP streams where RFC 9329 frames were lost");
  if (facts.tcp_dropped_streams != 0)
    notes.push_back(counted(facts.tcp_dropped_streams, "TCP stream", "TCP streams") +
                    " given up because too many were open at once");
  if (facts.ports_not_kept != 0)
    notes.push_back(counted(facts.ports_not_kept, "IKE message", "IKE messages") +
                    " on further ports than are remembered: ESP in UDP there is not recognised");
  for (const auto& closed : facts.not_looked_into())
    notes.push_back(fmt::format("{} not looked into: {}",
                                counted(closed.packets, "packet", "packets"), closed.what));
  if (facts.malformed_packets != 0)
    notes.push_back(counted(facts.malformed_packets, "packet has", "packets have") +
                    " a broken IP, UDP or ESP header");
  if (facts.dropped_fragments != 0)
    notes.push_back(counted(facts.dropped_fragments, "IP fragment", "IP fragments") +
                    " given up because too many packets were incomplete at once");
}

std::vector<std::string> coverage_of(const report::CaptureReport& capture,
                                     const sessions::Sessions& sessions,
                                     const rules::Findings& findings,
                                     const network::NetworkFacts& network, std::uint64_t dropped,
                                     bool keys_given) {
  std::vector<std::string> coverage;
  if (!capture.format.empty() && capture.ipsec_packets == 0)
    coverage.push_back(capture.packets == 0
                           ? "it holds no packet"
                           : "no packet was recognised as IPsec, so nothing was audited");
  if (dropped != 0) coverage.push_back(counted(dropped, "packet") + " dropped while capturing");
  note_network(coverage, network);
  const report::Places places(capture, 0);
  const auto frame_text = [&](std::uint32_t frame) { return places.text(frame); };
  for (const auto& notes :
       {sessions::coverage_of(sessions, keys_given, frame_text), rules::coverage_of(findings)})
    coverage.insert(coverage.end(), notes.begin(), notes.end());
  for (auto& hole : rotation_holes(capture.files)) coverage.push_back(std::move(hole));
  return coverage;
}

void note_connections(report::AuditReport& report, const registry::Policy& policy,
                      const rules::Selection& selection) {
  const auto* kept = rules::rule_named("configuration-kept");
  const auto* not_kept = rules::rule_named("configuration-not-kept");
  if (report.captures.empty() || !selection.runs(*kept) || !selection.runs(*not_kept)) return;
  for (const auto& connection : policy.connections()) {
    const auto name = fmt::format("connection {} ({})", connection.name, connection.file);
    const bool answered = std::ranges::any_of(report.captures, [&](const auto& capture) {
      return std::ranges::any_of(capture.findings->all(), [&](const rules::Finding& finding) {
        return (finding.rule == kept || finding.rule == not_kept) &&
               finding.evidence.text("connection").find(name) != std::string::npos;
      });
    });
    if (!answered)
      report.captures.back().coverage.push_back(
          fmt::format("{}: no traffic that fits it, so nothing that it says was judged", name));
  }
}

}  // namespace espect::run
