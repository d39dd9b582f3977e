// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/ike_sessions.h"

#include <algorithm>

#include "ipsec/bytes/endian.h"
#include "ipsec/registry/tables.h"
#include "ipsec/sessions/table/digest.h"

namespace espect::sessions {
namespace {

namespace exchange_types = registry::exchange;
namespace notify_types = registry::notify;
namespace payload_types = registry::payload;
using wire::ike::Header;

// An IKE_AUTH response with less inside SK than this holds a notify, not IDr and AUTH.
constexpr std::size_t least_authentication_octets = 84;
// Closed exchanges kept per IKE SA, to know late copies.
constexpr std::size_t max_exchanges = 32;
constexpr std::size_t max_digests = 512;
// A request that was sent once and this long ago has gone unanswered: the first retransmission
// time of common daemons (RFC 7296 section 2.4 leaves it to them).
constexpr double first_retransmission_seconds = 4.0;

std::uint32_t hash_of(std::uint64_t spi_i, std::uint64_t spi_r) {
  return mix(spi_i ^ (spi_r << 1 | spi_r >> 63));
}

bool opens_ike_sa(const Header& header) {
  return header.exchange.value == exchange_types::ike_sa_init ||
         header.exchange.value == exchange_types::ike_session_resume;
}

std::uint16_t key_exchange_method(const IkeMessage& message) {
  const auto* payload = message.first(payload_types::ke);
  return payload != nullptr ? wire::decode_all<wire::ike::KeyExchange>(payload->body).method.value
                            : std::uint16_t{0};
}

bool remember(std::vector<std::uint64_t>& digests, std::uint64_t digest) {
  if (std::ranges::count(digests, digest) > 0) return false;
  if (digests.size() < max_digests) digests.push_back(digest);
  return true;
}

}  // namespace

IkeSessions::IkeSessions(const IkeListeners& events, std::uint32_t max_sas,
                         const keys::KeyRing* ring, Peers& peers)
    : events_(events), max_sas_(max_sas), ring_(ring), peers_(peers) {
  if (ring != nullptr) negotiations_.emplace(events, *ring, peers);
}

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
  if (spi_r != 0) sa.state = IkeSaState::negotiating;
  peers_.ike_sa_began(sa.initiator, sa.responder, sa.seen_from_start);
  if (ring_ != nullptr && version == 2) sa.secrets = std::make_unique<IkeSecrets>(*ring_);
  return sa;
}

IkeSa* IkeSessions::sa_of(const Datagram& datagram, const Header& header, bool with_sa_payload) {
  if (IkeSa* sa = find(header.spi_i, header.spi_r)) return sa;
  const bool first_exchange = header.major_version() < 2 || opens_ike_sa(header);
  if (header.spi_r != 0) {
    if (IkeSa* sa = find(header.spi_i, 0)) {
      // An error answer may carry an SPI that means nothing: only a selection or later traffic
      // binds it.
      const bool binds = !first_exchange || with_sa_payload || header.major_version() < 2;
      if (!binds) return sa;
      if (sa->spi_r == 0) {
        sa->spi_r = header.spi_r;
        sas_.index(hash_of(header.spi_i, header.spi_r), sa->id - 1);
        return sa;
      }
    }
  }
  if (sas_.size() >= max_sas_) return nullptr;
  // IKEv1 has no I flag; there the first message seen is taken for the initiator's.
  const bool from_initiator = header.major_version() < 2 || header.from_initiator();
  return &add(header.spi_i, header.spi_r, datagram,
              static_cast<std::uint8_t>(header.major_version()), from_initiator);
}

