// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ikev1/ikev1_fragments.h"

namespace espect::sessions {

const std::vector<std::uint8_t>* Ikev1Fragments::add(std::uint32_t ike_sa, bool from_initiator,
                                                     const wire::ikev1::Fragment& fragment) {
  if (fragment.number == 0) return nullptr;
  const std::uint64_t side = std::uint64_t{ike_sa} * 2 + (from_initiator ? 0 : 1);
  if (sides_.size() >= max_sides && !sides_.contains(side)) sides_.clear();
  Pieces& pieces = sides_[side];
  if (pieces.id != fragment.id) pieces = {};
  pieces.id = fragment.id;
  if (fragment.last != 0) pieces.last = fragment.number;
  if (pieces.by_number.size() <= fragment.number) pieces.by_number.resize(fragment.number + 1U);
  auto& piece = pieces.by_number[fragment.number];
  if (!piece.empty() || fragment.data.empty()) return nullptr;
  if (pieces.octets + fragment.data.size() > max_octets) return nullptr;
  piece.assign(fragment.data.begin(), fragment.data.end());
  pieces.octets += piece.size();
  if (pieces.last == 0) return nullptr;
  whole_.clear();
  for (std::size_t number = 1; number <= pieces.last; ++number) {
    if (number >= pieces.by_number.size() || pieces.by_number[number].empty()) return nullptr;
    const auto& octets = pieces.by_number[number];
    whole_.insert(whole_.end(), octets.begin(), octets.end());
  }
  sides_.erase(side);
  return &whole_;
}

}  // namespace espect::sessions
