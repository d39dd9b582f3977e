// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/json/sas.h"

#include <fmt/format.h>

#include "analyzer/report/json/extensions.h"
#include "analyzer/report/words/announced.h"
#include "analyzer/report/words/authentication.h"
#include "analyzer/report/words/names.h"
#include "ipsec/registry/tables.h"
#include "ipsec/registry/vendor_id.h"
#include "ipsec/sessions/esp/overhead.h"

namespace espect::report {
namespace {

template <class Value>
Json or_null(const std::optional<Value>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json proposal_object(const sessions::IkeSa& sa) {
  const auto chosen = algorithms(sa);
  if (!chosen) return nullptr;
  return {{"encr", or_null(chosen->encr)},
          {"encr_key_bits", or_null(chosen->encr_key_bits)},
          {"prf", or_null(chosen->prf)},
          {"integ", or_null(chosen->integ)}};
}

Json key_exchange_array(const std::vector<KeyExchange>& exchanges) {
  Json array = Json::array();
  for (const auto& exchange : exchanges)
    array.push_back(Json::object(
        {{"transform", exchange.transform}, {"id", exchange.id}, {"name", exchange.name}}));
  return array;
}

// Which IKE_SA_INIT messages an AUTH covers; null where it could not be computed.
Json transcript_text(const sessions::PeerAuthentication& peer) {
  switch (peer.transcript) {
    case sessions::Transcript::unknown:
      return nullptr;
    case sessions::Transcript::own_message:
      return "own message";
    case sessions::Transcript::both_messages:
      return "both messages";
  }
  return nullptr;
}

// AUTH of each side; null where no IKE_AUTH was opened.
Json authentication_object(const sessions::IkeSa& sa) {
  if (sa.opening == nullptr) return nullptr;
  const auto side = [](const sessions::PeerAuthentication& peer) -> Json {
    if (peer.verdict == sessions::AuthVerdict::not_seen) return nullptr;
    const auto safe = quantum_safe(peer);
    return {
        {"method", peer.method.value},
        {"name", peer.method.display_name()},
        {"signature", peer.signature != nullptr ? Json(peer.signature->row->name) : Json(nullptr)},
        {"quantum_safe", safe ? Json(*safe) : Json(nullptr)},
        {"transcript", transcript_text(peer)},
        {"verdict", to_text(peer.verdict)}};
  };
  return {{"initiator", side(sa.opening->initiator())},
          {"responder", side(sa.opening->responder())}};
}

// The sides that a NAT stands before; null when NAT detection was not seen.
Json nat_object(const sessions::IkeSa& sa) {
  Json behind = Json::array();
  Json behind_or_forced = Json::array();
  for (const bool initiator : {true, false}) {
    const auto place = sa.nat_place(initiator);
    if (!place) return nullptr;
    const auto* side = initiator ? "initiator" : "responder";
    if (*place == sessions::NatPlace::behind) behind.push_back(side);
    if (*place == sessions::NatPlace::behind_or_forced) behind_or_forced.push_back(side);
  }
  return {{"behind", behind}, {"behind_or_forced", behind_or_forced}};
}

// Null of IKEv2.
Json ikev1_object(const sessions::IkeSa& sa) {
  if (sa.ikev1 == nullptr) return nullptr;
  const auto text_or_null = [](const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
  };
  const auto vendors = [](const sessions::Ikev1Peer& peer) {
    Json array = Json::array();
    for (const auto& id : peer.vendor_ids)
      if (const auto* known = registry::find_vendor_id(id)) array.push_back(known->row->name);
    return array;
  };
  const auto& phase1 = *sa.ikev1;
  Json lifetime = nullptr;
  if (phase1.selected)
    lifetime = {{"seconds", or_null(phase1.selected->lifetime.seconds)},
                {"kilobytes", or_null(phase1.selected->lifetime.kilobytes)}};
  return {
      {"mode", text_or_null(std::string(to_text(phase1.mode)))},
      {"authentication", text_or_null(ikev1_authentication(phase1))},
      {"lifetime", lifetime},
      {"vendor_ids",
       {{"initiator", vendors(phase1.initiator())}, {"responder", vendors(phase1.responder())}}}};
}

// What a negotiation that was not read would have said is not known.
template <class Value>
Json if_negotiation_seen(const sessions::IkeSa& sa, const Value& value) {
  return sa.negotiation_seen() ? Json(value) : Json(nullptr);
}

Json or_null(std::uint32_t octets) {
  return octets != 0 ? Json(octets) : Json(nullptr);
}

Json overhead_object(const sessions::EspFlow& flow, const sessions::Sessions& sessions,
                     const sessions::ChildSa* child) {
  const auto overhead = sessions::overhead_of(flow, child);
  if (!overhead) return nullptr;
  const auto mtu = sessions.path_mtu(flow);
  const auto inner = overhead->largest_inner(mtu.octets);
  // In transport mode the inner packet has the outer header.
  const bool v6 = flow.path.destination.v6;
  const bool any_family = overhead->own_header == 0;
  return {
      {"outer_header", overhead->outer_header},
      {"udp", overhead->udp},
      {"fixed", overhead->fixed},
      {"alignment", overhead->alignment},
      {"own_header", overhead->own_header},
      {"least", overhead->least()},
      {"most", overhead->most()},
      {"path_mtu", or_null(mtu.octets)},
      {"path_mtu_by", mtu.octets == 0
                          ? Json(nullptr)
                          : Json(mtu.by == sessions::PathMtuBy::icmp ? "icmp" : "largest-packet")},
      {"largest_inner", or_null(inner)},
      {"tcp_mss_ipv4",
       any_family || !v6 ? or_null(sessions::tcp_mss(inner, false)) : Json(nullptr)},
      {"tcp_mss_ipv6", any_family || v6 ? or_null(sessions::tcp_mss(inner, true)) : Json(nullptr)}};
}

Json linux_receiver_object(const sessions::EspFlow& flow) {
  if (!flow.linux_receiver) return nullptr;
  const auto& receiver = *flow.linux_receiver;
  return {{"replay", receiver.replay},
          {"replay_window", receiver.replay_window},
          {"icv_failed", receiver.icv_failed}};
}

// Nothing but of --continue.
void add_files(Json& object, const Places& places, std::uint32_t first, std::uint32_t last) {
  if (!places.continued()) return;
  object["captures"] = places.files(first, last);
  object["frame_refs"] = Json::array({places.reference(first), places.reference(last)});
}

Json selector_array(const std::vector<sessions::TrafficSelector>& selectors) {
  Json array = Json::array();
  for (const auto& selector : selectors) array.push_back(to_text(selector));
  return array;
}

}  // namespace

std::vector<IdOffsets> id_offsets(const AuditReport& report) {
  const auto ike = ike_sa_offsets(report);
  const auto child = child_sa_offsets(report);
  const auto places = places_of(report);
  std::vector<IdOffsets> offsets;
  for (std::size_t i = 0; i < report.captures.size(); ++i)
    offsets.push_back({places[i], ike[i], child[i], &report.captures[i].vpn_names});
  return offsets;
}

Json spi_text(std::uint32_t spi) {
  return fmt::format("0x{:08x}", spi);
}

void add_frames(Json& object, const Places& places, std::uint32_t first, std::uint32_t last) {
  object["frames"] = Json::array({places.of(first).frame, places.of(last).frame});
  add_files(object, places, first, last);
}

Json ike_sa_object(const sessions::IkeSa& sa, const IdOffsets& offsets) {
  Json object = {
      {"id", sa.id + offsets.ike_sa},
      {"capture", offsets.places.of(sa.first_frame).file},
      {"spi_i", fmt::format("{:016x}", sa.spi_i)},
      {"spi_r", fmt::format("{:016x}", sa.spi_r)},
      {"version", sa.version},
      {"initiator", to_text(sa.initiator.address, sa.initiator.port)},
      {"responder", to_text(sa.responder.address, sa.responder.port)},
      {"state", to_text(sa.state)},
      {"state_certainty", to_text(sa.state_certainty)},
      {"may_have_ended", sa.may_have_ended},
      {"rekeyed_from", sa.rekeyed_from ? Json(*sa.rekeyed_from + offsets.ike_sa) : Json(nullptr)},
      {"ikev1", ikev1_object(sa)},
      {"transport", sa.transport == Encapsulation::tcp ? "tcp" : "udp"},
      {"fallback_from",
       sa.fallback_from ? Json(*sa.fallback_from + offsets.ike_sa) : Json(nullptr)},
      {"nat", nat_object(sa)},
      {"nat_keepalives", sa.nat_keepalives[0] + sa.nat_keepalives[1]},
      {"proposal", proposal_object(sa)},
      {"key_exchanges", key_exchange_array(key_exchanges(sa))},
      {"quantum_resistant",
       choice_unseen(sa) ? Json(nullptr) : if_negotiation_seen(sa, sa.quantum_resistant())},
      {"ppk", if_negotiation_seen(sa, or_null(announced_ppk(sa)))},
      {"ppk_used", or_null(sa.ppk_used)},
      {"messages", sa.messages},
      {"encrypted", sa.encrypted},
      {"decrypted", sa.decrypted},
      {"key_generations", key_generations(sa)},
      {"fragmentation",
       sa.version != 1 && announcements_seen(sa) ? Json(fragmentation(sa)) : Json(nullptr)},
      {"authentication", authentication_object(sa)},
      {"retransmissions", sa.retransmissions}};
  add_frames(object, offsets.places, sa.first_frame, sa.last_frame);
  return object;
}

Json child_sa_object(const sessions::ChildSa& child, const IdOffsets& offsets) {
  const auto chosen = algorithms(child.selection);
  return {{"id", child.id + offsets.child_sa},
          {"ike_sa", child.ike_sa + offsets.ike_sa},
          {"capture", offsets.places.of(child.created_frame).file},
          {"protocol", to_text(child.protocol)},
          {"spi_i", child.spi_i != 0 ? spi_text(child.spi_i) : Json(nullptr)},
          {"spi_r", spi_text(child.spi_r)},
          {"encr", or_null(chosen.encr)},
          {"encr_key_bits", or_null(chosen.encr_key_bits)},
          {"integ", or_null(chosen.integ)},
          {"sn", sequence_numbers(child)},
          {"key_exchanges", key_exchange_array(key_exchanges(child))},
          {"mode", to_text(child.mode)},
          {"ipcomp", child.ipcomp},
          {"initiator", to_text(child.initiator.address)},
          {"responder", to_text(child.responder.address)},
          {"ts_i", selector_array(child.ts_i)},
          {"ts_r", selector_array(child.ts_r)},
          {"state", to_text(child.state)},
          {"rekeyed_from",
           child.rekeyed_from ? Json(*child.rekeyed_from + offsets.child_sa) : Json(nullptr)},
          {"extensions", extensions_object(child)},
          {"frame", offsets.places.of(child.created_frame).frame}};
}

Json flow_object(const sessions::EspFlow& flow, const sessions::Sessions& sessions,
                 const IdOffsets& offsets) {
  const auto low_half = [](std::uint64_t number) { return number & 0xffffffffU; };
  const auto* child = flow.child_sa != 0 ? &sessions.child_sas()[flow.child_sa - 1] : nullptr;
  Json object = {
      {"capture", offsets.places.of(flow.first_frame).file},
      {"protocol", to_text(flow.protocol)},
      {"spi", spi_text(flow.spi)},
      {"src", to_text(flow.path.source)},
      {"dst", to_text(flow.path.destination)},
      {"encapsulation", to_text(flow.path.encapsulation)},
      {"ike_sa", child != nullptr ? Json(child->ike_sa + offsets.ike_sa) : Json(nullptr)},
      {"child_sa", child != nullptr ? Json(child->id + offsets.child_sa) : Json(nullptr)},
      {"packets", flow.packets},
      {"bytes", flow.octets},
      {"first_seq", low_half(flow.lowest())},
      {"last_seq", low_half(flow.highest())},
      {"esn_high", flow.highest() >> 32},
      {"icv_ok", flow.icv_ok},
      {"icv_bad", flow.icv_bad},
      {"no_key", flow.no_key()},
      {"decrypted", flow.decrypted},
      {"unreadable", flow.unreadable},
      {"second_sightings", flow.second_sightings},
      {"duplicates", flow.duplicates()},
      {"capture_duplicates", flow.capture_duplicates},
      {"lost", flow.numbers.missing()},
      {"may_still_come", flow.numbers.awaited},
      {"may_have_come_before", flow.numbers.before_capture},
      {"counter_shared", flow.sa().numbers.shared},
      {"reordered", flow.reordered()},
      {"left_of_window", flow.left_of_window()},
      {"window", flow.window},
      {"max_late", flow.max_late()},
      {"ip_fragmented", flow.ip_fragmented},
      {"largest_outer", flow.largest_outer},
      {"first_frame", offsets.places.of(flow.first_frame).frame},
      {"last_frame", offsets.places.of(flow.last_frame).frame},
      {"vpn_ids", vpn_id_array(flow, offsets.vpn_names)},
      {"overhead", overhead_object(flow, sessions, child)},
      {"linux_receiver", linux_receiver_object(flow)}};
  add_files(object, offsets.places, flow.first_frame, flow.last_frame);
  add_eesp(object, flow);
  return object;
}

}  // namespace espect::report
