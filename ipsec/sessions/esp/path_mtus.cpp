// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/path_mtus.h"

#include <algorithm>

namespace espect::sessions {
namespace {

constexpr std::uint32_t least_ipv4_mtu = 68;    // RFC 791
constexpr std::uint32_t least_ipv6_mtu = 1280;  // RFC 8200 section 5

std::size_t index_of(Encapsulation encapsulation) {
  return static_cast<std::size_t>(encapsulation);
}

}  // namespace

void PathMtus::passed(const Path& path, std::uint32_t octets) {
  auto& pair = paths_.of(path.source, path.destination);
  auto& known = pair.record[Pairs::side(pair, path.source)];
  auto& largest = known.passed.at(index_of(path.encapsulation));
  largest = std::max(largest, octets);
}

void PathMtus::exceeded(const Path& quoted, std::uint32_t mtu) {
  if (mtu < (quoted.destination.v6 ? least_ipv6_mtu : least_ipv4_mtu)) return;
  auto& pair = paths_.of(quoted.source, quoted.destination);
  pair.record[Pairs::side(pair, quoted.source)].by_icmp = mtu;
}

PathMtu PathMtus::of(const EspFlow& flow) const {
  const auto* pair = paths_.find(flow.path.source, flow.path.destination);
  if (pair == nullptr) return {};
  const auto& known = pair->record[Pairs::side(*pair, flow.path.source)];
  if (known.by_icmp != 0) return {known.by_icmp, PathMtuBy::icmp};
  return {known.passed.at(index_of(flow.path.encapsulation)), PathMtuBy::largest_packet};
}

}  // namespace espect::sessions
