// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ikev1/ikev1_exchanges.h"

#include <algorithm>

#include "ipsec/sessions/table/digest.h"

namespace espect::sessions {
namespace {

namespace ikev1_types = registry::ikev1_exchange;

// Exchanges kept per IKE SA, to know late copies.
constexpr std::size_t max_ikev1_exchanges = 32;

bool same_exchange(const Exchange& exchange, const wire::ikev1::Header& header) {
  return exchange.type == header.exchange.value && exchange.message_id == header.message_id;
}

// The place of a message of phase 1, or 0 where only the order says it.
std::uint8_t place_in_phase1(const Ikev1Message& message, bool from_initiator) {
  const auto type = message.header().exchange.value;
  const std::uint8_t behind = from_initiator ? 0 : 1;  // the answer stands behind the request
  const bool selects = message.first(registry::ikev1_payload::sa) != nullptr;
  if (type == ikev1_types::aggressive) return static_cast<std::uint8_t>((selects ? 1 : 3) + behind);
  if (type != ikev1_types::identity_protection && type != ikev1_types::base) return 0;
  const int pair = selects ? 1 : message.encrypted() ? 5 : 3;
  return static_cast<std::uint8_t>(pair + behind);
}

bool answer_expected(std::uint8_t type, std::uint8_t place) {
  switch (type) {
    case ikev1_types::identity_protection:
    case ikev1_types::base:
      return true;
    case ikev1_types::informational:
      return false;
    default:
      return place == 1;
  }
}

void make_room(std::vector<Exchange>& exchanges) {
  if (exchanges.size() < max_ikev1_exchanges) return;
  const auto closed = std::ranges::find_if(exchanges, [](const Exchange& e) { return !e.open(); });
  exchanges.erase(closed != exchanges.end() ? closed : exchanges.begin());
}

Exchange& begin(IkeSa& sa, const wire::ikev1::Header& header, std::uint8_t step,
                bool asked_by_initiator) {
  make_room(sa.exchanges);
  Exchange begun;
  begun.number = ++sa.exchanges_seen;
  begun.type = header.exchange.value;
  begun.step = step;
  begun.message_id = header.message_id;
  begun.from_initiator = asked_by_initiator;
  begun.answer_expected = answer_expected(begun.type, step);
  // Who goes on had an answer, whether this capture has it or not. What follows phase 1 ends it.
  for (auto& other : sa.exchanges) {
    const bool earlier = same_exchange(other, header) && other.step <= step;
    const bool phase1_over =
        other.message_id == 0 && header.message_id != 0 && begun.type != ikev1_types::informational;
    if (earlier || phase1_over) other.superseded = true;
    if (earlier && other.step == step) begun.attempt = 1;
  }
  sa.exchanges.push_back(std::move(begun));
  return sa.exchanges.back();
}

Ikev1Followed take_answer(Exchange& exchange, const Datagram& datagram, std::uint64_t digest) {
  const bool is_new = exchange.response_digests.add(digest);
  if (exchange.response_frame == 0) {
    exchange.response_frame = datagram.frame;
    exchange.answered = datagram.time;
  }
  return {exchange, !is_new, true, static_cast<std::uint8_t>(exchange.step + 1)};
}

Ikev1Followed take_request(Exchange& exchange, const Datagram& datagram,
                           const Ikev1Message& message, std::uint64_t digest) {
  const bool is_new = exchange.request_digests.add(digest);
  if (exchange.request_frames.empty()) exchange.first_sent = datagram.time;
  exchange.encrypted = message.encrypted();
  ++exchange.transmissions;
  if (exchange.request_frames.size() < Exchange::max_frames)
    exchange.request_frames.push_back(datagram.frame);
  exchange.largest_packet = std::max(exchange.largest_packet, datagram.ip.packet_octets);
  exchange.last_sent = datagram.time;
  return {exchange, !is_new, false, exchange.step};
}

}  // namespace

Ikev1Followed follow(IkeSa& sa, const Datagram& datagram, const Ikev1Message& message,
                     bool from_initiator) {
  const auto& header = message.header();
  const auto digest = digest_of(message.octets());
  Exchange* latest = nullptr;
  for (auto& exchange : sa.exchanges) {
    if (!same_exchange(exchange, header)) continue;
    if (exchange.request_digests.contains(digest))
      return take_request(exchange, datagram, message, digest);
    if (exchange.response_digests.contains(digest)) return take_answer(exchange, datagram, digest);
    latest = &exchange;
  }
  auto place = message.phase1() ? place_in_phase1(message, from_initiator) : std::uint8_t{0};
  if (place == 0) {
    if (latest == nullptr)
      place = 1;
    else if (latest->from_initiator != from_initiator)
      place = static_cast<std::uint8_t>(latest->step + 1);
    else
      place = static_cast<std::uint8_t>(std::min(latest->step + 2, 253));
  }
  if (place % 2 == 1)
    return take_request(begin(sa, header, place, from_initiator), datagram, message, digest);
  const auto step = static_cast<std::uint8_t>(place - 1);
  const auto asked = std::ranges::find_if(sa.exchanges, [&](const Exchange& exchange) {
    return same_exchange(exchange, header) && exchange.step == step && !exchange.superseded;
  });
  // The request is not in the capture.
  Exchange& exchange =
      asked != sa.exchanges.end() ? *asked : begin(sa, header, step, !from_initiator);
  return take_answer(exchange, datagram, digest);
}

Exchange* open_request(IkeSa& sa, bool from_initiator, bool phase1) {
  Exchange* found = nullptr;
  for (auto& exchange : sa.exchanges)
    if (exchange.open() && exchange.transmissions != 0 &&
        exchange.from_initiator == from_initiator && (exchange.message_id == 0) == phase1 &&
        !exchange.probe)
      found = &exchange;
  return found;
}

Exchange* open_probe(IkeSa& sa, bool from_initiator, const Exchange* but) {
  Exchange* found = nullptr;
  for (auto& exchange : sa.exchanges)
    if (exchange.probe && exchange.open() && exchange.from_initiator == from_initiator &&
        &exchange != but)
      found = &exchange;
  return found;
}

}  // namespace espect::sessions
