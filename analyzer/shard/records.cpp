// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/shard/records.h"

#include <algorithm>

#include <fmt/format.h>

#include "analyzer/shard/base64.h"
#include "analyzer/shard/kept_words.h"
#include "analyzer/shard/plan.h"
#include "analyzer/shard/record_members.h"

namespace espect::shard {
namespace {

constexpr std::string_view records_form = "espect-records-6:";

// FNV-1a: against damage, not against forgers.
std::uint64_t checksum(std::string_view octets) {
  std::uint64_t sum = 0xcbf29ce484222325U;
  for (const char octet : octets) sum = (sum ^ static_cast<std::uint8_t>(octet)) * 0x100000001b3U;
  return sum;
}

bool are_numbered(const auto& records) {
  std::uint32_t id = 0;
  return std::ranges::all_of(records, [&id](const auto& record) { return record.id == ++id; });
}

// What an archive with a right checksum can still have wrong: whatever reports look up by it.
bool is_sound(const ShardRecords& records) {
  const auto& sessions = records.sessions;
  const auto ike = sessions.ike_sas.size();
  const auto children = sessions.child_sas.size();
  const auto flows = sessions.flows.size();
  const auto fits = [](const std::optional<std::uint32_t>& id, std::size_t most) {
    return !id || (*id >= 1 && *id <= most);
  };
  if (records.shard < 1 || records.shard > records.shards || records.shards > most_shards ||
      !are_numbered(sessions.ike_sas) || !are_numbered(sessions.child_sas))
    return false;
  for (const auto& sa : sessions.ike_sas)
    if (!fits(sa.rekeyed_from, ike) || !fits(sa.rekeyed_to, ike) || !fits(sa.fallback_from, ike) ||
        !fits(sa.lineage, ike))
      return false;
  for (const auto& child : sessions.child_sas)
    if (!fits(child.ike_sa, ike) || !fits(child.rekeyed_from, children) || child.lineage > ike)
      return false;
  std::uint32_t id = 0;
  for (const auto& flow : sessions.flows)
    if (flow.flow.id != ++id || flow.flow.child_sa > children || flow.first > flows ||
        flow.flow.keyed_before > flows)
      return false;
  const auto rules = rules::catalogue();
  for (const auto& finding : records.findings)
    if (!fits(finding.ike_sa, ike) || finding.flow > flows ||
        std::ranges::find(rules, finding.rule, &rules::RuleInfo::id) == rules.end())
      return false;
  return records.born_ike_sas.size() == ike && records.born_child_sas.size() == children &&
         records.born_flows.size() == flows &&
         records.born_echo_paths.size() == sessions.echo_paths.size() &&
         records.born_findings.size() == records.findings.size();
}

}  // namespace

void NetworkRecord::add(const NetworkRecord& other) {
  dropped_fragments += other.dropped_fragments;
  tunnel_fragments += other.tunnel_fragments;
  tcp_4500_packets += other.tcp_4500_packets;
  tcp_gaps += other.tcp_gaps;
  tcp_dropped_streams += other.tcp_dropped_streams;
  ports_not_kept += other.ports_not_kept;
  malformed_packets += other.malformed_packets;
  for (const auto& [link, packets] : other.unknown_link_packets)
    unknown_link_packets[link] += packets;
  for (const auto& [what, packets] : other.closed_packets) closed_packets[what] += packets;
}

NetworkRecord record_of(const network::NetworkFacts& facts) {
  NetworkRecord record{facts.dropped_fragments, facts.tunnel_fragments,     facts.tcp_4500_packets,
                       facts.tcp_gaps,          facts.tcp_dropped_streams,  facts.ports_not_kept,
                       facts.malformed_packets, facts.unknown_link_packets, {}};
  for (const auto& [what, packets] : facts.closed_packets)
    record.closed_packets.emplace(what, packets);
  return record;
}

network::NetworkFacts facts_of(const NetworkRecord& record) {
  network::NetworkFacts facts;
  facts.dropped_fragments = record.dropped_fragments;
  facts.tunnel_fragments = record.tunnel_fragments;
  facts.tcp_4500_packets = record.tcp_4500_packets;
  facts.tcp_gaps = record.tcp_gaps;
  facts.tcp_dropped_streams = record.tcp_dropped_streams;
  facts.ports_not_kept = record.ports_not_kept;
  facts.malformed_packets = record.malformed_packets;
  facts.unknown_link_packets = record.unknown_link_packets;
  for (const auto& [what, packets] : record.closed_packets)
    facts.closed_packets[kept(what)] = packets;
  return facts;
}

FindingRecord record_of(const rules::Finding& finding) {
  const auto& subject = finding.subject;
  FindingRecord record{std::string(finding.rule->id),
                       finding.severity,
                       finding.severity_fixed,
                       finding.certainty,
                       subject.ike_sa,
                       subject.protocol,
                       subject.spi,
                       subject.session_id,
                       subject.flow,
                       subject.destination,
                       finding.count,
                       finding.frames,
                       {}};
  for (const auto& [name, value] : finding.evidence.entries()) {
    EvidenceRecord of{name, false, {}, 0};
    if (const auto* text = std::get_if<std::string>(&value)) {
      of.is_text = true;
      of.text = *text;
    } else {
      of.number = std::get<std::uint64_t>(value);
    }
    record.evidence.push_back(std::move(of));
  }
  return record;
}

std::string octets_of(const ShardRecords& records) {
  ArchiveWriter archive;
  archive.put(records);
  return archive.octets();
}

std::string text_of(std::string_view octets) {
  return fmt::format("{}{:016x}:{}", records_form, checksum(octets), base64_of(octets));
}

tl::expected<ShardRecords, std::string> records_from(std::string_view text) {
  if (!text.starts_with(records_form) || text.size() < records_form.size() + 17)
    return tl::unexpected(
        std::string("its records have another form: they were written by another "
                    "version of espect"));
  const auto octets = from_base64(text.substr(records_form.size() + 17));
  if (!octets || text.substr(records_form.size(), 16) != fmt::format("{:016x}", checksum(*octets)))
    return tl::unexpected(std::string("its records are damaged"));
  ShardRecords records;
  ArchiveReader archive(*octets);
  archive.get(records);
  if (!archive.ok() || !archive.at_end() || !is_sound(records))
    return tl::unexpected(std::string("its records are damaged"));
  return records;
}

}  // namespace espect::shard
