// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/story/peers.h"

#include <optional>

#include "ipsec/sessions/table/address_pairs.h"

namespace espect::story {
namespace {

using sessions::ChildSa;
using sessions::EspFlow;
using sessions::IkeSa;

class Grouping {
 public:
  // The group of two addresses, made when there is none.
  std::uint32_t of(const Address& a, const Address& b) {
    auto& group = by_addresses_.of(a, b).record;
    if (!group) {
      group = groups_.size();
      groups_.append({{a, b}, {}, {}, {}, {}});
    }
    return *group;
  }
  // Peers that were found at other addresses belong to `group` from now on.
  void also_at(std::uint32_t group, const Address& a, const Address& b) {
    auto& known = by_addresses_.of(a, b).record;
    if (!known) known = group;
  }
  Peers& operator[](std::uint32_t group) { return groups_[group]; }
  sessions::SaTable<Peers> release() { return std::move(groups_); }

 private:
  sessions::SaTable<Peers> groups_;
  sessions::AddressPairs<std::optional<std::uint32_t>> by_addresses_;
};

}  // namespace

sessions::SaTable<Peers> peers_of(const sessions::Sessions& sessions,
                                  const rules::Findings& findings) {
  Grouping groups;
  std::vector<std::uint32_t> of_ike_sa(sessions.ike_sas().size() + 1);
  std::vector<std::uint32_t> of_flow(sessions.flows().size() + 1);
  sessions.ike_sas().for_each([&](const IkeSa& sa) {
    // One made by a rekey belongs where the first of its chain does, which may be another address.
    const bool inherits = sa.rekeyed_from.has_value() && *sa.rekeyed_from < sa.id;
    const auto group = inherits ? of_ike_sa[*sa.rekeyed_from]
                                : groups.of(sa.initiator.address, sa.responder.address);
    if (inherits) groups.also_at(group, sa.initiator.address, sa.responder.address);
    of_ike_sa[sa.id] = group;
    groups[group].ike_sas.push_back(&sa);
  });
  sessions.child_sas().for_each([&](const ChildSa& child) {
    if (child.ike_sa == 0 || child.ike_sa >= of_ike_sa.size()) return;
    const auto group = of_ike_sa[child.ike_sa];
    groups.also_at(group, child.initiator.address, child.responder.address);
    groups[group].child_sas.push_back(&child);
  });
  const auto& children = sessions.child_sas();
  sessions.flows().for_each([&](const EspFlow& flow) {
    const auto& sa = flow.sa();
    std::uint32_t group = 0;
    if (sa.child_sa != 0 && children[sa.child_sa - 1].ike_sa != 0)
      group = of_ike_sa[children[sa.child_sa - 1].ike_sa];
    else if (&sa != &flow)
      group = of_flow[sa.id];
    else
      group = groups.of(flow.path.source, flow.path.destination);
    if (sa.child_sa != 0 || &sa != &flow)
      groups.also_at(group, flow.path.source, flow.path.destination);
    of_flow[flow.id] = group;
    groups[group].flows.push_back(&flow);
  });
  for (const auto* finding : findings.in_order()) {
    const auto& subject = finding->subject;
    if (subject.flow != 0 && subject.flow < of_flow.size())
      groups[of_flow[subject.flow]].findings.push_back(finding);
    else if (subject.ike_sa && *subject.ike_sa != 0 && *subject.ike_sa < of_ike_sa.size())
      groups[of_ike_sa[*subject.ike_sa]].findings.push_back(finding);
  }
  return groups.release();
}

}  // namespace espect::story
