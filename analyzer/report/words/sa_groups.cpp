// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/sa_groups.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "analyzer/report/words/names.h"

namespace espect::report {
namespace {

std::string joined(const std::vector<sessions::TrafficSelector>& selectors) {
  std::string text;
  for (const auto& selector : selectors) text += (text.empty() ? "" : ", ") + to_text(selector);
  return text;
}

// What all of a group have in common.
std::string likeness(const sessions::ChildSa& child) {
  return fmt::format("{}|{}|{}|{}|{}|{}", child.lineage, to_text(child.protocol),
                     to_text(child.mode), to_text(child.selection), joined(child.ts_i),
                     joined(child.ts_r));
}

bool at_once(const sessions::ChildSa& earlier, const sessions::ChildSa& later) {
  return earlier.closed_frame == 0 || earlier.closed_frame > later.created_frame;
}

// Rekeyed ones take the place of others; a second one beside the first makes a group.
bool is_group(const std::vector<const sessions::ChildSa*>& alike) {
  const sessions::ChildSa* first = nullptr;
  for (const auto* child : alike) {
    if (child->rekeyed_from) continue;
    if (first != nullptr && at_once(*first, *child)) return true;
    if (first == nullptr) first = child;
  }
  return false;
}

}  // namespace

std::string SaGroup::selectors() const {
  return joined(members.front()->ts_i) + " - " + joined(members.front()->ts_r);
}

std::vector<SaGroup> sa_groups(const sessions::Sessions& sessions) {
  std::map<std::string, std::vector<const sessions::ChildSa*>> alike;
  sessions.child_sas().for_each(
      [&](const sessions::ChildSa& child) { alike[likeness(child)].push_back(&child); });
  std::vector<SaGroup> groups;
  for (auto& [likeness, members] : alike) {
    if (!is_group(members)) continue;
    SaGroup group{std::move(members), false, {}};
    std::set<std::uint32_t> ids;
    for (const auto* child : group.members) {
      ids.insert(child->id);
      group.announced = group.announced || child->per_resource ||
                        sessions.ike_sas()[child->ike_sa - 1].ephemeral_ports;
    }
    std::set<std::uint16_t> ports;
    sessions.flows().for_each([&](const sessions::EspFlow& flow) {
      if (flow.path.source_port != 0 && ids.contains(flow.child_sa))
        ports.insert(flow.path.source_port);
    });
    group.ports.assign(ports.begin(), ports.end());
    groups.push_back(std::move(group));
  }
  std::ranges::sort(groups, {}, [](const SaGroup& group) { return group.members.front()->id; });
  return groups;
}

}  // namespace espect::report
