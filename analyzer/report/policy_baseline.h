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
#include "ipsec/sessions/sessions.h"

namespace espect::report {

// What captures that are known to be right negotiated and offered, as a policy: what was negotiated
// is acceptable, and what packets of an SA prove whose negotiation was not read; what was offered
// may be offered, everything else is forbidden; an additional key exchange of every IKE SA is
// required.
class PolicyBaseline {
 public:
  // Hears the next capture; this must outlive `events`.
  void listen(sessions::Subscriptions& events);
  // Behind the end of the capture that was heard last: what it may hold beyond what was read.
  void note_closed(const sessions::Sessions& sessions);

  // `names` of the captures, as they were heard: those that show an algorithm stand in its reason
  // and reference, and what stayed closed in the notes of what is forbidden. Empty when nothing
  // shows algorithms. Says nothing about ESP and AH when no Child SA was opened and no packet
  // proves any, nothing about their sequence numbers without a Child SA, and nothing about their
  // key exchanges when no CREATE_CHILD_SA was opened.
  std::vector<registry::PolicyRow> rows(const std::vector<std::string>& names) const;
  // "b.pcap: 7 encrypted IKE messages were not opened: ...", of each capture of which the policy
  // does not say all.
  std::vector<std::string> not_read(const std::vector<std::string>& names) const;
  bool saw_esp() const { return !esp_.empty(); }

 private:
  using Key = std::tuple<registry::PolicyKind, registry::PolicyScope, std::uint16_t,
                         std::optional<std::uint16_t>>;

  using Captures = std::set<std::size_t>;  // by when they were heard
  struct Shown {
    Captures negotiated;
    Captures used;  // packets prove it
    Captures offered;
  };
  struct Closed {
    std::uint64_t messages = 0;
    std::uint64_t ike_sas = 0;  // whose own negotiation was not read
    std::uint64_t sas = 0;      // of ESP and AH whose algorithms are not known
  };

  void take(const std::vector<sessions::Transform>& transforms, registry::PolicyScope scope,
            Captures Shown::* by);
  void take_used(const sessions::EspFlow& flow);
  void take_offer(const std::vector<sessions::Proposal>& offer, registry::PolicyScope scope);

  std::vector<Closed> heard_;  // every capture
  std::map<Key, Shown> seen_;
  // Additional key exchanges that every IKE SA has.
  std::optional<std::set<std::uint16_t>> always_;
  Captures ike_sas_;  // those in which one was read
  Captures child_sas_;
  Captures esp_;  // those that show algorithms of ESP or AH
  bool create_child_sa_ = false;
};

}  // namespace espect::report
