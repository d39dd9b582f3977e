// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/audit.h"

#include <algorithm>

#include <fmt/format.h>

#include "analyzer/capture/capture_reader.h"
#include "analyzer/coverage.h"
#include "analyzer/interruption.h"
#include "analyzer/network/stack.h"

namespace espect {
namespace {

void note_capture(report::CaptureReport& report, const capture::CaptureReader& reader) {
  const auto statistics = reader.statistics();
  report.format = reader.format();
  report.packets = statistics.packets;
  report.octets = statistics.bytes;
  report.snaplen_cut_packets = statistics.snaplen_cut_packets;
  if (statistics.interface_drops.value_or(0) != 0)
    report.coverage.push_back(count(*statistics.interface_drops, "packet", "packets") +
                              " dropped while capturing");
  if (reader.fault() != nullptr) report.problem = capture::to_text(*reader.fault());
}

}  // namespace

std::optional<report::CaptureReport> audit_capture(const Input& input,
                                                   const registry::Policy& policy,
                                                   const keys::KeyRing* keys) {
  auto events = std::make_unique<sessions::Subscriptions>();
  auto findings = std::make_unique<rules::Findings>();
  rules::install_all(*events, *findings, policy);
  auto sessions = std::make_unique<sessions::Sessions>(*events, keys);
  network::Stack stack(*sessions);

  report::CaptureReport report;
  report.path = input.path;
  auto reader = capture::CaptureReader::open(input.path);
  if (reader) {
    capture::Packet packet;
    while (!interrupted() && reader->next(packet)) {
      report.first_time =
          packet.frame == 1 ? packet.time : std::min(report.first_time, packet.time);
      report.last_time = std::max(report.last_time, packet.time);
      stack.on(packet);
    }
    note_capture(report, *reader);
  } else if (!input.named) {
    return std::nullopt;
  } else {
    report.problem = capture::to_text(reader.error());
  }
  stack.finish();
  sessions->finish(report.last_time);
  report.ipsec_packets = stack.facts().ipsec_packets;
  note_network(report.coverage, stack.facts());
  note_sessions(report.coverage, *sessions, keys != nullptr);
  if (findings->dropped() != 0)
    report.coverage.push_back(
        fmt::format("{} events belong to findings beyond the limit", findings->dropped()));
  report.events = std::move(events);
  report.sessions = std::move(sessions);
  report.findings = std::move(findings);
  return report;
}

}  // namespace espect
