// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/policy/extensions/breach.h"
#include "ipsec/rules/policy/extensions/checks.h"
#include "ipsec/rules/policy/extensions/own_sas.h"
#include "ipsec/rules/policy/inner_header.h"
#include "ipsec/wire/ike/extensions/vpn_id.h"

// VPN-IDs; experimental profile section 2.
namespace espect::rules {
namespace {

// Lengths of the selectors of one TSi or TSr payload, which a decoder that trusts them would skip.
void check_selector_lengths(const wire::ike::Payload& payload, Breaches& breaches) {
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

void check_selectors(const std::vector<sessions::TrafficSelector>& selectors, Breaches& breaches) {
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
    breaches.push_back({"XVPN-06", "both forms of VPN-ID selectors in one SA", Severity::low});
}

std::vector<std::uint32_t> sorted_vpn_ids(const std::vector<sessions::TrafficSelector>& selectors) {
  auto ids = sessions::vpn_ids_in(selectors);
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

// Of one message.
void check_both_selectors(const sessions::SaPayloads& said, Breaches& breaches) {
  check_selectors(said.ts_i, breaches);
  check_selectors(said.ts_r, breaches);
  if (sorted_vpn_ids(said.ts_i) != sorted_vpn_ids(said.ts_r))
    breaches.push_back({"XVPN-04", "TSi and TSr list different VPN-IDs"});
  const auto* mode = said.extension(registry::notify::vpn_id_mode);
  if (mode != nullptr && !mode->data.empty() && mode->data[0] != 0 &&
      sorted_vpn_ids(said.ts_i).empty() && sorted_vpn_ids(said.ts_r).empty())
    breaches.push_back({"XVPN-13", "VPN_ID_MODE without VPN-IDs in the selectors"});
}

// Of a response beside its request.
void check_narrowing(const sessions::SaPayloads& request, const sessions::SaPayloads& response,
                     Breaches& breaches) {
  const auto not_subset = [](const auto& taken, const auto& offered) {
    return !std::ranges::includes(sorted_vpn_ids(offered), sorted_vpn_ids(taken));
  };
  if (not_subset(response.ts_i, request.ts_i) || not_subset(response.ts_r, request.ts_r))
    breaches.push_back({"XVPN-05", "the response adds VPN-IDs"});
  const auto* asked = request.extension(registry::notify::vpn_id_mode);
  const auto* agreed = response.extension(registry::notify::vpn_id_mode);
  if (agreed != nullptr && (asked == nullptr || asked->data != agreed->data))
    breaches.push_back({"XVPN-11", "VPN_ID_MODE of the response is not that of the request"});
}

void check_vpn_id_mode(const sessions::ExtensionNotify& notify, Breaches& breaches) {
  using wire::ike::VpnIdMode;
  if (notify.data.size() != VpnIdMode::octets || !names_no_sa(notify)) {
    breaches.push_back({"XVPN-10", "VPN_ID_MODE is not 4 octets about no SA"});
    return;
  }
  const auto mode = wire::decode_all<VpnIdMode>(notify.data);
  const unsigned last = mode.mode == VpnIdMode::flow_label ? 20
                        : mode.mode == VpnIdMode::spi_bits ? 32
                                                           : 0;
  bool right = mode.mode <= VpnIdMode::destination_option;
  if (mode.mode == VpnIdMode::selectors_only) right = mode.width == 0 && mode.shift == 0;
  if (mode.mode == VpnIdMode::header_field || mode.mode == VpnIdMode::destination_option)
    right = mode.width == 32 && mode.shift == 0;
  if (last != 0)
    right = mode.width >= 1 && mode.width <= (last == 20 ? 20 : 24) &&
            unsigned{mode.width} + mode.shift <= last;
  if (!right)
    breaches.push_back({"XVPN-10", fmt::format("VPN_ID_MODE {} with width {} and shift {}",
                                               mode.mode, mode.width, mode.shift)});
  const bool covered = (mode.flags & VpnIdMode::authenticated) != 0;
  if (mode.mode == VpnIdMode::header_field && !covered)
    breaches.push_back(
        {"XVPN-12", "the VPN-ID in the header is not to be authenticated", Severity::low});
}

void on_opened(const Bench& bench, const sessions::IkeMessageOpened& event) {
  if (event.contents == nullptr || event.retransmission) return;
  Breaches breaches;
  for (const auto& payload : event.contents->payloads())
    if (payload.type.value == registry::payload::tsi ||
        payload.type.value == registry::payload::tsr)
      check_selector_lengths(payload, breaches);
  for (const auto& notify : sessions::sa_payloads_of(*event.contents).extensions)
    if (notify.type == registry::notify::vpn_id_mode) check_vpn_id_mode(notify, breaches);
  report_breaches(bench, Subject(event.sa), breaches, event.datagram.frame);
}

using VpnIdsOfChildren = Capped<std::uint32_t, std::vector<std::uint32_t>>;  // of the initiator

void on_child(const Bench& bench, VpnIdsOfChildren& children, const sessions::ChildSaMade& event) {
  Breaches breaches;
  std::size_t in_request = 0;
  if (event.request != nullptr) {
    check_both_selectors(*event.request, breaches);
    place_from(breaches, 0, Breach::Place::first);
    in_request = breaches.size();
    check_narrowing(*event.request, event.response, breaches);
  }
  check_both_selectors(event.response, breaches);
  place_from(breaches, in_request, Breach::Place::second);
  const auto& child = event.child;
  children[child.id] = sorted_vpn_ids(child.ts_i);
  const auto old = child.rekeyed_from ? children.find(*child.rekeyed_from) : children.end();
  if (old != children.end() && old->second != sorted_vpn_ids(child.ts_i) &&
      old->second != sorted_vpn_ids(child.ts_r))
    breaches.push_back({"XVPN-07", "the rekeyed Child SA has other VPN-IDs", Severity::low});
  report_breaches(bench, Subject(event.sa), breaches, event.request_frame, event.response_frame);
}

// An inner packet of one SA, by its addresses, protocol and ports.
using Conversation =
    std::tuple<std::uint32_t, Address, Address, std::uint8_t, std::uint16_t, std::uint16_t>;

// Which VPN each conversation belongs to. Addresses may overlap between VPNs; one conversation
// that goes over from one to another is odd.
class Conversations {
 public:
  explicit Conversations(const Bench& bench)
      : bench_(bench),
        vpns_(bench.findings.full_tables(), bench.rule.id, "conversations"),
        told_(bench.findings.full_tables(), bench.rule.id, "flows") {}

  void on(const sessions::VpnIdSeen& event) {
    frame_ = event.datagram.frame;
    flow_ = event.flow.id;
    id_ = event.id;
    bool* told = told_.place(flow_);
    if (told == nullptr || std::exchange(*told, true)) return;
    report_breaches(bench_, Subject(event.flow),
                    {{"XVPN-24", "everybody on the path can read to which VPN a packet belongs",
                      Severity::info}},
                    frame_);
    bench_.about(Subject(event.flow)).certainty = Certainty::observed;
  }
  // Right behind the VPN-ID of its packet.
  void on(const sessions::InnerPacket& event) {
    if (event.datagram.frame != frame_ || event.flow.id != flow_) return;
    const auto packet = inner_header(event.protocol, event.octets, false);
    // ICMP has no ports: the same addresses in two VPNs look alike.
    const bool icmp = packet && (packet->protocol == ip::protocol::icmp ||
                                 packet->protocol == ip::protocol::icmp6);
    if (!packet || icmp || !packet->with_addresses || !packet->with_ports) return;
    const auto [known, is_new] =
        vpns_.try_emplace({flow_, packet->source, packet->destination, packet->protocol,
                           packet->source_port, packet->destination_port},
                          id_);
    if (is_new || known->second == id_) return;
    report_breaches(bench_, Subject(event.flow),
                    {{"XVPN-23",
                      fmt::format("{} went over from VPN-ID {} to VPN-ID {}", to_text(*packet),
                                  known->second, id_),
                      Severity::low}},
                    frame_);
    known->second = id_;
  }

 private:
  Bench bench_;
  Capped<Conversation, std::uint32_t> vpns_;
  Capped<std::uint32_t, bool> told_;
  std::uint32_t frame_ = 0;
  std::uint32_t flow_ = 0;
  std::uint32_t id_ = 0;
};

}  // namespace

void check_vpn_ids(const Bench& bench) {
  const auto children = bench.table<std::uint32_t, std::vector<std::uint32_t>>("Child SAs");
  const auto conversations = std::make_shared<Conversations>(bench);
  bench.events.to<sessions::IkeMessageOpened>(
      [bench](const auto& event) { on_opened(bench, event); });
  bench.events.to<sessions::ChildSaMade>(
      [bench, children](const auto& event) { on_child(bench, *children, event); });
  bench.events.to<sessions::VpnIdMissing>([bench](const sessions::VpnIdMissing& event) {
    report_breaches(bench, Subject(event.flow), {{"XVPN-22", "a packet without the agreed VPN-ID"}},
                    event.datagram.frame);
  });
  bench.events.to<sessions::VpnIdSeen>(
      [conversations](const auto& event) { conversations->on(event); });
  bench.events.to<sessions::InnerPacket>(
      [conversations](const auto& event) { conversations->on(event); });
}

}  // namespace espect::rules
