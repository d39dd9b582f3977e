// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <cstdlib>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/policy/extensions/breach.h"
#include "ipsec/rules/policy/extensions/checks.h"
#include "ipsec/rules/policy/extensions/own_sas.h"
#include "ipsec/sessions/child/path_mtu_announcement.h"
#include "ipsec/wire/ike/extensions/path_mtu.h"

// LMAP and Packet Too Big; experimental profile section 4.
namespace espect::rules {
namespace {

namespace notify_types = registry::notify;

using sessions::ExtensionNotify;

void check_layout(const sessions::ExtensionNotify& notify, Breaches& breaches) {
  if (notify.type == registry::notify::lmap_ptb_supported) {
    if (notify.data.size() != wire::ike::PathMtuSupport::octets || !names_no_sa(notify))
      breaches.push_back({"XPM-01", "LMAP_PTB_SUPPORTED is not one octet about no SA"});
    return;
  }
  if (!sessions::announced_mtu(notify.data))
    breaches.push_back(
        {"XPM-01", fmt::format("a path MTU of {} octets of data", notify.data.size())});
  if (!names_no_sa(notify) && !names_an_sa(notify))
    breaches.push_back({"XPM-01", "a path MTU about neither an SA nor all of them"});
}

// What arrived so far.
struct Arrived {
  std::uint32_t largest_whole = 0;  // outer packet that came unfragmented
  bool fragments = false;

  void add(const IpFacts& ip) {
    if (ip.fragments != 0)
      fragments = true;
    else
      largest_whole = std::max(largest_whole, ip.packet_octets);
  }
  void add(const Arrived& more) {
    largest_whole = std::max(largest_whole, more.largest_whole);
    fragments = fragments || more.fragments;
  }
};
struct ArrivedOfFlow : Arrived {
  Address receiver;  // where it came to last
};

// Of an IKE SA and those that replace it.
struct Lineage {
  std::uint8_t support_i = 0;  // flags of LMAP_PTB_SUPPORTED by the initiator of the first
  std::uint8_t support_r = 0;
  // When each side said a value, by type and SPI.
  std::map<std::tuple<bool, std::uint16_t, std::vector<std::uint8_t>>, Time> said;
};

class PathMtus {
 public:
  explicit PathMtus(const Bench& bench)
      : bench_(bench), own_(bench), lineages_(bench.table<std::uint32_t, Lineage>("IKE SAs")) {}

  void on(const sessions::IkeMessageOpened& event) {
    if (event.contents == nullptr || event.retransmission) return;
    const auto& header = event.message.header();
    Breaches breaches;
    Lineage& lineage = (*lineages_)[event.sa.lineage];
    for (const auto& notify : sessions::sa_payloads_of(*event.contents).extensions) {
      const bool support = notify.type == notify_types::lmap_ptb_supported;
      if (!support && notify.type != notify_types::link_max_atomic_packet &&
          notify.type != notify_types::ptb)
        continue;
      check_layout(notify, breaches);
      if (support && notify.data.size() == 1)
        (header.from_initiator() ? lineage.support_i : lineage.support_r) = notify.data[0];
      if (!support && header.exchange.value == registry::exchange::informational)
        check_value(notify, lineage, event, breaches);
    }
    report_breaches(bench_, Subject(event.sa), breaches, event.datagram.frame);
  }
  void on(const sessions::SaNotTracked&) { all_sas_known_ = false; }
  // These notifies are read with IKE keys, which open ESP as well.
  void on(const sessions::EspOpened& event) {
    const auto& receiver = event.datagram.path.destination;
    const auto& ip = event.datagram.ip;
    if (by_flow_.size() < event.flow.id) by_flow_.resize(event.flow.id);
    auto& flow = by_flow_[event.flow.id - 1];
    const bool more = ip.fragments != 0 ? !flow.fragments : ip.packet_octets > flow.largest_whole;
    if (!more && flow.receiver == receiver) return;
    flow.receiver = receiver;
    flow.add(ip);
    const Arrived& all = flow;
    by_receiver_[receiver].add(all);
    by_sa_[{receiver, event.flow.spi}].add(all);
  }

