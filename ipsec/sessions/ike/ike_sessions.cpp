// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/ike_sessions.h"

#include <algorithm>

#include "ipsec/bytes/endian.h"
#include "ipsec/registry/tables.h"
#include "ipsec/sessions/ike/outside.h"

namespace espect::sessions {
namespace {

namespace payload_types = registry::payload;
using wire::ike::Header;

// A request that was sent once and this long ago has gone unanswered: the first retransmission
// time of common daemons (RFC 7296 section 2.4 leaves it to them).
constexpr double first_retransmission_seconds = 4.0;

std::uint32_t hash_of(std::uint64_t spi_i, std::uint64_t spi_r) {
  return hash_words(spi_i, spi_r);
}

bool between_its_addresses(const IkeSa& sa, const Path& path) {
  const auto& a = sa.initiator.address;
  const auto& b = sa.responder.address;
  return (path.source == a && path.destination == b) || (path.source == b && path.destination == a);
}

// The sender's role. The I flag says it, but some clear it in IKE_SA_INIT, where there is no doubt.
bool sent_by_initiator(const Header& header) {
  return opens_ike_sa(header) ? !header.response() : header.from_initiator();
}

HeaderFault header_fault(const Header& header) {
  return opens_ike_sa(header) && header.from_initiator() == header.response()
             ? HeaderFault::wrong_initiator_flag
             : HeaderFault::none;
}

}  // namespace

IkeSessions::IkeSessions(const IkeListeners& events, std::uint32_t max_sas,
                         const keys::KeyRing* ring, Peers& peers)
    : events_(events),
      max_sas_(max_sas),
      opener_(ring != nullptr ? std::optional<IkeOpener>(std::in_place, events, *ring, peers)
                              : std::nullopt),
      init_(events, opener_ ? &*opener_ : nullptr),
      peers_(peers) {}

IkeSa* IkeSessions::find(std::uint64_t spi_i, std::uint64_t spi_r) {
  return sas_.find(hash_of(spi_i, spi_r), [&](const IkeSa& sa) {
    return sa.spi_i == spi_i && (spi_r == 0 ? sa.seen_from_start : sa.spi_r == spi_r);
  });
}

IkeSa& IkeSessions::add(std::uint64_t spi_i, std::uint64_t spi_r, const Datagram& datagram,
                        std::uint8_t version, bool from_initiator) {
  IkeSa& sa = sas_.add(hash_of(spi_i, spi_r));
  sa.id = sa.lineage = sas_.size();
  sa.spi_i = spi_i;
  sa.spi_r = spi_r;
  sa.version = version;
  sa.seen_from_start = spi_r == 0;
  const Path& path = datagram.path;
  const Endpoint from{path.source, path.source_port};
  const Endpoint to{path.destination, path.destination_port};
  sa.initiator = from_initiator ? from : to;
  sa.responder = from_initiator ? to : from;
  sa.first_frame = datagram.frame;
  sa.first_time = datagram.time;
  if (spi_r != 0) {
    sa.see(IkeSaSeen::running);
    auto& newest = without_start_[spi_i];
    std::ranges::rotate(newest, newest.end() - 1);
    newest.front() = sa.id;
  }
  sa.transport = path.encapsulation;
  between_.began(sa);
  peers_.ike_sa_began(sa.initiator, sa.responder, sa.seen_from_start);
  if (opener_ && version == 2) sa.opening = std::make_unique<Opening>();
  return sa;
}

// An IKE SA that knows its responder's SPI from this message on.
IkeSa* IkeSessions::with_unbound_spi(const Header& header, bool with_sa_payload) {
  IkeSa* sa = find(header.spi_i, 0);
  if (sa == nullptr) return nullptr;
  const bool first_exchange = header.major_version() < 2 || opens_ike_sa(header);
  // An error answer may carry an SPI that means nothing: only a selection or later traffic binds
  // it.
  const bool binds = !first_exchange || with_sa_payload || header.major_version() < 2;
  if (!binds) return sa;
  if (sa->spi_r != 0) return nullptr;
  sa->spi_r = header.spi_r;
  sas_.index(hash_of(header.spi_i, header.spi_r), sa->id - 1);
  return sa;
}

// The request that opened an IKE SA stands in the capture behind what followed on it.
IkeSa* IkeSessions::begun_late(const Datagram& datagram, const Header& header) {
  if (header.response()) return nullptr;
  const auto newest = without_start_.find(header.spi_i);
  if (newest == without_start_.end()) return nullptr;
  for (const auto id : newest->second) {
    if (id == 0) break;
    IkeSa& sa = sas_[id - 1];
    if (sa.seen_from_start || sa.rekeyed_from || !between_its_addresses(sa, datagram.path))
      continue;
    sa.seen_from_start = true;
    sa.initiator = {datagram.path.source, datagram.path.source_port};
    sa.responder = {datagram.path.destination, datagram.path.destination_port};
    sas_.index(hash_of(sa.spi_i, 0), sa.id - 1);
    peers_.ike_sa_start_known(sa.initiator, sa.responder);
    return &sa;
  }
  return nullptr;
}

IkeSessions::Place IkeSessions::place_of(const Datagram& datagram, const IkeMessage& message) {
  const Header& header = message.header();
  IkeSa* sa = find(header.spi_i, header.spi_r);
  if (sa == nullptr && header.spi_r != 0)
    sa = with_unbound_spi(header, message.first(payload_types::sa) != nullptr);
  if (sa == nullptr && header.spi_r == 0) sa = begun_late(datagram, header);
  // IKEv1 has no I flag; there the first message seen is taken for the initiator's.
  const bool v2 = header.major_version() >= 2;
  if (sa != nullptr) {
    if (!v2) return {sa, datagram.path.source == sa->initiator.address};
    return {sa, sent_by_initiator(header), header_fault(header)};
  }
  if (v2 && header.spi_r != 0 && !opens_ike_sa(header)) {
    sa = find(header.spi_r, header.spi_i);
    if (sa != nullptr && between_its_addresses(*sa, datagram.path))
      return {sa, datagram.path.source == sa->initiator.address, HeaderFault::spis_exchanged};
  }
  if (sas_.size() >= max_sas_) return {};
  const bool from_initiator = !v2 || sent_by_initiator(header);
  return {&add(header.spi_i, header.spi_r, datagram,
               static_cast<std::uint8_t>(header.major_version()), from_initiator),
          from_initiator, v2 ? header_fault(header) : HeaderFault::none};
}

const IkeSa* IkeSessions::named(const IkeMessage& message) {
  const auto& header = message.header();
  IkeSa* sa = find(header.spi_i, header.spi_r);
  return sa != nullptr || header.spi_r == 0 ? sa : find(header.spi_r, header.spi_i);
}

bool IkeSessions::on(const Datagram& datagram, const IkeMessage& message) {
  const Header& header = message.header();
  const auto [sa, from_initiator, fault] = place_of(datagram, message);
  if (sa == nullptr) return false;
  if (sightings_.again(*sa, datagram, message)) {
    see_again(*sa, datagram, message, from_initiator);
    return true;
  }
  ++sa->messages;
  if (message.encrypted()) {
    ++sa->encrypted;
    peers_.ike_message_sealed(sa->initiator, sa->responder);
  }
  sa->last_frame = datagram.frame;
  sa->last_time = datagram.time;
  ++(from_initiator ? sa->from_initiator : sa->from_responder);
  if (header.major_version() != 2) {
    events_.tell(IkeMessageSeen{datagram, message, *sa, nullptr, false, from_initiator, fault});
    return true;
  }
  const Endpoint& began = from_initiator ? sa->initiator : sa->responder;
  if (message.encrypted() && !(datagram.path.source == began.address))
    peers_.moves().heard(sa->id, from_initiator, began.address, datagram.path.source);
  const auto followed = follow(*sa, datagram, message, from_initiator);
  Exchange& exchange = followed.exchange;
  if (followed.copy) {
    ++sa->retransmissions;
  } else if (opens_ike_sa(header)) {
    if (header.response())
      init_.on_response(*sa, exchange, datagram, message);
    else
      init_.on_request(*sa, exchange, datagram, message);
    sa->nat.on_init(message, datagram.path, from_initiator);
    if (header.response()) between_.answered(*sa);
  } else if (message.encrypted()) {
    judge_outside(*sa, exchange, message);
  }
  events_.tell(
      IkeMessageSeen{datagram, message, *sa, &exchange, followed.copy, from_initiator, fault});
  if (message.encrypted() && sa->opening != nullptr)
    open(*sa, exchange, datagram, message, from_initiator, followed.copy);
  if (!header.response() && exchange.looks_like_delete && exchange.response_frame != 0)
    sa->see(IkeSaSeen::delete_looks_answered);
  if (sa->state == IkeSaState::established && sa->established_frame == 0) {
    sa->established_frame = datagram.frame;
    sa->established = datagram.time;
    between_.came_up(*sa);
  }
  return true;
}

void IkeSessions::see_again(IkeSa& sa, const Datagram& datagram, const IkeMessage& message,
                            bool from_initiator) {
  events_.tell(IkeMessageSeen{datagram, message, sa, that_has(sa, message, from_initiator), true,
                              from_initiator, HeaderFault::none, true});
  if (message.encrypted() && sa.opening != nullptr)
    opener_->open(sa, datagram, message, from_initiator, true);
}

void IkeSessions::open(IkeSa& sa, Exchange& exchange, const Datagram& datagram,
                       const IkeMessage& message, bool from_initiator, bool retransmission) {
  auto outcome = opener_->open(sa, datagram, message, from_initiator, retransmission);
  if (!outcome.opened) return;
  ++sa.decrypted;
  exchange.looks_like_delete = false;
  if (sa.rekeyed_from) {  // it is in use, so the rekey is complete
    sas_[*sa.rekeyed_from - 1].see(IkeSaSeen::replaced);
    sa.see(IkeSaSeen::opened_in_use);
  }
  if (outcome.deletes_ike_sa && sa.rekeyed_to) {
    sa.see(IkeSaSeen::replaced);
  } else if (outcome.deletes_ike_sa) {
    exchange.deletes_ike_sa = true;
    if (exchange.response_frame != 0) sa.see(IkeSaSeen::delete_answered);
  }
  if (outcome.made) add_rekeyed(sa, datagram, std::move(*outcome.made));
}

void IkeSessions::add_rekeyed(IkeSa& old, const Datagram& datagram, NewIkeSa made) {
  IkeSa* sa = find(made.spi_i, made.spi_r);
  if (sa == nullptr) {
    if (sas_.size() >= max_sas_) return;
    // This is the response, so it comes from the responder of the exchange.
    sa = &add(made.spi_i, made.spi_r, datagram, old.version, false);
  }
  if (sa == &old || sa->opening == nullptr) return;
  if (!sa->seen_from_start) peers_.ike_sa_start_known(sa->initiator, sa->responder);
  sa->seen_from_start = true;
  sa->rekeyed_from = old.id;
  sa->ppk_used = old.ppk_used;
  sa->lineage = old.lineage;
  const auto lowest_nonce = std::min(made.nonce_i, made.nonce_r);
  auto& children = peers_.children();
  children.ike_sa_rekeyed(old.lineage, old.id, sa->id, lowest_nonce);
  const bool loses = old.rekeyed_to && children.owner(old.lineage) != sa->id;
  if (!loses) old.rekeyed_to = sa->id;
  if (!made.follow_ups) {
    old.see(IkeSaSeen::replaced);
    sa->see(IkeSaSeen::replaces);
  }
  sa->offer = std::move(made.offer);
  sa->selection = std::move(made.selection);
  // What IKE_SA_INIT agreed on holds for its successors.
  sa->notifies_i = made.from_initiator ? old.notifies_i : old.notifies_r;
  sa->notifies_r = made.from_initiator ? old.notifies_r : old.notifies_i;
  opener_->on_rekeyed(*sa, made);
  events_.tell(IkeSaRekeyed{old, *sa, made.from_initiator, lowest_nonce, made.request_frame,
                            datagram.frame});
}

const IkeSa* IkeSessions::quoted(Bytes message) {
  if (message.size() < 16) return nullptr;
  const auto spi_i = load_be<std::uint64_t>(message.data());
  const auto spi_r = load_be<std::uint64_t>(message.data() + 8);
  return find(spi_i, spi_r);
}

void IkeSessions::finish(IkeSa& sa, Time last_time) {
  judge_end(sa);
  between_.finish(sa);
  for (const auto& exchange : sa.exchanges) {
    if (!exchange.superseded) {
      if (exchange.response_frame == 0 && exchange.request_fragments.incomplete())
        events_.tell(IkeFragmentsIncomplete{sa, exchange, exchange.request_fragments});
      if (exchange.response_fragments.incomplete())
        events_.tell(IkeFragmentsIncomplete{sa, exchange, exchange.response_fragments});
    }
    if (!exchange.open()) continue;
    const auto heard_from_peer = exchange.from_initiator ? sa.from_responder : sa.from_initiator;
    // The peer's SPI is known, so it did answer once; not one message of it: this capture has one
    // direction.
    if (sa.spi_r != 0 && heard_from_peer == 0) continue;
    const double waited = seconds_between(exchange.last_sent, last_time);
    if (exchange.transmissions < 2 && waited < first_retransmission_seconds) continue;
    if (exchange.transmissions > 1) sa.see(IkeSaSeen::unanswered);
    events_.tell(ExchangeUnanswered{sa, exchange, waited});
  }
}

void IkeSessions::finish(Time last_time) {
  sas_.for_each([&](IkeSa& sa) { finish(sa, last_time); });
  // Peers that made a new start do not use what hung on the dead IKE SA.
  sas_.for_each([&](const IkeSa& sa) {
    if (sa.state == IkeSaState::dead && between_.replaced(sa))
      peers_.children().ike_sa_died(sa.lineage, sa.id);
  });
}

}  // namespace espect::sessions