bool IkeSessions::on(const Datagram& datagram, const IkeMessage& message) {
  const Header& header = message.header();
  IkeSa* sa = sa_of(datagram, header, message.first(payload_types::sa) != nullptr);
  if (sa == nullptr) return false;
  ++sa->messages;
  if (message.encrypted()) {
    ++sa->encrypted;
    peers_.ike_message_sealed(sa->initiator, sa->responder);
  }
  sa->last_frame = datagram.frame;
  sa->last_time = datagram.time;
  const bool v2 = header.major_version() == 2;
  const bool from_initiator =
      v2 ? header.from_initiator() : datagram.path.source == sa->initiator.address;
  ++(from_initiator ? sa->from_initiator : sa->from_responder);
  const Endpoint& began = from_initiator ? sa->initiator : sa->responder;
  if (v2 && message.encrypted() && !(datagram.path.source == began.address))
    peers_.moves().heard(sa->id, from_initiator, began.address, datagram.path.source);
  bool retransmission = false;
  if (v2) {
    retransmission = follow_exchange(*sa, datagram, message);
    if (retransmission) ++sa->retransmissions;
    update_state(*sa, message);
  }
  events_.tell(IkeMessageSeen{datagram, message, *sa, retransmission});
  if (message.encrypted() && sa->secrets != nullptr) open(*sa, datagram, message, retransmission);
  return true;
}

Exchange& IkeSessions::exchange_of(IkeSa& sa, const Datagram& datagram, const IkeMessage& message) {
  const Header& header = message.header();
  const bool asked_by_initiator = header.response() != header.from_initiator();
  const auto digest = digest_of(message.octets());
  const auto same = [&](const Exchange& exchange) {
    return exchange.message_id == header.message_id &&
           exchange.from_initiator == asked_by_initiator && exchange.type == header.exchange.value;
  };
  Exchange* latest = nullptr;
  for (auto& exchange : sa.exchanges) {
    if (!same(exchange)) continue;
    latest = &exchange;
    // Attempts of IKE_SA_INIT share the message id 0; a copy belongs to the attempt it copies.
    const auto& digests = header.response() ? exchange.response_digests : exchange.request_digests;
    if (std::ranges::count(digests, digest) > 0) return exchange;
  }
  const bool new_attempt = latest != nullptr && opens_ike_sa(header) && !header.response();
  if (latest != nullptr && !new_attempt) return *latest;

  if (sa.exchanges.size() >= max_exchanges) {
    const auto closed =
        std::ranges::find_if(sa.exchanges, [](const Exchange& e) { return !e.open(); });
    sa.exchanges.erase(closed != sa.exchanges.end() ? closed : sa.exchanges.begin());
  }
  if (!header.response())
    for (auto& exchange : sa.exchanges)  // the requester went on: window 1, RFC 7296 section 2.3
      if (exchange.from_initiator == asked_by_initiator && exchange.message_id <= header.message_id)
        exchange.superseded = true;
  Exchange exchange;
  exchange.type = header.exchange.value;
  exchange.message_id = header.message_id;
  exchange.from_initiator = asked_by_initiator;
  exchange.first_sent = datagram.time;
  exchange.answer_expected = message.encrypted() || opens_ike_sa(header);
  exchange.attempt = new_attempt ? 1 : 0;
  sa.exchanges.push_back(std::move(exchange));
  return sa.exchanges.back();
}

bool IkeSessions::follow_exchange(IkeSa& sa, const Datagram& datagram, const IkeMessage& message) {
  const Header& header = message.header();
  Exchange& exchange = exchange_of(sa, datagram, message);
  const auto digest = digest_of(message.octets());
  if (header.response()) {
    const bool is_new = remember(exchange.response_digests, digest);
    if (exchange.response_frame == 0) exchange.response_frame = datagram.frame;
    if (is_new && opens_ike_sa(header)) on_init_response(sa, exchange, datagram, message);
    return !is_new;
  }
  const bool is_new = remember(exchange.request_digests, digest);
  const auto& fragment = message.fragment();
  const bool whole_or_first = !fragment || fragment->number == 1;
  if (whole_or_first) ++exchange.transmissions;
  if (exchange.request_frames.size() < Exchange::max_frames)
    exchange.request_frames.push_back(datagram.frame);
  exchange.largest_packet = std::max(exchange.largest_packet, datagram.ip.packet_octets);
  exchange.last_sent = datagram.time;
  if (is_new && opens_ike_sa(header)) on_init_request(sa, exchange, datagram, message);
  return !is_new;
}