 private:
  void check_value(const ExtensionNotify& notify, Lineage& lineage,
                   const sessions::IkeMessageOpened& event, Breaches& breaches) const {
    using wire::ike::PathMtuSupport;
    const std::uint8_t bit =
        notify.type == notify_types::ptb ? PathMtuSupport::ptb : PathMtuSupport::lmap;
    const bool all_seen = own_.all_seen(event.sa);
    if (all_seen && (lineage.support_i & lineage.support_r & bit) == 0)
      breaches.push_back({"XPM-02", "a path MTU that was not agreed on by both sides"});
    if (all_seen && notify.spi.size() == 4 && !own_.names(notify, event))
      breaches.push_back({"XPM-03", "the SPI is none on which the sender of the notify receives"});
    const auto [last, is_new] = lineage.said.try_emplace(
        {event.from_initiator, notify.type, notify.spi}, event.datagram.time);
    if (!is_new && seconds_between(last->second, event.datagram.time) < 1)
      breaches.push_back(
          {"XPM-08", "more than one path MTU for an SA within a second", Severity::low});
    last->second = event.datagram.time;
    check_observation(notify, event.datagram.path.source, breaches);
  }

  // Against what the capture shows to have arrived; it may stand elsewhere on the path.
  void check_observation(const ExtensionNotify& notify, const Address& egress,
                         Breaches& breaches) const {
    const auto mtu = sessions::announced_mtu(notify.data);
    if (!all_sas_known_ || !mtu || notify.type != notify_types::link_max_atomic_packet) return;
    std::uint32_t spi = 0;
    for (const auto octet : notify.spi) spi = spi << 8 | octet;
    const auto all =
        notify.spi.empty() ? found(by_receiver_, egress) : found(by_sa_, {egress, spi});
    constexpr std::int64_t near = 8;
    if (all.largest_whole != 0 &&
        std::abs(std::int64_t{*mtu} - std::int64_t{all.largest_whole}) > near)
      breaches.push_back({"XPM-05",
                          fmt::format("LMAP says {} octets, the largest packet that came whole so "
                                      "far had {}",
                                      *mtu, all.largest_whole),
                          Severity::info});
    using wire::ike::PathMtuObserved;
    if (notify.data.size() == PathMtuObserved::octets &&
        (notify.data[0] & PathMtuObserved::fragments) != 0 && !all.fragments)
      breaches.push_back({"XPM-06",
                          "fragments were observed, says LMAP, of which none is in the capture",
                          Severity::info});
  }

  template <class Key>
  static Arrived found(const std::map<Key, Arrived>& arrived, const Key& key) {
    const auto at = arrived.find(key);
    return at == arrived.end() ? Arrived{} : at->second;
  }

  Bench bench_;
  OwnSas own_;
  std::shared_ptr<Capped<std::uint32_t, Lineage>> lineages_;
  std::vector<ArrivedOfFlow> by_flow_;  // by its id, less 1
  std::map<Address, Arrived> by_receiver_;
  std::map<std::pair<Address, std::uint32_t>, Arrived> by_sa_;  // receiver, SPI
  bool all_sas_known_ = true;
};

}  // namespace

void check_path_mtus(const Bench& bench) {
  const auto mtus = std::make_shared<PathMtus>(bench);
  bench.events.to<sessions::IkeMessageOpened>([mtus](const auto& event) { mtus->on(event); });
  bench.events.to<sessions::EspOpened>([mtus](const auto& event) { mtus->on(event); });
  bench.events.to<sessions::SaNotTracked>([mtus](const auto& event) { mtus->on(event); });
}

}  // namespace espect::rules
