// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/policy/extension_breach.h"
#include "ipsec/sessions/said/sa_payloads.h"

// VPN-IDs in traffic selectors; experimental profile section 2.1.
namespace espect::rules {

// Lengths of the selectors of one TSi or TSr payload, which a decoder that trusts them would skip.
inline void check_selector_lengths(const wire::ike::Payload& payload,
                                   std::vector<Breach>& breaches) {
  namespace ts = registry::traffic_selector_type;
  Reader in(payload.body);
  in.take(4, "number of selectors");
  while (in.ok() && in.left() >= 4) {
    const Bytes selector = in.peek();
    const auto type = registry::TrafficSelectorType::read(payload.profile, selector[0]);
    const std::size_t length = std::size_t{selector[2]} << 8 | selector[3];
    const bool wrong = (type.means(ts::ts_vpn_id) && (length < 8 || length % 4 != 0)) ||
                       (type.means(ts::ts_vpn_ipv4_addr_range) && length != 20) ||
                       (type.means(ts::ts_vpn_ipv6_addr_range) && length != 44);
    if (wrong)
      breaches.push_back(
          {"XVPN-01", fmt::format("a selector {} of {} octets", type.display_name(), length)});
    if (length < 4) return;
    in.take(length, "selector");
  }
}

inline void check_vpn_ids(const std::vector<sessions::TrafficSelector>& selectors,
                          std::vector<Breach>& breaches) {
  namespace ts = registry::traffic_selector_type;
  unsigned lists = 0;
  bool ranges = false;
  bool plain_ranges = false;
  bool own_ranges = false;
  for (const auto& selector : selectors) {
    const auto& ids = selector.vpn_ids;
    if (selector.is(ts::ts_vpn_id)) ++lists;
    ranges = ranges || selector.is_address_range();
    own_ranges = own_ranges || selector.vpn_id.has_value();
    plain_ranges = plain_ranges || (selector.is_address_range() && !selector.vpn_id);
    if (std::ranges::adjacent_find(ids, std::ranges::greater_equal{}) != ids.end())
      breaches.push_back({"XVPN-02", "VPN-IDs that are not in increasing order"});
    if (std::ranges::count(ids, 0U) != 0 || selector.vpn_id == 0U)
      breaches.push_back({"XVPN-02", "VPN-ID 0"});
  }
  if (lists > 1) breaches.push_back({"XVPN-03", "two lists of VPN-IDs in one payload"});
  if (lists != 0 && !plain_ranges)
    breaches.push_back({"XVPN-03", "VPN-IDs without an address selector beside them"});
  if (lists != 0 && own_ranges)
    breaches.push_back({"XVPN-06", "both forms of VPN-ID selectors in one SA"});
}

inline std::vector<std::uint32_t> sorted_vpn_ids(
    const std::vector<sessions::TrafficSelector>& selectors) {
  auto ids = sessions::vpn_ids_in(selectors);
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

// Of one message.
inline void check_both_selectors(const sessions::SaPayloads& said, std::vector<Breach>& breaches) {
  check_vpn_ids(said.ts_i, breaches);
  check_vpn_ids(said.ts_r, breaches);
  if (sorted_vpn_ids(said.ts_i) != sorted_vpn_ids(said.ts_r))
    breaches.push_back({"XVPN-04", "TSi and TSr list different VPN-IDs"});
  const auto* mode = said.extension(registry::notify::vpn_id_mode);
  if (mode != nullptr && !mode->data.empty() && mode->data[0] != 0 &&
      sorted_vpn_ids(said.ts_i).empty() && sorted_vpn_ids(said.ts_r).empty())
    breaches.push_back({"XVPN-13", "VPN_ID_MODE without VPN-IDs in the selectors"});
}

// Of a response beside its request.
inline void check_narrowing(const sessions::SaPayloads& request,
                            const sessions::SaPayloads& response, std::vector<Breach>& breaches) {
  const auto not_subset = [](const auto& taken, const auto& offered) {
    return !std::ranges::includes(sorted_vpn_ids(offered), sorted_vpn_ids(taken));
  };
  if (not_subset(response.ts_i, request.ts_i) || not_subset(response.ts_r, request.ts_r))
    breaches.push_back({"XVPN-05", "the response adds VPN-IDs"});
  const auto* asked = request.extension(registry::notify::vpn_id_mode);
  const auto* agreed = response.extension(registry::notify::vpn_id_mode);
  if (agreed != nullptr && (asked == nullptr || asked->data != agreed->data))
    breaches.push_back({"XVPN-11", "VPN_ID_MODE of the response is not that of the request"});
  if (response.extension(registry::notify::esp_echo_supported) != nullptr &&
      request.extension(registry::notify::esp_echo_supported) == nullptr)
    breaches.push_back({"XEC-01", "ESP_ECHO_SUPPORTED answers a request without it"});
}

}  // namespace espect::rules
