// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/audit.h"

#include <algorithm>

#include <fmt/format.h>

#include "analyzer/coverage.h"
#include "analyzer/interruption.h"

namespace espect {
namespace {

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

CaptureAudit::CaptureAudit(const Input& input, const registry::Policy& policy,
                           const keys::KeyRing* keys, DatagramListener* also)
    : keys_given_(keys != nullptr),
      events_(std::make_unique<sessions::Subscriptions>()),
      findings_(std::make_unique<rules::Findings>()),
      sessions_(std::make_unique<sessions::Sessions>(*events_, keys)),
      listeners_(*sessions_, also),
      stack_(listeners_),
      reader_(capture::CaptureReader::open(input.path)) {
  rules::install_all(*events_, *findings_, policy);
  report_.path = input.path;
  if (!reader_) report_.problem = capture::to_text(reader_.error());
}

bool CaptureAudit::read() {
  return opened() && !interrupted() && reader_->next(packet_);
}

void CaptureAudit::take() {
  report_.first_time =
      packet_.frame == 1 ? packet_.time : std::min(report_.first_time, packet_.time);
  report_.last_time = std::max(report_.last_time, packet_.time);
  stack_.on(packet_);
}

report::CaptureReport CaptureAudit::finish() {
  if (opened()) note_capture(report_, *reader_);
  stack_.finish();
  sessions_->finish(report_.last_time);
  report_.ipsec_packets = stack_.facts().ipsec_packets;
  note_network(report_.coverage, stack_.facts());
  note_sessions(report_.coverage, *sessions_, keys_given_);
  if (findings_->dropped() != 0)
    report_.coverage.push_back(
        fmt::format("{} events belong to findings beyond the limit", findings_->dropped()));
  report_.events = std::move(events_);
  report_.sessions = std::move(sessions_);
  report_.findings = std::move(findings_);
  return std::move(report_);
}

std::optional<report::CaptureReport> audit_capture(const Input& input,
                                                   const registry::Policy& policy,
                                                   const keys::KeyRing* keys) {
  CaptureAudit audit(input, policy, keys);
  if (!audit.opened() && !input.named) return std::nullopt;
  while (audit.read()) audit.take();
  return audit.finish();
}

}  // namespace espect
