// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ikev1/quick_modes.h"

#include <algorithm>

#include "ipsec/bytes/endian.h"
#include "ipsec/crypto/ikev1_key_schedule.h"

namespace espect::sessions {
namespace {

namespace payload = registry::ikev1_payload;
namespace ikev1_types = registry::ikev1_exchange;
namespace encapsulation = registry::ikev1_encapsulation;

constexpr std::size_t max_quick_modes = 64;

std::uint32_t spi_of(const Proposal& proposal) {
  return proposal.spi.size() == 4 ? load_be<std::uint32_t>(proposal.spi.data()) : 0;
}

std::optional<Protocol> ikev1_protocol_of(std::uint8_t number) {
  if (number == registry::ikev1_protocol::esp) return Protocol::esp;
  if (number == registry::ikev1_protocol::ah) return Protocol::ah;
  return std::nullopt;
}

ChildSaMode mode_of(std::uint16_t number) {
  switch (number) {
    case encapsulation::transport:
    case encapsulation::udp_encapsulated_transport:
    case encapsulation::udp_encapsulated_transport_before_rfc_3947:
      return ChildSaMode::transport;
    default:
      return ChildSaMode::tunnel;
  }
}

// What was offered and is what was selected: the same proposal and transforms.
const Ikev1Offer* offered(const QuickMode& quick, const Ikev1Offer& selected) {
  const Ikev1Offer* of_protocol = nullptr;
  for (const auto& offer : quick.offers) {
    if (offer.proposal.protocol != selected.proposal.protocol) continue;
    const bool same = offer.proposal.transforms == selected.proposal.transforms;
    if (same && offer.proposal.number == selected.proposal.number) return &offer;
    if (of_protocol == nullptr || same) of_protocol = &offer;
  }
  return of_protocol;
}

// IDci and IDcr, which stand in this order.
struct Selectors {
  std::vector<TrafficSelector> ts_i;
  std::vector<TrafficSelector> ts_r;
};
Selectors selectors_in(const Ikev1Payloads& payloads) {
  Selectors said;
  std::vector<TrafficSelector>* const into[] = {&said.ts_i, &said.ts_r};
  std::size_t at = 0;
  for (const auto& one : payloads.payloads()) {
    if (one.type.value != payload::id || at == std::size(into)) continue;
    if (const auto selector = selector_of(one.as<wire::ikev1::Identification>()))
      into[at]->push_back(*selector);
    ++at;
  }
  return said;
}

TrafficSelector only(const Address& address) {
  TrafficSelector selector;
  selector.type = address.v6 ? registry::traffic_selector_type::ts_ipv6_addr_range
                             : registry::traffic_selector_type::ts_ipv4_addr_range;
  selector.start = selector.end = address;
  selector.end_port = 0xffff;
  return selector;
}

bool of_the_same_peers(const ChildSa& a, const ChildSa& b) {
  if (a.lineage == b.lineage) return true;
  const auto& i = a.initiator.address;
  const auto& r = a.responder.address;
  return (b.initiator.address == i && b.responder.address == r) ||
         (b.initiator.address == r && b.responder.address == i);
}

Address address_of(Bytes octets) {
  Address address;
  address.v6 = octets.size() == 16;
  std::ranges::copy(octets, address.octets.begin());
  return address;
}

}  // namespace

std::optional<TrafficSelector> selector_of(const wire::ikev1::Identification& id) {
  namespace ids = registry::ikev1_id;
  TrafficSelector selector;
  switch (id.type.value) {
    case ids::id_ipv4_addr:
    case ids::id_ipv6_addr:
      if (id.data.size() != (id.is(ids::id_ipv4_addr) ? 4U : 16U)) return std::nullopt;
      selector = only(address_of(id.data));
      break;
    case ids::id_ipv4_addr_subnet:
    case ids::id_ipv6_addr_subnet:
    case ids::id_ipv4_addr_range:
    case ids::id_ipv6_addr_range: {
      if (id.first.empty() || id.first.size() != id.second.size()) return std::nullopt;
      selector = only(address_of(id.first));
      selector.end = address_of(id.second);
      const bool subnet = id.is(ids::id_ipv4_addr_subnet) || id.is(ids::id_ipv6_addr_subnet);
      for (std::size_t i = 0; subnet && i < id.first.size(); ++i) {
        selector.start.octets[i] = id.first[i] & id.second[i];
        selector.end.octets[i] = static_cast<std::uint8_t>(id.first[i] | ~id.second[i]);
      }
      break;
    }
    default:
      return std::nullopt;
  }
  selector.ip_protocol = id.protocol;
  if (id.port != 0) selector.start_port = selector.end_port = id.port;
  return selector;
}

void QuickModes::on(const Opened& opened) {
  const auto type = opened.message.header().exchange.value;
  if (type == ikev1_types::informational) return on_informational(opened);
  if (type != ikev1_types::quick_mode) return;
  if (opened.place == 1) return on_request(opened);
  const auto quick = std::ranges::find(opened.quick_modes, opened.message.header().message_id,
                                       &QuickMode::message_id);
  if (quick == opened.quick_modes.end()) return;
  if (opened.place == 2) on_answer(opened, *quick);
}

void QuickModes::on_request(const Opened& opened) {
  const auto* sa = opened.contents.first(payload::sa);
  const auto* nonce = opened.contents.first(payload::nonce);
  if (sa == nullptr || nonce == nullptr) return;
  QuickMode quick;
  quick.message_id = opened.message.header().message_id;
  quick.from_initiator = opened.from_initiator;
  const auto offer = sa->as<wire::ikev1::SecurityAssociation>();
  quick.offers = ikev1_offers_of(offer);
  quick.ipcomp = offers_ipcomp(offer);
  quick.nonce_i.assign(nonce->body.begin(), nonce->body.end());
  quick.key_exchange = opened.contents.first(payload::ke) != nullptr;
  auto selectors = selectors_in(opened.contents);
  quick.ts_i = std::move(selectors.ts_i);
  quick.ts_r = std::move(selectors.ts_r);
  quick.frame = opened.datagram.frame;
  auto& all = opened.quick_modes;
  if (all.size() >= max_quick_modes) all.erase(all.begin());
  all.push_back(std::move(quick));
  const auto& asked = all.back();
  own_events_.tell(QuickModeAsked{opened.sa, opened.datagram.path, asked.offers, asked.ts_i,
                                  asked.ts_r, asked.frame});
}

void QuickModes::on_answer(const Opened& opened, QuickMode& quick) {
  const auto* sa = opened.contents.first(payload::sa);
  const auto* nonce = opened.contents.first(payload::nonce);
  if (sa == nullptr || nonce == nullptr || !quick.nonce_r.empty()) return;
  quick.nonce_r.assign(nonce->body.begin(), nonce->body.end());
  quick.key_exchange = quick.key_exchange && opened.contents.first(payload::ke) != nullptr;
  const auto answer = sa->as<wire::ikev1::SecurityAssociation>();
  quick.ipcomp = offers_ipcomp(answer);
  // AH and ESP may be selected together; each is a pair of SAs of its own.
  constexpr std::size_t most_selected = 4;
  const auto selected = ikev1_offers_of(answer);
  for (std::size_t i = 0; i < std::min(selected.size(), most_selected); ++i)
    make_child(opened, quick, selected[i]);
}

void QuickModes::make_child(const Opened& opened, const QuickMode& quick,
                            const Ikev1Offer& selected) {
  const auto protocol = ikev1_protocol_of(selected.proposal.protocol);
  if (!protocol || spi_of(selected.proposal) == 0) return;
  IkeSa& sa = opened.sa;
  const auto* offer = offered(quick, selected);
  ChildSa child;
  child.ike_sa = sa.id;
  child.lineage = sa.lineage;
  child.made_in = ikev1_types::quick_mode;
  child.protocol = *protocol;
  child.spi_i = offer != nullptr ? spi_of(offer->proposal) : 0;
  child.spi_r = spi_of(selected.proposal);
  const Path& path = opened.datagram.path;
  child.initiator = {path.destination, path.destination_port};
  child.responder = {path.source, path.source_port};
  child.selection = selected.proposal;
  child.mode = mode_of(selected.encapsulation);
  const auto answered = selectors_in(opened.contents);
  child.ts_i = answered.ts_i.empty() ? quick.ts_i : answered.ts_i;
  child.ts_r = answered.ts_r.empty() ? quick.ts_r : answered.ts_r;
  // Who says none means the peers themselves (RFC 2409 section 5.5).
  if (child.ts_i.empty()) child.ts_i = {only(path.destination)};
  if (child.ts_r.empty()) child.ts_r = {only(path.source)};
  child.ipcomp = quick.ipcomp;
  if (offer != nullptr) child.lifetime_i = offer->lifetime;
  child.lifetime_r = selected.lifetime;
  child.created_frame = opened.datagram.frame;
  child.created = opened.datagram.time;
  // Nothing names what is rekeyed; the same selectors between the same peers do, also under the
  // phase 1 SA that came after.
  const auto count = children_.all().size();
  for (auto number = count; number > 0 && count - number < max_quick_modes; --number) {
    ChildSa& old = children_.all()[number - 1];
    const bool swapped = old.ts_i == child.ts_r && old.ts_r == child.ts_i;
    if (!of_the_same_peers(old, child) || old.protocol != child.protocol ||
        old.state != ChildSaState::active ||
        !(swapped || (old.ts_i == child.ts_i && old.ts_r == child.ts_r)))
      continue;
    child.rekeyed_from = old.id;
    old.state = ChildSaState::rekeyed;
    break;
  }
  const ChildSa& added = children_.add(std::move(child));
  add_keys(opened, quick, added);
  SaPayloads request;
  request.proposals = proposals_of(quick.offers);
  request.nonce = quick.nonce_i;
  request.ts_i = quick.ts_i;
  request.ts_r = quick.ts_r;
  SaPayloads response;
  response.proposals = {selected.proposal};
  response.nonce = quick.nonce_r;
  response.ts_i = added.ts_i;
  response.ts_r = added.ts_r;
  events_.tell(ChildSaMade{sa, added, ikev1_types::quick_mode, quick.from_initiator, &request,
                           response, quick.frame, opened.datagram.frame});
  own_events_.tell(
      QuickModeCompleted{sa, added, offer, selected, quick.frame, opened.datagram.frame});
}

void QuickModes::add_keys(const Opened& opened, const QuickMode& quick, const ChildSa& child) {
  if (opened.skeyid_d.empty()) return;
  std::vector<crypto::Secret> secrets;
  if (quick.key_exchange) {
    for (const auto spi : {child.spi_i, child.spi_r})
      for (const auto* secret : ring_.child_secrets(spi, 0)) secrets.push_back(secret->secret);
  } else {
    secrets.emplace_back();
  }
  const crypto::QuickModeSeed seed{child.selection.protocol, child.spi_i, child.spi_r,
                                   quick.nonce_i, quick.nonce_r};
  for (const auto& secret : secrets) {
    auto keys = crypto::quick_mode_key_material(opened.prf, child.selection.algorithms(),
                                                opened.skeyid_d, secret, seed);
    if (keys) children_.keys().add(child.id, std::move(*keys));
  }
  children_.changed();
}

void QuickModes::on_informational(const Opened& opened) {
  for (const auto& one : opened.contents.payloads())
    if (one.type.value == payload::d) delete_children(opened, one.as<wire::ikev1::Delete>());
}

// Child SAs outlive the phase 1 SA that made them, so another one may delete them.
void QuickModes::delete_children(const Opened& opened, const wire::ikev1::Delete& deletes) {
  const auto protocol = ikev1_protocol_of(deletes.protocol.value);
  if (!protocol) return;
  for (const auto& deleted : deletes.spis) {
    ChildSa* child = children_.find(opened.sa.lineage, *protocol, deleted.spi);
    if (child == nullptr) {
      const auto& path = opened.datagram.path;
      for (const auto* other : children_.with_spi(*protocol, deleted.spi)) {
        const auto& a = other->initiator.address;
        const auto& b = other->responder.address;
        const bool theirs = (a == path.source && b == path.destination) ||
                            (b == path.source && a == path.destination);
        if (theirs && child == nullptr) child = &children_.all()[other->id - 1];
      }
      if (child == nullptr) continue;
    }
    if (child->closed_frame == 0) {
      child->closed_frame = opened.datagram.frame;
      child->closed = opened.datagram.time;
    }
    if (child->state == ChildSaState::active) child->state = ChildSaState::deleted;
  }
}

}  // namespace espect::sessions
