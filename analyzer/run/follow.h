// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>
#include <functional>
#include <set>
#include <vector>

#include "ipsec/datagram/forwarding_listener.h"
#include "ipsec/rules/findings.h"
#include "ipsec/sessions/sessions.h"

namespace espect::run {

// A finding at the moment at which a rule first had it.
struct FollowedFinding {
  const rules::Finding& finding;
  const sessions::Sessions& sessions;
  Time time;  // of the packet, or of the last one of the capture
};
using TellFinding = std::function<void(const FollowedFinding&)>;

// Stands before the sessions and tells each finding once, as soon as it is there.
class Follow : public ForwardingListener {
 public:
  Follow(sessions::Sessions& sessions, rules::Findings& findings, TellFinding tell)
      : ForwardingListener(sessions), sessions_(sessions), tell_(std::move(tell)) {
    findings.watch(&touched_, nullptr);
  }

  void on(const Datagram& datagram) override {
    ForwardingListener::on(datagram);
    latest_ = datagram.time;
    if (!touched_.empty()) tell_new();
  }
  void on_clear(std::uint32_t frame, Time time, Bytes ip_packet) override {
    ForwardingListener::on_clear(frame, time, ip_packet);
    latest_ = time;
    if (!touched_.empty()) tell_new();
  }
  // The sessions have ended.
  void finish() { tell_new(); }

 private:
  void tell_new() {
    std::vector<const rules::Finding*> waiting;
    for (const auto* finding : touched_) {
      if (told_.contains(finding)) continue;
      if (finding->count == 0) {  // a rule looks at it and has nothing to say yet
        if (std::ranges::find(waiting, finding) == waiting.end()) waiting.push_back(finding);
        continue;
      }
      told_.insert(finding);
      tell_({*finding, sessions_, latest_});
    }
    touched_ = std::move(waiting);
  }

  const sessions::Sessions& sessions_;
  TellFinding tell_;
  std::vector<const rules::Finding*> touched_;
  std::set<const rules::Finding*> told_;
  Time latest_{};
};

}  // namespace espect::run
