// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/esp_flows.h"

#include <algorithm>

#include "ipsec/bytes/endian.h"
#include "ipsec/registry/experimental_profile.h"

namespace espect::sessions {
namespace {

// Packets that were on the way when a DELETE was sent.
constexpr double delete_grace_seconds = 5.0;

std::uint32_t hash_of(Protocol protocol, std::uint32_t spi, const Address& destination) {
  const auto high = destination.high_word();
  const auto low = destination.low_word();
  return mix((std::uint64_t{spi} << 1 | static_cast<std::uint64_t>(protocol)) ^ high ^
             (low << 7 | low >> 57));
}

std::uint32_t hash_of(Protocol protocol, std::uint32_t spi) {
  return mix(~(std::uint64_t{spi} << 1 | static_cast<std::uint64_t>(protocol)));
}

Bytes octets_of(const Datagram& datagram) {
  if (const auto* esp = std::get_if<Esp>(&datagram.content)) return esp->packet;
  if (const auto* ah = std::get_if<Ah>(&datagram.content)) return ah->header_and_payload;
  return {};
}

}  // namespace

EspFlow& EspFlows::add(std::uint32_t hash, const Datagram& datagram, Protocol protocol,
                       std::uint32_t spi) {
  EspFlow& flow = flows_.add(hash);
  flow.id = flows_.size();
  flow.protocol = protocol;
  flow.spi = spi;
  flow.path = datagram.path;
  flow.first_frame = datagram.frame;
  flow.first_time = datagram.time;
  flows_.index(hash_of(protocol, spi), flow.id - 1);
  flow.conversation = &conversations_.of(datagram.path.source, datagram.path.destination);
  flow.own_side =
      static_cast<std::uint8_t>(Conversations::side(*flow.conversation, datagram.path.source));
  const auto children = children_.with_spi(protocol, spi);
  const bool read_by_profile =
      profile_ != nullptr && (profile_->vpn_id_spi_width != 0 || profile_->vpn_id_flow_width != 0);
  flow.reads_vpn_id = read_by_profile || std::ranges::any_of(children, [](const ChildSa* child) {
                        return child->vpn_id_mode.has_value();
                      });
  if (ring_ != nullptr) {
    flow.keys = std::make_unique<EspKeys>(*ring_, children_, protocol, spi, profile_);
    flow.unknown_spi = children.empty() && peers_.all_known(datagram.path);
  }
  if (flow.keys == nullptr || !flow.keys->any(flow.path))
    if (EspFlow* before = elsewhere(flow)) join(flow, before->sa());
  return flow;
}

EspFlow* EspFlows::find(Protocol protocol, std::uint32_t spi, const Path& path) {
  // Several senders to one group count for themselves (RFC 4301 section 4.1).
  const bool by_source = path.destination.multicast();
  return flows_.find(hash_of(protocol, spi, path.destination), [&](const EspFlow& candidate) {
    return candidate.spi == spi && candidate.protocol == protocol &&
           candidate.path.destination == path.destination &&
           (!by_source || candidate.path.source == path.source);
  });
}

EspFlows::Seen EspFlows::on(const Datagram& datagram, Protocol protocol, std::uint32_t spi,
                            std::uint32_t sequence, std::size_t octets, bool plaintext_wanted) {
  EspFlow* flow = find(protocol, spi, datagram.path);
  if (flow == nullptr) {
    if (flows_.size() >= max_flows_) return {};
    flow = &add(hash_of(protocol, spi, datagram.path.destination), datagram, protocol, spi);
  }
  ++flow->packets;
  flow->octets += octets;
  flow->last_frame = datagram.frame;
  flow->last_time = datagram.time;
  flow->largest_outer = std::max(flow->largest_outer, datagram.ip.packet_octets);
  flow->largest_piece = std::max(flow->largest_piece, datagram.ip.largest_piece);
  flow->largest_since_path_mtu = std::max(flow->largest_since_path_mtu, datagram.ip.packet_octets);
  if (datagram.ip.fragments != 0) {
    ++flow->ip_fragmented;
    events_.tell(EspFragmented{datagram, *flow});
  }
  if (peers_.any_announced()) judge_size(datagram, *flow);
  auto& heard = flow->conversation->record;
  ++heard[flow->own_side];
  if (const auto peer = heard[1U - flow->own_side]; peer != flow->peer_heard) {
    flow->peer_heard = peer;
    flow->unheard = 0;
    flow->unheard_from_frame = datagram.frame;
  }
  ++flow->unheard;

  Seen seen{flow, false, 0, {}};
  if (ring_ == nullptr) {
    read_vpn_id_outside(
        datagram, *flow,
        count_sequence(datagram, *flow, extend_sequence(sequence, flow->sa().history.highest()),
                       false));
  } else if (const auto number = on_with_keys(datagram, *flow, sequence, plaintext_wanted)) {
    seen = {flow, true, *number, plaintext_};
  }
  recent_.add(flow->id, sequence, datagram, octets_of(datagram));
  return seen;
}

SequenceVerdict EspFlows::count_sequence(const Datagram& datagram, EspFlow& flow,
                                         std::uint64_t number, bool authentic) {
  EspFlow& sa = flow.sa();
  const auto window = flow.anti_replay() ? flow.window : UINT32_MAX;
  const bool seen_before = number <= sa.history.highest() && sa.history.seen(number);
  if (seen_before && recent_.captured_twice(flow.id, static_cast<std::uint32_t>(number), datagram,
                                            octets_of(datagram))) {
    ++flow.capture_duplicates;
    events_.tell(EspCapturedTwice{datagram, flow});
    return SequenceVerdict::duplicate;
  }
  const auto verdict = sa.history.add(number, window);
  const auto distance = sa.history.distance();
  if (flow.arrivals != nullptr) flow.arrivals->add(number, verdict, distance);
  if (verdict == SequenceVerdict::next || verdict == SequenceVerdict::first)
    sa.highest_traffic_class = datagram.ip.traffic_class;
  else
    events_.tell(SequenceOutOfOrder{datagram, flow, number, verdict, distance, authentic});
  return verdict;
}

std::optional<std::uint64_t> EspFlows::on_with_keys(const Datagram& datagram, EspFlow& flow,
                                                    std::uint32_t sequence, bool plaintext_wanted) {
  std::optional<std::uint64_t> number;
  plaintext_.clear();
  const bool opened_wanted = plaintext_wanted || events_.wanted<EspOpened>();
  if (flow.keys->any(flow.path)) {
    const auto* known = flow.icv_ok != 0 ? &flow : elsewhere(flow);
    const auto highest =
        known != nullptr ? std::optional(known->sa().history.highest()) : std::nullopt;
    number = flow.keys->authenticate(datagram, highest, opened_wanted ? &plaintext_ : nullptr);
    if (!number) ++(flow.icv_ok != 0 ? flow.icv_bad : flow.undecided);
  }
  if (number && flow.icv_ok++ == 0) adopt_key(flow);
  if (flow.linux_receiver != nullptr) flow.linux_receiver->on(sequence, number);
  if (!number) {
    // Until something verifies, the numbers on the wire are all there is. They do not mix with
    // authentic ones.
    if (flow.first != nullptr && flow.icv_ok == 0 && flow.first->icv_ok != 0) {
      flow.first = nullptr;
      flow.arrivals.reset();
    }
    if (flow.icv_ok == 0)
      read_vpn_id_outside(
          datagram, flow,
          count_sequence(datagram, flow, extend_sequence(sequence, flow.sa().history.highest()),
                         false));
    else
      events_.tell(IcvFailed{datagram, flow, sequence});
    return std::nullopt;
  }
  if (!plaintext_.empty()) flow.next_header = plaintext_.back();
  const auto verdict = count_sequence(datagram, flow, *number, true);
  read_vpn_id_inside(datagram, flow, verdict);
  judge_authentic(datagram, flow);
  if (opened_wanted) events_.tell(EspOpened{datagram, flow, *number, plaintext_});
  return number;
}

void EspFlows::judge_size(const Datagram& datagram, const EspFlow& flow) const {
  for (const auto& announcement : peers_.announced(datagram.path)) {
    const bool meant = announcement.egress == datagram.path.destination &&
                       announcement.ingress == datagram.path.source &&
                       (!announcement.spi ||
                        (*announcement.spi == flow.spi && announcement.protocol == flow.protocol));
    if (meant && datagram.ip.packet_octets > announcement.mtu &&
        seconds_between(announcement.effective, datagram.time) > 0)
      events_.tell(AnnouncedMtuExceeded{datagram, flow, announcement});
  }
}

// What only an authentic packet can show.
void EspFlows::judge_authentic(const Datagram& datagram, EspFlow& flow) {
  if (IvHistory* ivs = flow.sa().ivs.get()) {
    const Bytes octets = octets_of(datagram);
    const std::size_t iv_at = flow.keys->vpn_id_field() == VpnIdField::none ? 8 : 12;
    if (octets.size() >= iv_at + 16) {
      const auto iv = load_be<std::uint64_t>(octets.data() + iv_at);
      const auto tail = load_be<std::uint64_t>(octets.data() + octets.size() - 8);
      if (ivs->reused(iv, tail)) events_.tell(IvReused{datagram, flow, iv});
    }
  }
  if (flow.child_sa == 0) return;
  const ChildSa& child = children_.all()[flow.child_sa - 1];
  if (child.closed_frame == 0) return;
  const double seconds = seconds_between(child.closed, datagram.time);
  if (seconds > delete_grace_seconds) events_.tell(EspAfterDelete{datagram, flow, child, seconds});
}

// The first packet verified: what was counted before is not known to be authentic.
void EspFlows::adopt_key(EspFlow& flow) {
  const auto& key = *flow.keys->chosen();
  flow.history = SequenceHistory();
  flow.first = nullptr;
  flow.arrivals.reset();
  flow.icv_bad = flow.undecided;
  flow.undecided = 0;
  flow.unknown_spi = false;
  flow.esn = key.esn.value_or(false);
  flow.child_sa = key.child_sa;
  flow.window_known = key.window.has_value();
  if (key.window) flow.window = *key.window;
  flow.linux_receiver = std::make_unique<LinuxReceiver>(flow.window, flow.esn);
  if (key.counter_mode()) flow.ivs = std::make_unique<IvHistory>();
  if (EspFlow* before = elsewhere(flow)) {
    join(flow, before->sa());
    flow.linux_receiver = std::make_unique<LinuxReceiver>(before->linux_receiver->moved());
  }
}

EspFlow* EspFlows::elsewhere(const EspFlow& flow) {
  if (flow.path.destination.multicast()) return nullptr;
  const auto* key = flow.keys != nullptr ? flow.keys->chosen() : nullptr;
  const bool could_have_key = flow.keys != nullptr && flow.keys->known();
  return flows_.find(hash_of(flow.protocol, flow.spi), [&](const EspFlow& other) {
    if (&other == &flow || other.spi != flow.spi || other.protocol != flow.protocol ||
        other.path.destination.multicast())
      return false;
    const auto* others = other.keys != nullptr ? other.keys->chosen() : nullptr;
    if (key != nullptr) return others != nullptr && key->same_as(*others);
    if (could_have_key) return others != nullptr;
    return others == nullptr &&
           peers_.moves().one_peer(flow.path.destination, other.path.destination);
  });
}

void EspFlows::join(EspFlow& flow, EspFlow& first) {
  if (first.arrivals == nullptr) first.arrivals = std::make_unique<Arrivals>(first.history);
  flow.first = &first;
  flow.arrivals = std::make_unique<Arrivals>();
}

void EspFlows::finish() {
  flows_.for_each([&](EspFlow& flow) {
    for (const auto* child : children_.with_spi(flow.protocol, flow.spi)) {
      if (flow.child_sa != 0) break;
      const auto& to = flow.spi == child->spi_i ? child->initiator : child->responder;
      if (to.address == flow.path.destination) flow.child_sa = child->id;
    }
    if (!children_.with_spi(flow.protocol, flow.spi).empty()) flow.unknown_spi = false;
  });
}

}  // namespace espect::sessions
