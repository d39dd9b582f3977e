// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/child/child_sas.h"

#include <algorithm>

#include "ipsec/registry/tables.h"

namespace espect::sessions {

std::optional<bool> ChildSa::esn() const {
  const auto* sn = selection.first(registry::transform_type::sn);
  if (sn == nullptr) return std::nullopt;
  return sn->id == registry::sequence_numbers::partially_transmitted_64_bit_sequential_numbers;
}

ChildSa& ChildSas::add(ChildSa sa) {
  sa.id = sas_.size() + 1;
  const std::uint32_t number = sas_.size();
  by_spi_.emplace(sa.spi_i, number);
  if (sa.spi_r != sa.spi_i) by_spi_.emplace(sa.spi_r, number);
  ++version_;
  return sas_.add(mix(sa.spi_i), std::move(sa));
}

ChildSa* ChildSas::find(std::uint32_t lineage, Protocol protocol, std::uint32_t spi) {
  ChildSa* newest = nullptr;
  const auto [first, last] = by_spi_.equal_range(spi);
  for (auto at = first; at != last; ++at) {
    ChildSa& sa = sas_[at->second];
    if (sa.lineage == lineage && sa.protocol == protocol &&
        (newest == nullptr || newest->id < sa.id))
      newest = &sa;
  }
  return newest;
}

void ChildSas::close_all(std::uint32_t lineage, std::uint32_t frame, Time time) {
  sas_.for_each([&](ChildSa& sa) {
    if (sa.lineage != lineage) return;
    if (sa.closed_frame == 0) {
      sa.closed_frame = frame;
      sa.closed = time;
    }
    if (sa.state == ChildSaState::active || sa.state == ChildSaState::pending)
      sa.state = ChildSaState::deleted;
  });
}

std::vector<const ChildSa*> ChildSas::with_spi(Protocol protocol, std::uint32_t spi) const {
  std::vector<const ChildSa*> found;
  const auto [first, last] = by_spi_.equal_range(spi);
  for (auto at = first; at != last; ++at)
    if (sas_[at->second].protocol == protocol) found.push_back(&sas_[at->second]);
  std::ranges::sort(found, [](const ChildSa* a, const ChildSa* b) { return a->id > b->id; });
  return found;
}

}  // namespace espect::sessions
