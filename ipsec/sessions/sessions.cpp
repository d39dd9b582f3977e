// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/sessions.h"

#include <algorithm>

#include "ipsec/bytes/endian.h"
#include "ipsec/registry/tables.h"
#include "ipsec/sessions/dead_peers.h"

namespace espect::sessions {

Sessions::Sessions(const Subscriptions& events, const keys::KeyRing* keys,
                   const registry::ExperimentalProfile* profile, Limits limits)
    : events_(events),
      keys_(keys),
      profile_(profile),
      echo_renumbered_(profile != nullptr && !profile->replaced.empty()),
      echoes_(events, limits.echoes),
      inner_(events, echoes_, profile),
      ike_sas_(limits.ike_sas, keys != nullptr, peers_),
      ike_(events, ike_sas_, keys, peers_),
      ikev1_(events, events, ike_sas_, keys, peers_),
      esp_(events, limits.flows, keys, peers_, profile) {}

Sessions::~Sessions() = default;

namespace {

bool may_be_eesp(const Datagram& datagram, const Esp& esp) {
  return datagram.path.encapsulation == Encapsulation::udp &&
         (esp.spi >> 24 == 0x80 || esp.spi >> 16 == 1);
}

}  // namespace

// A part of the loop over all packets: what ESP goes through stands in one piece.
[[gnu::always_inline]] inline bool Sessions::on_packet(const EspPacket& packet) {
  const bool inner_wanted = esp_.opens() || events_.wanted<InnerPacket>();
  const auto seen = esp_.on(packet, inner_wanted);
  if (seen.flow == nullptr) return false;
  events_.tell(EspSeen{packet.datagram, *seen.flow, seen.child});
  if (seen.second_sighting) ++facts_.second_sightings;
  if (seen.opened && inner_wanted)
    inner_.on(packet.datagram, *seen.flow, seen.child, seen.sequence, seen.plaintext,
              seen.authentic);
  return true;
}

bool Sessions::on_unusual_packet(const EspPacket& packet) {
  return on_packet(packet);
}

bool Sessions::wants_clear() const {
  return child_sas().size() != 0 && events_.wanted<ClearPacketSeen>();
}

void Sessions::on_clear(std::uint32_t frame, Time time, Bytes ip_packet) {
  events_.tell(ClearPacketSeen{frame, time, ip_packet});
}

// draft-ietf-ipsecme-eesp-03 section 6: ESP and EESP share the port. Any SPI of ESP may look like
// the first word of EESP, so only SAs that are known count.
std::optional<Eesp> Sessions::eesp_in(const Datagram& datagram) const {
  const auto* content = std::get_if<Esp>(&datagram.content);
  if (content == nullptr || !may_be_eesp(datagram, *content)) return std::nullopt;
  const Esp& esp = *content;
  const std::uint32_t spi = esp.sequence;  // behind the Session ID
  const bool known =
      !peers_.children().with_spi(Protocol::eesp, spi).empty() ||
      (keys_ != nullptr &&
       !keys_->sa_keys(keys::SaProtocol::eesp, spi, datagram.path.source, datagram.path.destination)
            .empty());
  if (!known) return std::nullopt;
  return Eesp{esp.packet, spi, static_cast<std::uint16_t>(esp.spi)};
}

// draft-ietf-ipsecme-ikev2-diet-esp-extension: SPI and number are shortened, so that what stands
// where ESP has them is something else. Other SAs of the same two peers are known by their SPI.
bool Sessions::is_diet_esp(const Datagram& datagram, const Esp& esp) const {
  const auto& children = peers_.children();
  if (!children.compressed(datagram.path.source, datagram.path.destination)) return false;
  return std::ranges::none_of(children.with_spi(Protocol::esp, esp.spi),
                              [](const ChildSa* child) { return !child->diet_esp; });
}

std::optional<std::uint8_t> Sessions::eesp_protocol() const {
  return eesp_protocol_of(profile_);
}

// False when it is of an SA beyond the limit.
[[gnu::always_inline]] inline bool Sessions::take_esp(const Datagram& datagram, const Esp& esp) {
  if (may_be_eesp(datagram, esp)) [[unlikely]]
    if (const auto eesp = eesp_in(datagram)) return on_unusual_packet(EspPacket(datagram, *eesp));
  if (is_diet_esp(datagram, esp)) [[unlikely]] {
    ++facts_.diet_esp;
    return true;
  }
  if ((esp.spi <= 255 || echo_renumbered_) && on_clear_echo(datagram, esp)) [[unlikely]]
    return true;
  return on_packet(EspPacket(datagram, esp));
}

bool Sessions::take_other(const Datagram& datagram) {
  if (const auto* ah = std::get_if<Ah>(&datagram.content))
    return on_unusual_packet(EspPacket(datagram, *ah));
  if (const auto* eesp = std::get_if<Eesp>(&datagram.content))
    return on_unusual_packet(EspPacket(datagram, *eesp));
  if (const auto* ike = std::get_if<Ike>(&datagram.content)) {
    esp_.heard(datagram.path);
    if (message_.read(ike->message, profile_)) return on_ike(datagram);
    ++facts_.ike_unreadable;
  } else if (std::holds_alternative<Keepalive>(datagram.content)) {
    ike_sas_.on_keepalive(datagram.path);
  } else if (const auto* error = std::get_if<IcmpError>(&datagram.content)) {
    on_icmp(datagram, *error);
  } else if (const auto* broken = std::get_if<BrokenFragments>(&datagram.content)) {
    events_.tell(FragmentsBroken{datagram, *broken});
  }
  return true;
}

[[gnu::always_inline]] inline void Sessions::take(const Datagram& datagram) {
  const auto* esp = std::get_if<Esp>(&datagram.content);
  const bool tracked = esp != nullptr ? take_esp(datagram, *esp) : take_other(datagram);
  if (!tracked) [[unlikely]]
    on_untracked(datagram);
}

void Sessions::on_untracked(const Datagram& datagram) {
  ++facts_.sas_not_tracked;
  if (std::holds_alternative<Ike>(datagram.content)) peers_.ike_sa_left_out(datagram.path);
  events_.tell(SaNotTracked{datagram});
}

void Sessions::time_stamps_ran_back(std::uint64_t count, double most_seconds) {
  facts_.out_of_order += count;
  facts_.most_seconds_back = std::max(facts_.most_seconds_back, most_seconds);
}

void Sessions::take_inner() {
  while (!inner_.datagrams().empty()) take(inner_.datagrams().next());
}

void Sessions::on(const Datagram& datagram) {
  if (facts_.datagrams++ == 0) facts_.first_time = datagram.time;
  // A packet that stays in pieces is told when nothing more can come of it.
  if (datagram.time < facts_.last_time &&
      !std::holds_alternative<BrokenFragments>(datagram.content)) [[unlikely]] {
    ++facts_.out_of_order;
    facts_.most_seconds_back =
        std::max(facts_.most_seconds_back, seconds_between(datagram.time, facts_.last_time));
  }
  facts_.last_time = std::max(facts_.last_time, datagram.time);
  if (datagram.cut_octets != 0) ++facts_.cut_by_snap_length;
  take(datagram);
  if (!inner_.datagrams().empty()) take_inner();
}

// Packets on an echo's SPI are of no SA: no sequence, no window (RFC 4303 section 2.1 reserves it).
bool Sessions::on_clear_echo(const Datagram& datagram, const Esp& esp) {
  const auto kind = echo_spi(esp.spi, profile_);
  if (!kind) return false;
  esp_.heard(datagram.path);
  const bool reply = *kind == EchoSpi::reply;
  auto echo = read_clear_echo(reply, esp.packet.subspan(8), profile_);
  echo.esp_sequence = esp.sequence;
  echoes_.on(datagram, echo, nullptr, nullptr);
  return true;
}

bool Sessions::on_ike(const Datagram& datagram) {
  if (message_.header().major_version() == 1) return ikev1_.on(datagram, message_, profile_);
  if (!is_unprotected_notify(message_)) return ike_.on(datagram, message_);
  const auto notify = *message_.error_notify();
  std::optional<std::uint32_t> spi;
  const EspFlow* flow = nullptr;
  if (notify.is(registry::notify::invalid_spi) && notify.data.size() == 4) {
    spi = load_be<std::uint32_t>(notify.data.data());
    const Path complained_about{datagram.path.destination, datagram.path.source};
    flow = esp_.find(Protocol::esp, *spi, complained_about);
    if (flow == nullptr) flow = esp_.find(Protocol::ah, *spi, complained_about);
  }
  const IkeSa* sa = ike_.named(message_);
  const bool tracked = sa == nullptr || ike_.on(datagram, message_);
  events_.tell(UnprotectedNotifySeen{datagram, message_, notify.type.value, spi, sa, flow});
  return tracked;
}

void Sessions::on_icmp(const Datagram& datagram, const IcmpError& error) {
  const EspFlow* flow = nullptr;
  if (error.reason == IcmpReason::fragmentation_needed)
    esp_.path_mtus().exceeded(error.quoted, error.mtu);
  if (error.carried == Carried::esp || error.carried == Carried::ah) {
    const auto protocol = error.carried == Carried::esp ? Protocol::esp : Protocol::ah;
    flow = error.reason == IcmpReason::fragmentation_needed
               ? esp_.path_mtu(protocol, error, datagram.frame)
               : esp_.find(protocol, error.spi, error.quoted);
  }
  const auto* child = flow != nullptr ? esp_.child_of(*flow) : nullptr;
  events_.tell(IcmpErrorSeen{datagram, error, flow, ike_.quoted(error.ike), child});
}

Recorded Sessions::take_records() {
  Recorded taken;
  taken.ike_sas.reserve(ike_sas_.all().size());
  ike_sas_.all().for_each([&](IkeSa& sa) { taken.ike_sas.push_back(std::move(sa)); });
  taken.child_sas.reserve(child_sas().size());
  peers_.children().all().for_each(
      [&](ChildSa& child) { taken.child_sas.push_back(std::move(child)); });
  taken.flows = esp_.take_records();
  taken.echo_paths = echoes_.paths();
  taken.facts = facts_;
  return taken;
}

void Sessions::restore(Recorded recorded) {
  ike_sas_.all().reserve(static_cast<std::uint32_t>(recorded.ike_sas.size()));
  peers_.children().all().reserve(static_cast<std::uint32_t>(recorded.child_sas.size()));
  for (auto& sa : recorded.ike_sas) ike_sas_.all().append(std::move(sa));
  for (auto& child : recorded.child_sas) peers_.children().all().append(std::move(child));
  esp_.restore(std::move(recorded.flows));
  echoes_.restore(std::move(recorded.echo_paths));
  facts_ = recorded.facts;
}

void Sessions::finish(Time capture_end, std::optional<Time> capture_begin) {
  if (capture_begin) facts_.first_time = std::min(facts_.first_time, *capture_begin);
  facts_.last_time = std::max(facts_.last_time, capture_end);
  open_ahead(0);
  ike_.finish(facts_.last_time);
  ikev1_.finish(facts_.last_time);
  facts_.second_sightings += ike_second_sightings();
  inner_.finish();
  take_inner();
  esp_.finish(facts_.last_time);
  close_child_sas_of_dead_peers(ike_sas(), flows(), peers_.children());
  flows().for_each([&](const EspFlow& flow) {
    const auto* child = flow.child_sa != 0 ? &child_sas()[flow.child_sa - 1] : nullptr;
    events_.tell(EspFlowEnded{flow, child, inner_.aggfrag(flow.id), &facts_});
  });
  echoes_.finish(facts_.last_time, facts_.sas_not_tracked == 0);
  facts_.echo_requests_not_judged = echoes_.not_judged();
  facts_.echoes_not_counted = echoes_.not_counted();
  facts_.inner_not_read = inner_.not_read();
  events_.tell(CaptureEnded{facts_});
}

}  // namespace espect::sessions
