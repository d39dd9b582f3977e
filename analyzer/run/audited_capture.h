// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <memory>

#include "analyzer/report/words/audit_report.h"
#include "analyzer/run/capture_run.h"
#include "analyzer/run/follow.h"
#include "analyzer/run/limits.h"

namespace espect::run {

// What an audit is told beside the captures. Outlives it.
struct AuditBasis {
  const registry::Policy& policy;
  const keys::KeyRing* keys = nullptr;
  const registry::ExperimentalProfile* profile = nullptr;
  rules::Selection selection{};
  std::vector<rules::Waiver> waivers{};  // expired ones are a finding
  bool pictures = false;                 // keep what they are made of
  TellFinding follow = nullptr;          // hears each finding as soon as it is there
  Limits limits{};
  unsigned spare_threads = 0;  // of each capture: they open its packets, where there are keys
};

// The sessions and rules that hear one capture, and the report of it.
class AuditedCapture {
 public:
  explicit AuditedCapture(const AuditBasis& basis);

  // All of `run`.
  void hear(CaptureRun& run);
  DatagramListener& listener();
  const sessions::Sessions& sessions() const { return *sessions_; }
  const rules::Findings& findings() const { return *findings_; }
  // When `run` has ended.
  report::CaptureReport finish(const CaptureRun& run);
  // When all of `made`, a file or several that continue one another, was read.
  report::CaptureReport finish(report::CaptureReport made, const network::NetworkFacts& network,
                               std::uint64_t dropped);

 private:
  void keep_records(report::CaptureReport& made);

  bool keys_given_;
  unsigned spare_threads_;
  std::vector<rules::Waiver> waivers_;
  std::unique_ptr<sessions::Subscriptions> events_;
  std::unique_ptr<report::History> history_;
  std::unique_ptr<rules::Findings> findings_;
  std::unique_ptr<sessions::Sessions> sessions_;
  std::unique_ptr<Follow> follow_;  // null: nobody follows
};

// All captures of an audit. The report says in `inputs` what became of them.
struct Audited {
  report::AuditReport report;
  InputsRead inputs;
};
Audited audit_captures(const Inputs& inputs, const AuditBasis& basis);

}  // namespace espect::run
