// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/audited_capture.h"

#include "analyzer/report/words/places.h"
#include "analyzer/run/coverage.h"
#include "analyzer/run/interruption.h"
#include "ipsec/bytes/counted.h"
#include "ipsec/rules/coverage.h"
#include "ipsec/rules/expired_waivers.h"
#include "ipsec/rules/rule.h"
#include "ipsec/sessions/coverage.h"

namespace espect::run {

AuditedCapture::AuditedCapture(const AuditBasis& basis)
    : keys_given_(basis.keys != nullptr),
      waivers_(basis.selection.runs(*rules::rule_named("waiver-expired"))
                   ? basis.waivers
                   : std::vector<rules::Waiver>()),
      events_(std::make_unique<sessions::Subscriptions>()),
      history_(basis.pictures ? std::make_unique<report::History>(*events_) : nullptr),
      findings_(std::make_unique<rules::Findings>()),
      sessions_(std::make_unique<sessions::Sessions>(*events_, basis.keys, basis.profile)) {
  rules::install_all(*events_, *findings_, basis.policy, basis.profile, basis.selection);
}

report::CaptureReport AuditedCapture::finish(const CaptureRun& run) {
  return finish({run.file(), {}, {}, {}, {}, {}, {}}, run.network(), run.dropped().value_or(0));
}

report::CaptureReport AuditedCapture::finish(report::CaptureReport made,
                                             const network::NetworkFacts& network,
                                             std::uint64_t dropped) {
  sessions_->finish(made.last_time);
  rules::tell_expired(waivers_, *findings_);
  if (!made.format.empty() && made.ipsec_packets == 0)
    made.coverage.push_back(made.packets == 0
                                ? "it holds no packet"
                                : "no packet was recognised as IPsec, so nothing was audited");
  if (dropped != 0)
    made.coverage.push_back(counted(dropped, "packet") + " dropped while capturing");
  note_network(made.coverage, network);
  const report::Places places(made, 0);
  const auto frame_text = [&](std::uint32_t frame) { return places.text(frame); };
  for (const auto& notes :
       {sessions::coverage_of(*sessions_, keys_given_, frame_text), rules::coverage_of(*findings_)})
    made.coverage.insert(made.coverage.end(), notes.begin(), notes.end());
  made.history = std::move(history_);
  made.events = std::move(events_);
  made.sessions = std::move(sessions_);
  made.findings = std::move(findings_);
  return made;
}

Audited audit_captures(const Inputs& inputs, const AuditBasis& basis) {
  Audited audited;
  audited.inputs = each_capture(inputs, [&](CaptureRun& run) {
    AuditedCapture audit(basis);
    run.into(audit.listener());
    audited.report.captures.push_back(audit.finish(run));
  });
  audited.report.keys_given = basis.keys != nullptr;
  audited.report.passed_over = audited.inputs.passed_over;
  audited.report.interrupted = interrupted();
  return audited;
}

}  // namespace espect::run
