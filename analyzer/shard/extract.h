// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <vector>

#include "analyzer/shard/records.h"

namespace espect::shard {

// Which packet made which records, noted after each packet.
class Births {
 public:
  struct Of {
    std::vector<std::uint32_t> frames;
    std::vector<bool> context;  // its packet belongs to another shard
  };
  Births(const sessions::Sessions& sessions, const rules::Findings& of)
      : sessions_(&sessions), findings_(&of) {}

  void note(std::uint32_t frame, bool context) {
    add(ike_sas, sessions_->ike_sas().size(), frame, context);
    add(child_sas, sessions_->child_sas().size(), frame, context);
    add(flows, sessions_->flows().size(), frame, context);
    add(echo_paths, sessions_->echo_paths().size(), frame, context);
    add(findings, findings_->size(), frame, context);
  }
  // What the end of the capture made, where the sessions are now.
  void finish(const sessions::Sessions& sessions, const rules::Findings& of) {
    sessions_ = &sessions;
    findings_ = &of;
    note(at_the_end, false);
  }

  Of ike_sas, child_sas, flows, echo_paths, findings;

 private:
  static void add(Of& of, std::size_t size, std::uint32_t frame, bool context) {
    if (of.frames.size() == size) [[likely]]
      return;
    of.frames.resize(size, frame);
    of.context.resize(size, context);
  }
  const sessions::Sessions* sessions_;
  const rules::Findings* findings_;
};

// The records of the shard's own pairs, numbered through. Context is left out.
void extract(const report::CaptureReport& made, const Births& births, ShardRecords& into);

// New ids by old ones; 0 where a record is gone.
struct NewIds {
  std::vector<std::uint32_t> ike_sas;
  std::vector<std::uint32_t> child_sas;
  std::vector<std::uint32_t> flows;
};
void renumber(sessions::IkeSa& sa, const NewIds& ids);
void renumber(sessions::ChildSa& child, const NewIds& ids);
void renumber(sessions::RecordedFlow& flow, const NewIds& ids);
void renumber(FindingRecord& finding, const NewIds& ids);
// Adds to `into` what has an id there.
void renumber(const report::Histories& histories, const NewIds& ids, report::Histories& into);

}  // namespace espect::shard
