// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "ipsec/registry/policy.h"
#include "ipsec/sessions/subscriptions.h"

namespace espect::report {

// What captures that are known to be right negotiated and offered, as a policy: what was negotiated
// is acceptable, what was offered may be offered, everything else is forbidden; an additional key
// exchange of every IKE SA is required.
class PolicyBaseline {
 public:
  // Hears one capture; this must outlive `events`.
  void listen(sessions::Subscriptions& events);

  // `name` of the captures stands in reasons and references. Empty when nothing was negotiated.
  // Says nothing about ESP and AH when no Child SA was opened, and nothing about their key
  // exchanges when no CREATE_CHILD_SA was.
  std::vector<registry::PolicyRow> rows(const std::string& name) const;
  bool saw_child_sas() const { return child_sas_; }

 private:
  using Key = std::tuple<registry::PolicyKind, registry::PolicyScope, std::uint16_t,
                         std::optional<std::uint16_t>>;

  void take(const sessions::Proposal& proposal, registry::PolicyScope scope, bool negotiated);
  void take_offer(const std::vector<sessions::Proposal>& offer, registry::PolicyScope scope);

  std::map<Key, bool> seen_;  // whether it was negotiated, not only offered
  // Additional key exchanges that every IKE SA has.
  std::optional<std::set<std::uint16_t>> always_;
  bool ike_sas_ = false;
  bool child_sas_ = false;
  bool create_child_sa_ = false;
};

}  // namespace espect::report
