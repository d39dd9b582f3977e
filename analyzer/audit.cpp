// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/audit.h"

#include <algorithm>

#include <fmt/format.h>

#include "analyzer/capture/capture_reader.h"
#include "analyzer/interruption.h"
#include "analyzer/network/stack.h"

namespace espect {
namespace {

std::string count(std::uint64_t number, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", number, number == 1 ? one : many);
}

void note_network(std::vector<std::string>& notes, const network::NetworkFacts& facts) {
  if (facts.tcp_4500_packets != 0)
    notes.push_back(count(facts.tcp_4500_packets, "packet", "packets") +
                    " on TCP port 4500 (RFC 9329) not decoded");
  for (const auto& [link_type, packets] : facts.unknown_link_packets)
    notes.push_back(fmt::format("{} with link type {} not decoded",
                                count(packets, "packet", "packets"), link_type));
  if (facts.malformed_packets != 0)
    notes.push_back(count(facts.malformed_packets, "packet has", "packets have") +
                    " a broken IP, UDP or ESP header");
  if (facts.dropped_fragments != 0)
    notes.push_back(count(facts.dropped_fragments, "IP fragment", "IP fragments") +
                    " given up because too many packets were incomplete at once");
}

void note_sessions(std::vector<std::string>& notes, const sessions::Sessions& sessions) {
  const auto& facts = sessions.facts();
  std::uint64_t late_ike_sas = 0;
  std::uint64_t closed_messages = 0;
  sessions.ike_sas().for_each([&](const sessions::IkeSa& sa) {
    if (!sa.seen_from_start) ++late_ike_sas;
    closed_messages += sa.encrypted - sa.decrypted;
  });
  std::uint64_t unverified = 0;
  std::uint64_t forgetful = 0;
  sessions.flows().for_each([&](const sessions::EspFlow& flow) {
    unverified += flow.packets;
    if (flow.history.forgotten()) ++forgetful;
  });
  if (late_ike_sas != 0)
    notes.push_back(count(late_ike_sas, "IKE SA was", "IKE SAs were") +
                    " made before the capture starts or by a rekey");
  if (closed_messages != 0)
    notes.push_back(count(closed_messages, "encrypted IKE message", "encrypted IKE messages") +
                    " not opened: no keys");
  if (unverified != 0)
    notes.push_back(
        count(unverified, "ESP or AH packet", "ESP and AH packets") +
        " not authenticated: no keys, so sequence numbers are taken as they are on the wire");
  if (facts.cut_by_snap_length != 0)
    notes.push_back(count(facts.cut_by_snap_length, "datagram was", "datagrams were") +
                    " cut by the snap length");
  if (facts.ike_unreadable != 0)
    notes.push_back(count(facts.ike_unreadable, "datagram", "datagrams") +
                    " on an IKE port too short for an IKE header");
  if (facts.sas_not_tracked != 0)
    notes.push_back(count(facts.sas_not_tracked, "datagram", "datagrams") +
                    " of SAs beyond the limit not audited");
  if (forgetful != 0)
    notes.push_back(
        count(forgetful, "SA has", "SAs have") +
        " more gaps than are remembered: very late packets may be counted as duplicates");
}

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
                                                   const registry::Policy& policy) {
  auto events = std::make_unique<sessions::Subscriptions>();
  auto findings = std::make_unique<rules::Findings>();
  rules::install_all(*events, *findings, policy);
  auto sessions = std::make_unique<sessions::Sessions>(*events);
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
  note_sessions(report.coverage, *sessions);
  if (findings->dropped() != 0)
    report.coverage.push_back(
        fmt::format("{} events belong to findings beyond the limit", findings->dropped()));
  report.events = std::move(events);
  report.sessions = std::move(sessions);
  report.findings = std::move(findings);
  return report;
}

}  // namespace espect
