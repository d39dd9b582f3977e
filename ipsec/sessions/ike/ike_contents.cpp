// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/ike_contents.h"

#include <algorithm>

namespace espect::sessions {
namespace {

constexpr std::size_t max_sets = 8;
constexpr std::uint16_t max_fragments = 1024;  // daemons refuse more than 255

}  // namespace

IkeContents::IkeContents(registry::PayloadType first, std::vector<std::uint8_t> octets)
    : first_(first), octets_(std::move(octets)) {
  read_chain(first_, Reader(octets_));
}

std::optional<Bytes> without_padding(Bytes plaintext) {
  if (plaintext.empty()) return std::nullopt;
  const std::size_t padding = plaintext.back() + std::size_t{1};
  if (padding > plaintext.size()) return std::nullopt;
  return plaintext.first(plaintext.size() - padding);
}

FragmentCollector::Set& FragmentCollector::set_of(const IkeMessage& message) {
  const auto& header = message.header();
  const auto found = std::ranges::find_if(sets_, [&](const Set& set) {
    return set.message_id == header.message_id && set.from_initiator == header.from_initiator() &&
           set.response == header.response();
  });
  if (found != sets_.end()) return *found;
  if (sets_.size() >= max_sets) sets_.erase(sets_.begin());
  Set set;
  set.message_id = header.message_id;
  set.from_initiator = header.from_initiator();
  set.response = header.response();
  sets_.push_back(std::move(set));
  return sets_.back();
}

std::optional<IkeContents> FragmentCollector::add(const IkeMessage& message, Bytes plaintext) {
  const auto& fragment = *message.fragment();
  if (fragment.number == 0 || fragment.number > fragment.total || fragment.total > max_fragments)
    return std::nullopt;
  Set& set = set_of(message);
  if (fragment.total < set.total) return std::nullopt;
  if (fragment.total > set.total) {  // sent again in smaller pieces, RFC 7383 section 2.5.2
    if (set.complete) return std::nullopt;
    set.pieces.assign(fragment.total, std::nullopt);
    set.total = fragment.total;
    set.received = 0;
  }
  auto& piece = set.pieces[fragment.number - 1U];
  if (set.complete || piece) return std::nullopt;
  piece.emplace(plaintext.begin(), plaintext.end());
  if (fragment.number == 1) set.first = message.first_inside();
  if (++set.received < set.total) return std::nullopt;
  set.complete = true;
  std::vector<std::uint8_t> whole;
  for (auto& part : set.pieces) {
    whole.insert(whole.end(), part->begin(), part->end());
    part->clear();
  }
  return IkeContents(set.first, std::move(whole));
}

}  // namespace espect::sessions
