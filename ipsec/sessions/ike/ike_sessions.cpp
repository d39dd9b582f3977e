// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/ike_sessions.h"

#include <algorithm>

#include "ipsec/bytes/endian.h"
#include "ipsec/registry/tables.h"
#include "ipsec/sessions/ike/begun_again.h"
#include "ipsec/sessions/ike/outside.h"

namespace espect::sessions {
namespace {

namespace payload_types = registry::payload;
using wire::ike::Header;

// The sender's role. The I flag says it, but some clear it in IKE_SA_INIT, where there is no doubt.
bool sent_by_initiator(const Header& header) {
  return opens_ike_sa(header) ? !header.response() : header.from_initiator();
}

// Other exchanges than these may be of extensions that nobody here knows.
bool may_make_child_sas(std::uint8_t exchange_type) {
  return exchange_type != registry::exchange::ike_sa_init &&
         exchange_type != registry::exchange::ike_intermediate &&
         exchange_type != registry::exchange::informational;
}

HeaderFault header_fault(const Header& header) {
  return opens_ike_sa(header) && header.from_initiator() == header.response()
             ? HeaderFault::wrong_initiator_flag
             : HeaderFault::none;
}

}  // namespace

IkeSessions::IkeSessions(const IkeListeners& events, IkeSas& sas, const keys::KeyRing* ring,
                         Peers& peers)
    : events_(events),
      sas_(sas),
      opener_(ring != nullptr ? std::optional<IkeOpener>(std::in_place, events, *ring, peers)
                              : std::nullopt),
      init_(events, opener_ ? &*opener_ : nullptr),
      peers_(peers) {}

// An IKE SA that knows its responder's SPI from this message on.
IkeSa* IkeSessions::with_unbound_spi(const Header& header, bool with_sa_payload) {
  IkeSa* sa = sas_.find(header.spi_i, 0);
  if (sa == nullptr) return nullptr;
  // An error answer may carry an SPI that means nothing: only a selection or later traffic binds
  // it.
  if (opens_ike_sa(header) && !with_sa_payload) return sa;
  if (sa->spi_r != 0) return nullptr;
  sas_.bind(*sa, header.spi_r);
  return sa;
}

IkeSessions::Place IkeSessions::place_of(const Datagram& datagram, const IkeMessage& message) {
  const Header& header = message.header();
  const auto version = static_cast<std::uint8_t>(header.major_version());
  IkeSa* sa = sas_.find(header.spi_i, header.spi_r);
  if (sa == nullptr && header.spi_r != 0)
    sa = with_unbound_spi(header, message.first(payload_types::sa) != nullptr);
  // The request that opened an IKE SA stands in the capture behind what followed on it.
  if (sa == nullptr && header.spi_r == 0 && !header.response())
    sa = sas_.begun_late(datagram.path, header.spi_i, version);
  const bool v2 = version >= 2;
  if (sa != nullptr && !sas_.full() && gives_up(*sa, datagram, message))
    sa = &sas_.begin_again(*sa, datagram);
  if (sa != nullptr) {
    if (!v2) return {sa, datagram.path.source == sa->initiator.address};
    return {sa, sent_by_initiator(header), header_fault(header)};
  }
  if (v2 && header.spi_r != 0 && !opens_ike_sa(header)) {
    sa = sas_.find(header.spi_r, header.spi_i);
    if (sa != nullptr && between_its_addresses(*sa, datagram.path))
      return {sa, datagram.path.source == sa->initiator.address, HeaderFault::spis_exchanged};
  }
  if (sas_.full()) return {};
  const bool from_initiator = !v2 || sent_by_initiator(header);
  return {&sas_.add(header.spi_i, header.spi_r, datagram, version, from_initiator), from_initiator,
          v2 ? header_fault(header) : HeaderFault::none};
}

const IkeSa* IkeSessions::named(const IkeMessage& message) {
  const auto& header = message.header();
  IkeSa* sa = sas_.find(header.spi_i, header.spi_r);
  return sa != nullptr || header.spi_r == 0 ? sa : sas_.find(header.spi_r, header.spi_i);
}

bool IkeSessions::on(const Datagram& datagram, const IkeMessage& message) {
  const Header& header = message.header();
  auto [sa, from_initiator, fault] = place_of(datagram, message);
  if (sa == nullptr) return false;
  if (sightings_.again(*sa, datagram, message)) {
    see_again(*sa, datagram, message, from_initiator);
    return true;
  }
  if (begins_again(*sa, message, from_initiator)) {
    set_aside(*sa, datagram, message, NotOfSa::begins_again, from_initiator);
    return true;
  }
  IkeOpener::Unsealed unsealed;
  if (sa->opening != nullptr) unsealed = opener_->unseal(*sa, datagram, message, from_initiator);
  if (unsealed.other_way) {
    from_initiator = !from_initiator;
    fault = HeaderFault::wrong_initiator_flag;
  }
  if (unsealed.not_of_sa) {
    set_aside(*sa, datagram, message, NotOfSa::icv_failed, from_initiator);
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
    events_.tell(IkeMessageSeen{datagram, message, *sa, nullptr, false, from_initiator, fault,
                                false, header.response()});
    return true;
  }
  const Endpoint& began = from_initiator ? sa->initiator : sa->responder;
  if (message.encrypted() && !(datagram.path.source == began.address))
    peers_.moves().heard(sa->id, from_initiator, began.address, datagram.path.source);
  if (sa->state == IkeSaState::half_open && header.spi_r != 0 && !opens_ike_sa(header))
    sa->see(IkeSaSeen::running);  // who knows the responder's SPI has an answer
  const auto followed = follow(*sa, datagram, message, from_initiator);
  Exchange& exchange = followed.exchange;
  note_what_is_seen(*sa, exchange, followed.begun);
  if (followed.copy) {
    ++sa->retransmissions;
  } else if (opens_ike_sa(header)) {
    if (header.response())
      init_.on_response(*sa, exchange, datagram, message);
    else
      init_.on_request(*sa, exchange, datagram, message);
    sa->nat.on_init(message, datagram.path, from_initiator);
    if (header.response()) sas_.between().answered(*sa);
  } else if (message.encrypted()) {
    judge_outside(*sa, exchange, message);
  }
  events_.tell(IkeMessageSeen{datagram, message, *sa, &exchange, followed.copy, from_initiator,
                              fault, false, header.response()});
  if (unsealed.generation != nullptr)
    open(*sa, exchange, datagram, message, *unsealed.generation, from_initiator, followed.copy);
  if (!header.response() && exchange.looks_like_delete && exchange.response_frame != 0)
    sa->see(IkeSaSeen::delete_looks_answered);
  sas_.note_established(*sa, datagram);
  return true;
}

// For Peers::all_known().
void IkeSessions::note_what_is_seen(IkeSa& sa, Exchange& exchange, bool begun) {
  if (begun && std::ranges::any_of(sa.exchanges, [&](const Exchange& other) {
        return &other != &exchange && lacks_messages(other);
      }))
    sa.messages_missing = true;
  if (begun && skips_exchanges(sa, exchange)) {
    sa.messages_missing = true;
    peers_.ike_messages_missing(sa.initiator, sa.responder);
  }
  const bool open = may_make_child_sas(exchange.type) && !exchange.seen_in_full();
  if (open == exchange.counts_as_open) return;
  exchange.counts_as_open = open;
  peers_.ike_exchange_open(sa.initiator, sa.responder, open);
}

void IkeSessions::see_again(IkeSa& sa, const Datagram& datagram, const IkeMessage& message,
                            bool from_initiator) {
  events_.tell(IkeMessageSeen{datagram, message, sa, that_has(sa, message, from_initiator), true,
                              from_initiator, HeaderFault::none, true,
                              message.header().response()});
  if (sa.opening == nullptr) return;
  const auto unsealed = opener_->unseal(sa, datagram, message, from_initiator);
  if (unsealed.generation != nullptr)
    opener_->open(sa, datagram, message, *unsealed.generation, from_initiator != unsealed.other_way,
                  true);
}

void IkeSessions::set_aside(IkeSa& sa, const Datagram& datagram, const IkeMessage& message,
                            NotOfSa why, bool from_initiator) {
  sa.set_aside.add(why, datagram.frame);
  events_.tell(IkeMessageNotOfSa{datagram, message, sa, why, from_initiator});
}

void IkeSessions::open(IkeSa& sa, Exchange& exchange, const Datagram& datagram,
                       const IkeMessage& message, const IkeGeneration& generation,
                       bool from_initiator, bool retransmission) {
  auto outcome = opener_->open(sa, datagram, message, generation, from_initiator, retransmission);
  ++sa.decrypted;
  peers_.ike_message_opened(sa.initiator, sa.responder);
  exchange.looks_like_delete = false;
  // Nobody knows what it answers, where its request is not in the capture.
  const auto& header = message.header();
  sa.may_have_ended = header.response() && exchange.request_frames.empty() &&
                      header.exchange.value == registry::exchange::informational;
  if (sa.rekeyed_from) {  // it is in use, so the rekey is complete
    sas_.all()[*sa.rekeyed_from - 1].see(IkeSaSeen::replaced);
    sa.see(IkeSaSeen::opened_in_use);
  }
  if (outcome.deletes_ike_sa && sa.rekeyed_to) {
    sa.see(IkeSaSeen::replaced);
  } else if (outcome.deletes_ike_sa) {
    exchange.deletes_ike_sa = true;
    if (exchange.response_frame != 0)
      sa.see(IkeSaSeen::delete_answered);
    else
      sa.may_have_ended = true;
  }
  if (outcome.made) add_rekeyed(sa, datagram, std::move(*outcome.made));
}

void IkeSessions::add_rekeyed(IkeSa& old, const Datagram& datagram, NewIkeSa made) {
  IkeSa* sa = sas_.find(made.spi_i, made.spi_r);
  if (sa == nullptr) {
    if (sas_.full()) return;
    // This is the response, so it comes from the responder of the exchange.
    sa = &sas_.add(made.spi_i, made.spi_r, datagram, old.version, false);
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
  return sas_.find(spi_i, spi_r);
}

void IkeSessions::finish(IkeSa& sa, Time last_time) {
  judge_end(sa);
  sas_.between().finish(sa);
  const bool chosen = sa.selection || sa.rekeyed_from;
  if (sa.seen_from_start && sa.encrypted != 0 && !chosen) sa.messages_missing = true;
  for (const auto& exchange : sa.exchanges) {
    sa.messages_missing = sa.messages_missing || lacks_messages(exchange) ||
                          exchange.request_fragments.incomplete() ||
                          exchange.response_fragments.incomplete();
    if (!exchange.superseded) {
      if (exchange.response_frame == 0 && exchange.request_fragments.incomplete())
        events_.tell(IkeFragmentsIncomplete{sa, exchange, exchange.request_fragments});
      if (exchange.response_fragments.incomplete())
        events_.tell(IkeFragmentsIncomplete{sa, exchange, exchange.response_fragments});
    }
    const auto waited = unanswered_for(sa, exchange, last_time);
    if (!waited) continue;
    if (exchange.transmissions > 1) sa.see(IkeSaSeen::unanswered);
    events_.tell(ExchangeUnanswered{sa, exchange, *waited});
  }
}

void IkeSessions::finish(Time last_time) {
  sas_.all().for_each([&](IkeSa& sa) {
    if (sa.version != 1) finish(sa, last_time);
  });
}

}  // namespace espect::sessions
