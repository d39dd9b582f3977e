// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/reported_finding.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analyzer/report/words/fingerprint.h"
#include "ipsec/rules/rule_word.h"

namespace espect::report {
namespace {

using rules::Finding;
using rules::Waiver;

bool covers(const Waiver& waiver, const Finding& finding, const std::string& fingerprint,
            const std::vector<std::string>& addresses) {
  if (waiver.expired || !rules::names(waiver.rule, *finding.rule)) return false;
  if (!waiver.fingerprint.empty() && waiver.fingerprint != fingerprint) return false;
  if (waiver.peers.empty()) return true;
  return std::ranges::all_of(waiver.peers, [&](const auto& peer) {
    return std::ranges::find(addresses, peer) != addresses.end();
  });
}

// What a fingerprint of the whole report counts on is whatever else was audited; a capture on its
// own is known again wherever it stands.
class Judge {
 public:
  Judge(const CaptureReport& capture, const Gate& gate) : capture_(capture), gate_(gate) {
    needs_fingerprints_ =
        gate.baseline || std::ranges::any_of(gate.waivers, [](const auto& waiver) {
          return !waiver.fingerprint.empty();
        });
  }

  ReportedFinding operator()(const Finding& finding) {
    const auto fingerprint =
        needs_fingerprints_ ? fingerprints_.next(finding, *capture_.sessions) : std::string();
    if (finding.severity < gate_.min_severity) return {&finding, {Suppression::below_min_severity}};
    const auto addresses = gate_.waivers.empty() ? std::vector<std::string>()
                                                 : addresses_of(finding, *capture_.sessions);
    for (const auto& waiver : gate_.waivers)
      if (covers(waiver, finding, fingerprint, addresses))
        return {&finding, {Suppression::waiver, &waiver}};
    if (gate_.baseline)
      if (const auto known = gate_.baseline->find(fingerprint);
          known != gate_.baseline->end() && finding.severity <= known->second.severity)
        return {&finding, {Suppression::baseline}};
    return {&finding, {}};
  }

 private:
  const CaptureReport& capture_;
  const Gate& gate_;
  bool needs_fingerprints_ = false;
  Fingerprints fingerprints_;
};

}  // namespace

std::string_view to_text(Suppression suppression) {
  switch (suppression) {
    case Suppression::below_min_severity:
      return "below-min-severity";
    case Suppression::baseline:
      return "baseline";
    case Suppression::waiver:
      return "waiver";
  }
  return "baseline";
}

std::vector<ReportedFinding> reported_findings(const CaptureReport& capture, const Gate& gate) {
  std::vector<ReportedFinding> reported;
  Judge judge(capture, gate);
  for (const auto* finding : capture.findings->in_order()) reported.push_back(judge(*finding));
  return reported;
}

std::vector<const Finding*> counting_findings(const CaptureReport& capture, const Gate& gate) {
  std::vector<const Finding*> counting;
  for (const auto& reported : reported_findings(capture, gate))
    if (reported.standing.counts()) counting.push_back(reported.finding);
  return counting;
}

bool fails(const ReportedFinding& finding, const AuditReport& report) {
  return finding.standing.counts() && report.threshold &&
         finding.finding->severity >= *report.threshold;
}

std::string Standing::text() const {
  if (counts()) return {};
  if (waiver != nullptr)
    return fmt::format("waived by {} until {}: {}", waiver->owner, waiver->expires, waiver->reason);
  return suppression == Suppression::baseline ? "in the baseline" : "below --min-severity";
}

std::string suppressed_text(const Suppressed& suppressed) {
  std::vector<std::string> parts;
  const auto add = [&](std::uint64_t count, const char* what) {
    if (count != 0) parts.push_back(fmt::format("{} {}", count, what));
  };
  add(suppressed.below_min_severity, "below --min-severity");
  add(suppressed.baseline, "in the baseline");
  add(suppressed.waived, "waived");
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace espect::report
