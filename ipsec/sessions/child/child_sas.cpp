// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/child/child_sas.h"

#include <algorithm>

#include "ipsec/registry/tables.h"
#include "ipsec/sessions/table/seeded_hash.h"

namespace espect::sessions {

std::optional<bool> ChildSa::esn() const {
  const auto* sn = selection.first(registry::transform_type::sn);
  if (sn == nullptr || protocol == Protocol::eesp) return std::nullopt;
  return sn->id == registry::sequence_numbers::partially_transmitted_64_bit_sequential_numbers;
}

bool ChildSa::unspecified_numbers() const {
  const auto* sn = selection.first(registry::transform_type::sn);
  return sn != nullptr && sn->id == registry::sequence_numbers::unspecified_numbers_32;
}

std::optional<bool> ChildSa::eesp_numbered() const {
  namespace ids = registry::sequence_numbers;
  const auto* sn = selection.first(registry::transform_type::sn);
  if (sn == nullptr || protocol != Protocol::eesp) return std::nullopt;
  if (sn->meaning == ids::sequential_numbers_64) return true;
  if (sn->meaning == ids::none) return false;
  return std::nullopt;
}

void ChildSas::index(const ChildSa& sa, std::uint32_t spi, std::uint32_t number) {
  newest_[{sa.lineage, sa.protocol, spi}] = number;
  auto& same = same_spi_[{0, sa.protocol, spi}];
  if (same.size() == max_same_spi) same.erase(same.begin());
  same.push_back(number);
}

ChildSa& ChildSas::add(ChildSa sa) {
  const std::uint32_t number = sas_.size();
  sa.id = number + 1;
  if (sa.spi_i != 0) index(sa, sa.spi_i, number);
  if (sa.spi_r != sa.spi_i) index(sa, sa.spi_r, number);
  families_[sa.lineage].children.push_back(number);
  ++version_;
  if (sa.diet_esp && compressed_.size() < most_compressed &&
      !compressed(sa.initiator.address, sa.responder.address))
    compressed_.emplace_back(sa.initiator.address, sa.responder.address);
  return sas_.add(hash_words(sa.id), std::move(sa));
}

bool ChildSas::has_compressed(const Address& a, const Address& b) const {
  return std::ranges::any_of(compressed_, [&](const auto& pair) {
    return (pair.first == a && pair.second == b) || (pair.first == b && pair.second == a);
  });
}

void ChildSas::set_spi_i(ChildSa& sa, std::uint32_t spi) {
  if (sa.spi_i != 0 || spi == 0) return;
  sa.spi_i = spi;
  index(sa, spi, sa.id - 1);
  ++version_;
}

ChildSa* ChildSas::find(std::uint32_t lineage, Protocol protocol, std::uint32_t spi) {
  const auto found = newest_.find({lineage, protocol, spi});
  return found != newest_.end() ? &sas_[found->second] : nullptr;
}

std::vector<const ChildSa*> ChildSas::with_spi(Protocol protocol, std::uint32_t spi) const {
  std::vector<const ChildSa*> found;
  const auto same = same_spi_.find({0, protocol, spi});
  if (same == same_spi_.end()) return found;
  for (auto number = same->second.rbegin(); number != same->second.rend(); ++number)
    found.push_back(&sas_[*number]);
  return found;
}

std::uint32_t ChildSas::owner(std::uint32_t lineage) const {
  const auto family = families_.find(lineage);
  return family != families_.end() && family->second.owner != 0 ? family->second.owner : lineage;
}

void ChildSas::ike_sa_rekeyed(std::uint32_t lineage, std::uint32_t old, std::uint32_t made,
                              std::vector<std::uint8_t> lowest_nonce) {
  auto& family = families_[lineage];
  if (family.owner == 0) family.owner = lineage;
  if (family.owner == old) {
    family.owner = made;
    family.predecessor = old;
    family.rival = 0;
    family.lowest_nonce = std::move(lowest_nonce);
  } else if (family.predecessor == old && family.owner != made) {
    family.rival = made;
    if (family.lowest_nonce < lowest_nonce) {
      std::swap(family.owner, family.rival);
      family.lowest_nonce = std::move(lowest_nonce);
    }
  }
}

void ChildSas::ike_sa_deleted(std::uint32_t lineage, std::uint32_t ike_sa, std::uint32_t frame,
                              Time time) {
  auto& family = families_[lineage];
  if (ike_sa == family.rival) family.rival = 0;
  if (ike_sa != owner(lineage)) return;
  if (family.rival != 0) {  // a peer that chose the other way round
    family.owner = family.rival;
    family.rival = 0;
    return;
  }
  for (const auto number : family.children) {
    ChildSa& sa = sas_[number];
    if (sa.closed_frame == 0) {
      sa.closed_frame = frame;
      sa.closed = time;
    }
    if (sa.state == ChildSaState::active) sa.state = ChildSaState::deleted;
  }
  family.children.clear();
}

}  // namespace espect::sessions
