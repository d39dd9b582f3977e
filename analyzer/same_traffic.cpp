// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/same_traffic.h"

#include "analyzer/audit.h"
#include "ipsec/hop/hop_comparison.h"

namespace espect {
namespace {

using sessions::Side;

// Clocks that are further apart when the captures begin are taken to be different clocks.
constexpr std::int64_t a_day_nanoseconds = 86'400'000'000'000;

class HopListener : public DatagramListener {
 public:
  HopListener(sessions::HopComparison& comparison, Side side)
      : comparison_(comparison), side_(side) {}
  void on(const Datagram& datagram) override { comparison_.on(side_, datagram); }

 private:
  sessions::HopComparison& comparison_;
  Side side_;
};

struct Reading {
  Reading(const Input& input, const registry::Policy& policy, const keys::KeyRing* keys,
          sessions::HopComparison& comparison, Side which)
      : side(which), listener(comparison, which), audit(input, policy, keys, &listener) {}

  bool read() { return more = audit.read(); }
  Time time() const { return audit.packet().time; }
  void take(sessions::HopComparison& comparison) {
    comparison.reached(side, time());
    audit.take();
    read();
  }

  Side side;
  HopListener listener;
  CaptureAudit audit;
  bool more = false;
};

}  // namespace

void audit_same_traffic(const Input& before, const Input& after, const registry::Policy& policy,
                        const keys::KeyRing* keys, report::AuditReport& report) {
  sessions::HopComparison comparison;
  Reading first(before, policy, keys, comparison, Side::before);
  Reading second(after, policy, keys, comparison, Side::after);
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
  report.captures.push_back(first.audit.finish());
  report.captures.push_back(second.audit.finish());
  report.hop = comparison.finish();
}

}  // namespace espect
