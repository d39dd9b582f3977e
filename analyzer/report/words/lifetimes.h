// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>
#include <string>

#include "ipsec/sessions/child/child_sa.h"
#include "ipsec/sessions/ike/ike_sa.h"

namespace espect::report {

// How long an SA was seen: to the message that ended it, or of an IKE SA to its last message.
struct Lifetime {
  Time from{};
  std::optional<Time> to;  // nothing when a Child SA was not ended

  std::optional<std::int64_t> milliseconds() const {
    if (!to) return std::nullopt;
    return (to->nanoseconds - from.nanoseconds) / 1'000'000;
  }
};
inline Lifetime lifetime(const sessions::IkeSa& sa) {
  return {sa.first_time, sa.last_time};
}
inline Lifetime lifetime(const sessions::ChildSa& child) {
  if (child.closed_frame == 0) return {child.created, std::nullopt};
  return {child.created, child.closed};
}

// Who asked for the exchange that made the SA in place of another; empty when it replaces none.
inline std::string rekeyed_by(const sessions::IkeSa& sa) {
  return sa.rekeyed_from ? to_text(sa.initiator.address) : "";
}
inline std::string rekeyed_by(const sessions::ChildSa& child) {
  return child.rekeyed_from ? to_text(child.initiator.address) : "";
}

}  // namespace espect::report
