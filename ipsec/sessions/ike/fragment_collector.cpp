// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/fragment_collector.h"

#include <algorithm>

#include "ipsec/sessions/ike/exchange.h"

namespace espect::sessions {
namespace {

constexpr std::size_t max_sets = 8;

}  // namespace

FragmentCollector::Set& FragmentCollector::set_of(const IkeMessage& message, bool from_initiator) {
  const auto& header = message.header();
  const auto found = std::ranges::find_if(sets_, [&](const Set& set) {
    return set.message_id == header.message_id && set.from_initiator == from_initiator &&
           set.response == header.response();
  });
  if (found != sets_.end()) return *found;
  if (sets_.size() >= max_sets) sets_.erase(sets_.begin());
  Set set;
  set.message_id = header.message_id;
  set.from_initiator = from_initiator;
  set.response = header.response();
  sets_.push_back(std::move(set));
  return sets_.back();
}

std::optional<IkeContents> FragmentCollector::add(const IkeMessage& message, bool from_initiator,
                                                  Bytes plaintext) {
  const auto& fragment = *message.fragment();
  if (fragment.number == 0 || fragment.number > fragment.total ||
      fragment.total > MessageFragments::max_total)
    return std::nullopt;
  Set& set = set_of(message, from_initiator);
  if (set.complete || fragment.total < set.total) return std::nullopt;
  if (fragment.total > set.total) {  // sent again in smaller pieces, RFC 7383 section 2.5.2
    set.pieces.clear();
    set.total = fragment.total;
  }
  const auto [piece, is_new] = set.pieces.try_emplace(fragment.number);
  if (!is_new) return std::nullopt;
  piece->second.assign(plaintext.begin(), plaintext.end());
  if (fragment.number == 1) set.first = message.first_inside();
  if (set.pieces.size() < set.total) return std::nullopt;
  set.complete = true;
  std::vector<std::uint8_t> whole;
  for (const auto& [number, octets] : set.pieces)
    whole.insert(whole.end(), octets.begin(), octets.end());
  set.pieces.clear();
  return IkeContents(set.first, std::move(whole), message.profile());
}

}  // namespace espect::sessions
