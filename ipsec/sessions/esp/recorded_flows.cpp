// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/recorded_flows.h"

#include <utility>

namespace espect::sessions {

std::vector<RecordedFlow> take_flows(FlowTable& table, const PathMtus& path_mtus) {
  std::vector<RecordedFlow> records;
  records.reserve(table.size());
  table.for_each_track([&](TrackedFlow& flow) {
    const auto first = flow.first != nullptr ? flow.first->id : 0;
    const auto path_mtu = path_mtus.of(flow);
    records.push_back({std::move(static_cast<EspFlow&>(flow)), first, path_mtu});
  });
  return records;
}

void restore_flows(std::vector<RecordedFlow> flows, FlowTable& table, PathMtus& path_mtus) {
  const auto count = static_cast<std::uint32_t>(flows.size());
  table.reserve(count);
  path_mtus.reserve(count);
  for (auto& recorded : flows) {
    path_mtus.restore(recorded.flow, recorded.path_mtu);
    table.restore(std::move(recorded.flow));
  }
  for (std::uint32_t i = 0; i < flows.size(); ++i)
    if (flows[i].first != 0) table.set_first(i, flows[i].first - 1);
}

}  // namespace espect::sessions
