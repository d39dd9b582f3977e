// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "analyzer/network/facts.h"
#include "analyzer/report/words/audit_report.h"

namespace espect::shard {

// A record, and the frame whose packet made it: of all shards together they come in the order of
// these. At the end of the capture it is `at_the_end`.
inline constexpr std::uint32_t at_the_end = UINT32_MAX;

struct EvidenceRecord {
  std::string name;
  bool is_text = false;
  std::string text;
  std::uint64_t number = 0;
};

// A finding, and what of it does not outlive the program.
struct FindingRecord {
  std::string rule;
  rules::Severity severity{};
  bool severity_fixed = false;
  rules::Certainty certainty{};
  std::optional<std::uint32_t> ike_sa;
  std::optional<Protocol> protocol;
  std::uint32_t spi = 0;
  std::uint16_t session_id = 0;
  std::uint32_t flow = 0;
  Address destination;
  std::uint64_t count = 0;
  std::vector<std::uint32_t> frames;
  std::vector<EvidenceRecord> evidence;
};

// What the network said, with its names as text.
struct NetworkRecord {
  std::uint64_t dropped_fragments = 0;
  std::uint64_t tunnel_fragments = 0;
  std::uint64_t tcp_4500_packets = 0;
  std::uint64_t tcp_gaps = 0;
  std::uint64_t tcp_dropped_streams = 0;
  std::uint64_t ports_not_kept = 0;
  std::uint64_t malformed_packets = 0;
  std::map<std::uint16_t, std::uint64_t> unknown_link_packets;
  std::map<std::string, std::uint64_t> closed_packets;

  void add(const NetworkRecord& other);
};
NetworkRecord record_of(const network::NetworkFacts& facts);
// The text of the record outlives the facts.
network::NetworkFacts facts_of(const NetworkRecord& record);

// A table of a rule that was full.
struct FullTableRecord {
  std::string rule;
  std::string things;
  std::uint64_t limit = 0;
  std::uint64_t turned_away = 0;
};

// What the audit of one shard found. Ids are its own.
struct ShardRecords {
  std::string program;  // that wrote it
  std::string plan;     // digest
  std::uint32_t shard = 0;
  std::uint32_t shards = 0;
  bool keys_given = false;
  bool interrupted = false;
  std::string policy;
  std::vector<report::CaptureFile> files;  // all of the plan, with what this shard saw of them
  NetworkRecord network;                   // of the packets of this shard
  NetworkRecord not_in_shards;             // of all packets that no shard got
  std::uint64_t dropped = 0;               // while capturing, of all files
  sessions::Recorded sessions;
  std::vector<std::uint32_t> born_ike_sas;  // frames, as the records stand
  std::vector<std::uint32_t> born_child_sas;
  std::vector<std::uint32_t> born_flows;
  std::vector<std::uint32_t> born_echo_paths;
  std::vector<FindingRecord> findings;
  std::vector<std::uint32_t> born_findings;
  std::uint64_t dropped_findings = 0;
  std::vector<FullTableRecord> full_tables;
  report::Histories histories;  // for pictures
};

FindingRecord record_of(const rules::Finding& finding);

// As text without line breaks: the octets of an archive, with a checksum. Back, or the problem when
// it is damaged.
std::string octets_of(const ShardRecords& records);
std::string text_of(std::string_view octets);
tl::expected<ShardRecords, std::string> records_from(std::string_view text);

}  // namespace espect::shard
