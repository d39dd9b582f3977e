// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/shard/merge.h"

#include <algorithm>
#include <limits>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analyzer/run/continued.h"
#include "analyzer/run/coverage.h"
#include "analyzer/shard/extract.h"
#include "analyzer/shard/kept_words.h"
#include "ipsec/bytes/text_file.h"

namespace espect::shard {
namespace {

// One record of one shard.
struct Of {
  std::uint32_t born;
  std::size_t shard;
  std::size_t at;
};

// All records of a kind in the order of their births. Those of one packet are of one shard.
std::vector<Of> in_order(const std::vector<ShardRecords>& shards,
                         std::vector<std::uint32_t> ShardRecords::* born) {
  std::vector<Of> order;
  for (std::size_t shard = 0; shard < shards.size(); ++shard) {
    const auto& frames = shards[shard].*born;
    for (std::size_t at = 0; at < frames.size(); ++at) order.push_back({frames[at], shard, at});
  }
  std::ranges::stable_sort(order, {}, &Of::born);
  return order;
}

std::vector<std::vector<std::uint32_t>> new_ids(const std::vector<ShardRecords>& shards,
                                                const std::vector<Of>& order) {
  std::vector<std::vector<std::uint32_t>> ids(shards.size(), {0});
  std::uint32_t next = 0;
  for (const auto& of : order) {
    auto& own = ids[of.shard];
    if (own.size() < of.at + 2) own.resize(of.at + 2);
    own[of.at + 1] = ++next;
  }
  return ids;
}

void add(sessions::CaptureFacts& sum, const sessions::CaptureFacts& facts) {
  if (facts.datagrams != 0)
    sum.first_time =
        sum.datagrams == 0 ? facts.first_time : std::min(sum.first_time, facts.first_time);
  sum.last_time = std::max(sum.last_time, facts.last_time);
  sum.datagrams += facts.datagrams;
  sum.out_of_order += facts.out_of_order;
  sum.most_seconds_back = std::max(sum.most_seconds_back, facts.most_seconds_back);
  sum.cut_by_snap_length += facts.cut_by_snap_length;
  sum.ike_unreadable += facts.ike_unreadable;
  sum.second_sightings += facts.second_sightings;
  sum.diet_esp += facts.diet_esp;
  sum.sas_not_tracked += facts.sas_not_tracked;
  sum.inner_not_read.too_deep += facts.inner_not_read.too_deep;
  sum.inner_not_read.fragments += facts.inner_not_read.fragments;
  sum.inner_not_read.ipcomp += facts.inner_not_read.ipcomp;
  sum.echo_requests_not_judged += facts.echo_requests_not_judged;
  sum.echoes_not_counted += facts.echoes_not_counted;
  sum.tcp_streams_given_up += facts.tcp_streams_given_up;
  // Every shard knows those of all files.
  sum.packets_dropped = std::max(sum.packets_dropped, facts.packets_dropped);
  sum.files_missing = std::max(sum.files_missing, facts.files_missing);
}

rules::Subject subject_of(const FindingRecord& record) {
  rules::Subject subject;
  subject.ike_sa = record.ike_sa;
  subject.protocol = record.protocol;
  subject.spi = record.spi;
  subject.session_id = record.session_id;
  subject.flow = record.flow;
  subject.destination = record.destination;
  return subject;
}

void restore(const FindingRecord& record, const rules::RuleInfo& rule, rules::Findings& findings) {
  auto& finding = findings.about(rule, subject_of(record));
  finding.severity = record.severity;
  finding.severity_fixed = record.severity_fixed;
  finding.certainty = record.certainty;
  finding.count += record.count;
  finding.add_frames(record.frames);
  for (const auto& evidence : record.evidence) {
    if (evidence.is_text)
      finding.evidence.set(evidence.name, evidence.text);
    else
      finding.evidence.set(evidence.name, evidence.number);
  }
}

// As many as one audit would have kept.
template <class Records>
void keep_first(Records& records) {
  while (records.size() > report::History::max_sas) records.erase(std::prev(records.end()));
}

}  // namespace

tl::expected<ShardRecords, std::string> records_in(const std::string& path) {
  const auto read = read_text_file(path, std::numeric_limits<std::size_t>::max());
  if (!read) return tl::unexpected(path + ": cannot be read: " + read.error());
  const std::string_view text = *read;
  // It stands before everything that a capture says.
  constexpr std::string_view member = "\n \"shard\": \"";
  const auto begin = text.find(member);
  const auto captures = text.find("\n \"captures\": ");
  if (begin == std::string::npos || captures == std::string::npos || captures < begin)
    return tl::unexpected(path + ": no report of espect audit --shard -f json");
  const auto from = begin + member.size();
  auto records = records_from(text.substr(from, text.find('"', from) - from));
  if (!records) return tl::unexpected(fmt::format("{}: {}", path, records.error()));
  if (!text.ends_with("}\n")) return tl::unexpected(path + ": the report ends early");
  return records;
}

std::string shards_missing(const std::vector<ShardRecords>& shards) {
  const auto& first = shards.front();
  std::set<std::uint32_t> there;
  for (const auto& of : shards) {
    if (of.plan != first.plan || of.shards != first.shards || of.files.size() != first.files.size())
      return "the reports are not of one plan";
    if (of.keys_given != first.keys_given)
      return "some of the reports were made with keys and some without";
    if (!there.insert(of.shard).second) return fmt::format("shard {} is there twice", of.shard);
  }
  constexpr std::size_t named = 20;
  std::vector<std::uint32_t> missing;
  for (std::uint32_t shard = 1; shard <= first.shards && missing.size() < named; ++shard)
    if (!there.contains(shard)) missing.push_back(shard);
  if (missing.empty()) return {};
  const auto more = first.shards - there.size() - missing.size();
  return fmt::format("of {} shards these are missing: {}{}", first.shards, fmt::join(missing, ", "),
                     more == 0 ? "" : fmt::format(" and {} more", more));
}

report::AuditReport merge(std::vector<ShardRecords> shards) {
  std::ranges::sort(shards, {}, &ShardRecords::shard);
  report::AuditReport report;
  report::CaptureReport whole;
  NetworkRecord network = shards.front().not_in_shards;
  for (const auto& of : shards) {
    network.add(of.network);
    report.interrupted |= of.interrupted;
  }
  for (std::size_t i = 0; i < shards.front().files.size(); ++i) {
    auto file = shards.front().files[i];
    file.ipsec_packets = 0;
    for (const auto& of : shards) file.ipsec_packets += of.files[i].ipsec_packets;
    run::add_file(whole, std::move(file));
  }
  const auto facts = facts_of(network);
  for (const auto& closed : facts.not_looked_into())
    whole.not_looked_into[closed.what] += closed.packets;

  const auto ike_sas = in_order(shards, &ShardRecords::born_ike_sas);
  const auto child_sas = in_order(shards, &ShardRecords::born_child_sas);
  const auto flows = in_order(shards, &ShardRecords::born_flows);
  auto of_ike = new_ids(shards, ike_sas);
  auto of_child = new_ids(shards, child_sas);
  auto of_flow = new_ids(shards, flows);
  std::vector<NewIds> ids;
  for (std::size_t i = 0; i < shards.size(); ++i)
    ids.push_back({std::move(of_ike[i]), std::move(of_child[i]), std::move(of_flow[i])});

  sessions::Recorded recorded;
  const auto take = [&](const std::vector<Of>& order, auto sessions::Recorded::* list) {
    for (const auto& of : order) {
      auto& record = (shards[of.shard].sessions.*list)[of.at];
      renumber(record, ids[of.shard]);
      (recorded.*list).push_back(std::move(record));
    }
  };
  take(ike_sas, &sessions::Recorded::ike_sas);
  take(child_sas, &sessions::Recorded::child_sas);
  take(flows, &sessions::Recorded::flows);
  for (const auto& of : in_order(shards, &ShardRecords::born_echo_paths))
    recorded.echo_paths.push_back(shards[of.shard].sessions.echo_paths[of.at]);
  for (const auto& of : shards) add(recorded.facts, of.sessions.facts);
  report::Histories histories;
  for (std::size_t i = 0; i < shards.size(); ++i) renumber(shards[i].histories, ids[i], histories);
  keep_first(histories.messages);
  keep_first(histories.numbers);

  auto findings = std::make_unique<rules::Findings>();
  for (const auto& of : in_order(shards, &ShardRecords::born_findings)) {
    auto& record = shards[of.shard].findings[of.at];
    if (record.rule == "waiver-expired" && of.shard != 0) continue;  // of all shards one
    renumber(record, ids[of.shard]);
    restore(record, **std::ranges::find(rules::catalogue(), record.rule, &rules::RuleInfo::id),
            *findings);
  }
  for (const auto& of : shards) {
    findings->add_dropped(of.dropped_findings);
    for (const auto& table : of.full_tables)
      findings->full_tables().add(kept(table.rule), kept(table.things), table.limit,
                                  table.turned_away);
  }
  auto events = std::make_unique<sessions::Subscriptions>();
  auto sessions = std::make_unique<sessions::Sessions>(*events);
  sessions->restore(std::move(recorded));
  whole.coverage = run::coverage_of(whole, *sessions, *findings, facts, shards.front().dropped,
                                    shards.front().keys_given);
  whole.history = std::make_unique<report::History>(std::move(histories));
  whole.events = std::move(events);
  whole.sessions = std::move(sessions);
  whole.findings = std::move(findings);
  report.captures.push_back(std::move(whole));
  report.keys_given = shards.front().keys_given;
  report.policy = shards.front().policy;
  return report;
}

}  // namespace espect::shard
