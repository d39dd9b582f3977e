// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/audited_capture.h"

#include "analyzer/run/coverage.h"
#include "analyzer/run/interruption.h"
#include "analyzer/run/rotation_holes.h"
#include "ipsec/rules/expired_waivers.h"
#include "ipsec/rules/rule.h"

namespace espect::run {

AuditedCapture::AuditedCapture(const AuditBasis& basis)
    : keys_given_(basis.keys != nullptr),
      spare_threads_(basis.spare_threads),
      waivers_(basis.selection.runs(*rules::rule_named("waiver-expired"))
                   ? basis.waivers
                   : std::vector<rules::Waiver>()),
      events_(std::make_unique<sessions::Subscriptions>()),
      history_(basis.pictures ? std::make_unique<report::History>(*events_) : nullptr),
      findings_(std::make_unique<rules::Findings>(basis.limits.rules)),
      sessions_(std::make_unique<sessions::Sessions>(*events_, basis.keys, basis.profile,
                                                     basis.limits.sessions)) {
  rules::install_all(*events_, *findings_, basis.policy, basis.profile, basis.selection);
  if (basis.follow) follow_ = std::make_unique<Follow>(*sessions_, *findings_, basis.follow);
}

DatagramListener& AuditedCapture::listener() {
  if (follow_ != nullptr) return *follow_;
  return *sessions_;
}

void AuditedCapture::hear(CaptureRun& run) {
  if (spare_threads_ == 0 || !keys_given_) return run.into(listener());
  sessions_->open_ahead(spare_threads_);
  run.into(listener(), *sessions_);
}

report::CaptureReport AuditedCapture::finish(const CaptureRun& run) {
  sessions_->time_stamps_ran_back(run.time_order().moved(), run.time_order().most_seconds());
  return finish({run.file(), {}, {}, {}, {}, {}, {}}, run.network(), run.dropped().value_or(0));
}

report::CaptureReport AuditedCapture::finish(report::CaptureReport made,
                                             const network::NetworkFacts& network,
                                             std::uint64_t dropped) {
  sessions_->tcp_streams_given_up(network.tcp_dropped_streams);
  sessions_->capture_lacks(dropped, rotation_holes(made.files).size());
  sessions_->finish(made.last_time, made.first_time);
  rules::tell_expired(waivers_, *findings_);
  if (follow_ != nullptr) follow_->finish();
  made.coverage = coverage_of(made, *sessions_, *findings_, network, dropped, keys_given_);
  keep_records(made);
  return made;
}

// What rules and sessions remember to judge what comes is gone with them: of many captures only
// their records stay.
void AuditedCapture::keep_records(report::CaptureReport& made) {
  follow_.reset();
  made.history = std::move(history_);
  made.findings = std::move(findings_);
  // While they are moved they take their memory twice: where there are many, they stay.
  constexpr std::uint32_t most_moved = 4096;
  if (sessions_->flows().size() + sessions_->ike_sas().size() > most_moved) {
    made.events = std::move(events_);
    made.sessions = std::move(sessions_);
    return;
  }
  auto events = std::make_unique<sessions::Subscriptions>();
  auto sessions = std::make_unique<sessions::Sessions>(*events);
  sessions->restore(sessions_->take_records());
  sessions_.reset();
  events_.reset();
  made.events = std::move(events);
  made.sessions = std::move(sessions);
}

Audited audit_captures(const Inputs& inputs, const AuditBasis& basis) {
  Audited audited;
  audited.inputs = each_capture(inputs, [&](CaptureRun& run) {
    AuditedCapture audit(basis);
    audit.hear(run);
    audited.report.captures.push_back(audit.finish(run));
  });
  audited.report.keys_given = basis.keys != nullptr;
  audited.report.passed_over = audited.inputs.passed_over;
  audited.report.interrupted = interrupted();
  return audited;
}

}  // namespace espect::run
