// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/exchange_list.h"

#include <algorithm>

#include "ipsec/sessions/ike/ike_sa_init.h"
#include "ipsec/sessions/table/digest.h"

namespace espect::sessions {
namespace {

// Exchanges kept per IKE SA, to know late copies.
constexpr std::size_t max_exchanges = 32;

// A request that was sent once and this long ago has gone unanswered: the first retransmission
// time of common daemons (RFC 7296 section 2.4 leaves it to them).
constexpr double first_retransmission_seconds = 4.0;

Exchange& begin(IkeSa& sa, const wire::ike::Header& header, bool asked_by_initiator) {
  auto& exchanges = sa.exchanges;
  if (exchanges.size() >= max_exchanges) {
    const auto closed =
        std::ranges::find_if(exchanges, [](const Exchange& e) { return !e.open(); });
    exchanges.erase(closed != exchanges.end() ? closed : exchanges.begin());
  }
  Exchange begun;
  begun.number = ++sa.exchanges_seen;
  begun.type = header.exchange.value;
  begun.message_id = header.message_id;
  begun.from_initiator = asked_by_initiator;
  // The requester goes on when it has an answer: window 1, RFC 7296 section 2.3. In a capture
  // that is not in order the later request may stand first.
  for (auto& other : exchanges) {
    if (other.from_initiator != asked_by_initiator) continue;
    if (other.message_id > begun.message_id)
      begun.superseded = true;
    else if (!header.response())
      other.superseded = true;
  }
  exchanges.push_back(std::move(begun));
  return exchanges.back();
}

Exchange& exchange_of(IkeSa& sa, const wire::ike::Header& header, bool asked_by_initiator,
                      std::uint64_t digest) {
  Exchange* latest = nullptr;
  Exchange* without_request = nullptr;
  for (auto& exchange : sa.exchanges) {
    if (exchange.message_id != header.message_id || exchange.type != header.exchange.value ||
        exchange.from_initiator != asked_by_initiator)
      continue;
    latest = &exchange;
    if (exchange.transmissions == 0) without_request = &exchange;
    // Attempts of IKE_SA_INIT share the message id 0; a copy belongs to the attempt it copies.
    const auto& digests = header.response() ? exchange.response_digests : exchange.request_digests;
    if (digests.contains(digest)) return exchange;
  }
  if (latest == nullptr) return begin(sa, header, asked_by_initiator);
  if (!opens_ike_sa(header) || header.response()) return *latest;
  if (without_request != nullptr) return *without_request;  // its response stands before it
  Exchange& attempt = begin(sa, header, asked_by_initiator);
  attempt.attempt = 1;
  return attempt;
}

}  // namespace

Exchange* that_has(IkeSa& sa, const IkeMessage& message, bool from_initiator) {
  const auto& header = message.header();
  const auto digest = digest_of(message.octets());
  for (auto& exchange : sa.exchanges) {
    if (exchange.message_id != header.message_id || exchange.type != header.exchange.value ||
        exchange.from_initiator != (header.response() != from_initiator))
      continue;
    const auto& digests = header.response() ? exchange.response_digests : exchange.request_digests;
    if (digests.contains(digest)) return &exchange;
  }
  return nullptr;
}

Followed follow(IkeSa& sa, const Datagram& datagram, const IkeMessage& message,
                bool from_initiator) {
  const auto& header = message.header();
  const auto digest = digest_of(message.octets());
  const bool asked_by_initiator = header.response() != from_initiator;
  const auto seen_before = sa.exchanges_seen;
  Exchange& exchange = exchange_of(sa, header, asked_by_initiator, digest);
  const bool begun = sa.exchanges_seen != seen_before;
  const auto& fragment = message.fragment();
  if (header.response()) {
    if (exchange.encrypted && !message.encrypted()) {  // RFC 7296 sections 1.5 and 2.21.4
      ++exchange.unprotected_answers;
      return {exchange, false, true, begun};
    }
    const bool is_new = exchange.response_digests.add(digest);
    if (fragment)
      exchange.response_fragments.add(fragment->number, fragment->total, datagram.frame);
    if (exchange.response_frame == 0) {
      exchange.response_frame = datagram.frame;
      exchange.answered = datagram.time;
    }
    return {exchange, !is_new, false, begun};
  }
  const bool is_new = exchange.request_digests.add(digest);
  if (exchange.request_frames.empty()) exchange.first_sent = datagram.time;
  exchange.encrypted = message.encrypted();
  exchange.answer_expected = message.encrypted() || opens_ike_sa(header);
  if (fragment) exchange.request_fragments.add(fragment->number, fragment->total, datagram.frame);
  if (!fragment || fragment->number == 1) ++exchange.transmissions;
  if (exchange.request_frames.size() < Exchange::max_frames)
    exchange.request_frames.push_back(datagram.frame);
  exchange.largest_packet = std::max(exchange.largest_packet, datagram.ip.packet_octets);
  exchange.last_sent = datagram.time;
  return {exchange, !is_new, false, begun};
}

bool skips_exchanges(const IkeSa& sa, const Exchange& begun) {
  std::optional<std::uint32_t> next;
  for (const auto& other : sa.exchanges)
    if (&other != &begun && other.from_initiator == begun.from_initiator)
      next = std::max(next.value_or(0), other.message_id + 1);
  if (!next && !sa.seen_from_start) return false;  // nobody knows how many there were
  return begun.message_id > next.value_or(0);
}

bool lacks_messages(const Exchange& exchange) {
  if (exchange.request_frames.empty()) return true;
  return exchange.superseded && exchange.response_frame == 0 && exchange.encrypted;
}

bool may_still_be_answered(const Exchange& exchange, Time last_time) {
  return exchange.transmissions < 3 &&
         seconds_between(exchange.first_sent, last_time) < first_retransmission_seconds;
}

std::optional<double> unanswered_for(const IkeSa& sa, const Exchange& exchange, Time last_time) {
  if (!exchange.open()) return std::nullopt;
  const auto heard_from_peer = exchange.from_initiator ? sa.from_responder : sa.from_initiator;
  // The peer's SPI is known, so it did answer once; not one message of it: this capture has one
  // direction.
  if (sa.spi_r != 0 && heard_from_peer == 0) return std::nullopt;
  if (may_still_be_answered(exchange, last_time)) return std::nullopt;
  return seconds_between(exchange.last_sent, last_time);
}

}  // namespace espect::sessions
