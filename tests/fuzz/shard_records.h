// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/report/formats.h"
#include "analyzer/run/audited_capture.h"
#include "analyzer/run/capture_run.h"
#include "analyzer/shard/extract.h"
#include "analyzer/shard/merge.h"
#include "ipsec/keys/key_files.h"

namespace espect::fuzz {

// Samples with records of many kinds.
inline constexpr std::array sharded_samples = {
    "hybrid-ml-kem", "esp-replay", "ikev1-main-mode", "eesp", "path-mtu", "esp-echo-plain-defect"};

// The octets of the records of a shard of two that audited a sample, with its keys.
inline std::string made_records(const std::string& sample, std::uint32_t shard) {
  const std::string folder = ESPECT_SOURCE_DIR "/samples/" + sample;
  const auto keys = keys::read_key_files({folder});
  run::AuditBasis basis{*registry::builtin_policy("default"), &keys.ring};
  basis.pictures = true;
  run::AuditedCapture audit(basis);
  run::CaptureRun capture({folder + "/capture.pcap"});
  audit.hear(capture);
  shard::ShardRecords records;
  records.plan = "one";
  records.shard = shard;
  records.shards = 2;
  records.keys_given = true;
  records.files = {capture.file()};
  records.network = shard::record_of(capture.network());
  const auto made = audit.finish(capture);
  shard::Births births(*made.sessions, *made.findings);
  births.note(1, false);
  shard::extract(made, births, records);
  records.sessions.facts = made.sessions->facts();
  return shard::octets_of(records);
}

// Two shards of one plan.
struct Shards {
  std::string first;   // octets of its records
  std::string second;  // the text of its records
};

inline const Shards& shards_of(std::size_t number) {
  static const std::vector<Shards> all = [] {
    std::vector<Shards> made;
    for (const char* sample : sharded_samples)
      made.push_back({made_records(sample, 1), shard::text_of(made_records(sample, 2))});
    return made;
  }();
  return all[number % all.size()];
}

// Whether they make a report, which is written in one of its forms.
inline bool merged(const std::string& octets, const std::string& second, std::size_t form) {
  auto forged = shard::records_from(shard::text_of(octets));
  if (!forged) return false;
  std::vector<shard::ShardRecords> shards;
  shards.push_back(std::move(*forged));
  shards.push_back(*shard::records_from(second));
  if (!shard::shards_missing(shards).empty()) return false;
  const auto report = shard::merge(std::move(shards));
  const auto formats = report::audit_formats();
  std::ostringstream out;
  formats[form % formats.size()].write(report, out, {});
  return out.tellp() > 0;
}

}  // namespace espect::fuzz
