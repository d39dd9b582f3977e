// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ikev1/phase1.h"

#include <algorithm>

#include "ipsec/crypto/digest.h"

namespace espect::sessions {
namespace {

namespace ikev1_types = registry::ikev1_exchange;
namespace payload = registry::ikev1_payload;

constexpr std::size_t max_vendor_ids = 32;
constexpr std::size_t max_hashes = 16;

Ikev1Mode mode_of(std::uint8_t exchange) {
  switch (exchange) {
    case ikev1_types::identity_protection:
      return Ikev1Mode::main;
    case ikev1_types::aggressive:
      return Ikev1Mode::aggressive;
    case ikev1_types::base:
      return Ikev1Mode::base;
    default:
      return Ikev1Mode::unknown;
  }
}

// RFC 3947 section 3.2: HASH(CKY-I | CKY-R | IP | Port), first of the destination, then of the
// addresses that the sender has.
void note_nat(IkeSa& sa, const Ikev1Message& message, const Path& path, bool from_initiator) {
  if (!sa.selection) return;
  const auto hash = [&](const Address& address, std::uint16_t port) {
    const std::uint8_t port_octets[] = {static_cast<std::uint8_t>(port >> 8),
                                        static_cast<std::uint8_t>(port)};
    return crypto::hash_of(sa.selection->prf(),
                           {message.octets().first(16),
                            Bytes(address.octets).first(address.v6 ? 16 : 4), port_octets});
  };
  std::vector<std::uint8_t> destination;
  std::vector<std::uint8_t> source;
  std::optional<bool> destination_fits;
  bool source_fits = false;
  std::size_t seen = 0;
  for (const auto& one : message.payloads()) {
    if (one.type.value != payload::nat_d && one.type.value != payload::nat_d_draft) continue;
    if (++seen > max_hashes) break;
    if (!destination_fits) {
      destination = hash(path.destination, path.destination_port);
      source = hash(path.source, path.source_port);
      if (destination.empty()) return;
      destination_fits = std::ranges::equal(one.body, destination);
    } else {
      source_fits = source_fits || std::ranges::equal(one.body, source);
    }
  }
  if (destination_fits && seen > 1) sa.nat.on_nat_d(from_initiator, source_fits, *destination_fits);
}

void note_offer(IkeSa& sa, const wire::ikev1::Payload& one, std::uint32_t frame) {
  Ikev1Sa& phase1 = *sa.ikev1;
  phase1.offers = ikev1_offers_of(one.as<wire::ikev1::SecurityAssociation>());
  phase1.request_frame = frame;
  sa.offer = proposals_of(phase1.offers);
}

}  // namespace

void note_peer(Ikev1Peer& peer, const Ikev1Payloads& payloads, bool in_clear) {
  for (const auto& one : payloads.payloads()) {
    switch (one.type.value) {
      case payload::vid: {
        const std::vector<std::uint8_t> id(one.body.begin(), one.body.end());
        if (peer.vendor_ids.size() < max_vendor_ids && std::ranges::count(peer.vendor_ids, id) == 0)
          peer.vendor_ids.push_back(id);
        break;
      }
      case payload::id:
        peer.id.assign(one.body.begin(), one.body.end());
        peer.id_in_clear = in_clear;
        break;
      case payload::cert:
        peer.certificate = true;
        break;
      default:
        break;
    }
  }
}

void Phase1::on_message(IkeSa& sa, const Exchange& exchange, const Datagram& datagram,
                        const Ikev1Message& message, bool from_initiator, bool answer) const {
  Ikev1Sa& phase1 = *sa.ikev1;
  if (const auto mode = mode_of(message.header().exchange.value); mode != Ikev1Mode::unknown)
    phase1.mode = mode;
  if (message.encrypted()) return sa.see(IkeSaSeen::phase1_goes_on);
  note_peer(phase1.peers[from_initiator ? 0 : 1], message, true);
  const auto* offer = message.first(payload::sa);
  if (offer == nullptr) {
    note_nat(sa, message, datagram.path, from_initiator);
    if (message.first(payload::ke) != nullptr) sa.see(IkeSaSeen::phase1_goes_on);
    return;
  }
  if (!answer) return note_offer(sa, *offer, datagram.frame);
  auto selected = ikev1_offers_of(offer->as<wire::ikev1::SecurityAssociation>());
  if (selected.empty()) return;
  const bool again = phase1.selected == selected.front();
  phase1.selected = std::move(selected.front());
  phase1.authentication = phase1.selected->authentication;
  phase1.selection_frame = datagram.frame;
  sa.selection = phase1.selected->proposal;
  note_nat(sa, message, datagram.path, from_initiator);
  sa.see(IkeSaSeen::init_selected);
  if (again) return;
  const auto request_frame = exchange.request_frames.empty() ? 0 : exchange.request_frames.front();
  events_.tell(IkeSaNegotiated{sa, request_frame, datagram.frame});
}

}  // namespace espect::sessions