void IkeSessions::on_init_request(IkeSa& sa, Exchange& exchange, const Datagram& datagram,
                                  const IkeMessage& message) {
  const auto method = key_exchange_method(message);
  if (sa.refusal && exchange.attempt > 0) {
    const auto refusal = *sa.refusal;
    sa.refusal.reset();
    events_.tell(KeyExchangeRetried{sa, refusal.offered, refusal.wanted, method,
                                    refusal.request_frame, refusal.refusal_frame, datagram.frame});
  }
  if (sa.state == IkeSaState::refused) sa.state = IkeSaState::half_open;
  if (const auto* payload = message.first(payload_types::sa))
    sa.offer = proposals_of(wire::decode_all<wire::ike::SecurityAssociation>(payload->body));
  sa.key_exchanges_sent.push_back(method);
  sa.notifies_i = message.notify_types();
  if (sa.secrets != nullptr) {
    sa.secrets->nonce_i = sa_payloads_of(message).nonce;
    sa.secrets->authentication.set_init_request(message.octets());
  }
}

void IkeSessions::on_init_response(IkeSa& sa, Exchange& exchange, const Datagram& datagram,
                                   const IkeMessage& message) {
  const std::uint32_t request_frame =
      exchange.request_frames.empty() ? 0 : exchange.request_frames.back();
  if (const auto* payload = message.first(payload_types::sa)) {
    const auto chosen =
        proposals_of(wire::decode_all<wire::ike::SecurityAssociation>(payload->body));
    sa.notifies_r = message.notify_types();
    if (chosen.empty()) return;
    sa.selection = chosen.front();
    if (sa.secrets != nullptr) keep_init_response(sa, message);
    if (sa.state == IkeSaState::half_open || sa.state == IkeSaState::refused)
      sa.state = IkeSaState::negotiating;
    events_.tell(IkeSaNegotiated{sa, request_frame, datagram.frame});
    return;
  }
  if (message.has_notify(notify_types::cookie)) {
    ++sa.cookies;
    return;
  }
  const auto error = message.error_notify();
  if (!error) return;
  if (error->is(notify_types::invalid_ke_payload)) {
    ++sa.invalid_ke;
    const auto accepted = wire::decode_all<wire::ike::AcceptedKeyExchange>(error->data);
    sa.refusal = {sa.key_exchanges_sent.empty() ? std::uint16_t{0} : sa.key_exchanges_sent.back(),
                  accepted.method.value, request_frame, datagram.frame};
    return;
  }
  sa.state = IkeSaState::refused;
  events_.tell(IkeSaRefused{sa, error->type.value, request_frame, datagram.frame});
}

void IkeSessions::update_state(IkeSa& sa, const IkeMessage& message) {
  const Header& header = message.header();
  if (!message.encrypted() || !header.response()) return;
  // Only an opened message ends an SA; what answers it says nothing new.
  if (sa.state == IkeSaState::deleted || sa.state == IkeSaState::rekeyed) return;
  if (header.exchange.value == exchange_types::ike_intermediate) return;
  if (header.exchange.value == exchange_types::ike_auth) {
    const auto& fragment = message.fragment();
    const bool long_enough = message.protected_octets().size() >= least_authentication_octets ||
                             (fragment && fragment->total > 1);
    sa.state = long_enough ? IkeSaState::established : IkeSaState::negotiating;
    return;
  }
  if (header.exchange.value == exchange_types::create_child_sa || !sa.seen_from_start)
    sa.state = IkeSaState::established;
}

const IkeSa* IkeSessions::quoted(Bytes message) {
  if (message.size() < 16) return nullptr;
  const auto spi_i = load_be<std::uint64_t>(message.data());
  const auto spi_r = load_be<std::uint64_t>(message.data() + 8);
  return find(spi_i, spi_r);
}

void IkeSessions::finish(Time last_time) {
  sas_.for_each([&](IkeSa& sa) {
    for (const auto& exchange : sa.exchanges) {
      if (!exchange.open()) continue;
      const auto heard_from_peer = exchange.from_initiator ? sa.from_responder : sa.from_initiator;
      // The peer's SPI is known, so it did answer once; not one message of it: this capture has one
      // direction.
      if (sa.spi_r != 0 && heard_from_peer == 0) continue;
      const double waited = seconds_between(exchange.last_sent, last_time);
      if (exchange.transmissions < 2 && waited < first_retransmission_seconds) continue;
      if (sa.state == IkeSaState::established) sa.state = IkeSaState::dead;
      events_.tell(ExchangeUnanswered{sa, exchange, waited});
    }
  });
}

}  // namespace espect::sessions
