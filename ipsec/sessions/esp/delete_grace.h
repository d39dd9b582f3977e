// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/esp/events.h"

namespace espect::sessions {

// How long authentic packets may follow a DELETE of their SA: those were on the way when it was
// sent. Tells EspAfterDelete.
class DeleteGrace {
 public:
  explicit DeleteGrace(const EspListeners& events) : events_(events) {}

  void on_verified(const Datagram& datagram, const EspFlow& flow, const ChildSa* child) const {
    if (flow.child_sa == 0 || child == nullptr || child->closed_frame == 0) return;
    const double seconds = seconds_between(child->closed, datagram.time);
    if (seconds > grace_seconds) events_.tell(EspAfterDelete{datagram, flow, child, seconds});
  }

 private:
  static constexpr double grace_seconds = 5.0;
  const EspListeners& events_;
};

}  // namespace espect::sessions
