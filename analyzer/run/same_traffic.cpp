// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/same_traffic.h"

#include "analyzer/run/interruption.h"
#include "analyzer/run/messages.h"
#include "ipsec/hop/hop_comparison.h"

namespace espect::run {
namespace {

using sessions::Side;

// Clocks that are further apart when the captures begin are taken to be different clocks.
constexpr std::int64_t a_day_nanoseconds = 86'400'000'000'000;

// Hands every datagram to the sessions and then to the comparison.
class HopListener : public DatagramListener {
 public:
  HopListener(DatagramListener& sessions, sessions::HopComparison& comparison, Side side)
      : sessions_(sessions), comparison_(comparison), side_(side) {}
  void on(const Datagram& datagram) override {
    sessions_.on(datagram);
    comparison_.on(side_, datagram);
  }
  std::optional<std::uint8_t> eesp_protocol() const override { return sessions_.eesp_protocol(); }

 private:
  DatagramListener& sessions_;
  sessions::HopComparison& comparison_;
  Side side_;
};

struct CaptureOfSide {
  CaptureOfSide(const Inputs& inputs, const AuditBasis& basis, sessions::HopComparison& comparison,
                Side which)
      : side(which),
        audit(basis),
        listener(audit.listener(), comparison, which),
        run({inputs.paths.at(which == Side::before ? 0 : 1)}, inputs.ports, inputs.limits) {
    run.connect(listener);
  }

  bool read() { return more = run.read(); }
  Time time() const { return run.packet().time; }
  void take(sessions::HopComparison& comparison) {
    comparison.reached(side, time());
    run.take();
    read();
  }
  void finish(Audited& audited) {
    run.finish();
    audited.report.captures.push_back(audit.finish(run));
    ++audited.inputs.captures;
    if (run.file().problem.empty()) return;
    ++audited.inputs.problems;
    audited.inputs.memory_short = audited.inputs.memory_short || run.file().memory_short;
    tell(run.file().problem);
  }

  Side side;
  AuditedCapture audit;
  HopListener listener;
  CaptureRun run;
  bool more = false;
};

}  // namespace

Audited audit_same_traffic(const Inputs& inputs, const AuditBasis& basis) {
  sessions::HopComparison comparison(basis.limits.hop_packets);
  CaptureOfSide first(inputs, basis, comparison, Side::before);
  CaptureOfSide second(inputs, basis, comparison, Side::after);
  first.read();
  second.read();
  std::int64_t offset = 0;
  if (first.more && second.more) {
    const auto apart = second.time().nanoseconds - first.time().nanoseconds;
    if (std::abs(apart) > a_day_nanoseconds) offset = apart;
  }
  while (first.more || second.more) {
    offset = comparison.clock_offset().value_or(offset);
    const bool from_first = first.more && (!second.more || first.time() + offset <= second.time());
    (from_first ? first : second).take(comparison);
  }
  // The ends of TCP streams and of fragments reach the comparison too.
  Audited audited;
  first.finish(audited);
  second.finish(audited);
  audited.report.hop = comparison.finish();
  audited.report.keys_given = basis.keys != nullptr;
  audited.report.interrupted = interrupted();
  return audited;
}

}  // namespace espect::run
