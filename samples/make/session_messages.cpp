// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/wire/encoder.h"
#include "samples/make/broken.h"
#include "samples/make/session.h"

// How a session writes and seals its messages.
namespace espect::samples {
namespace {

namespace types = registry::payload;
namespace exchanges = registry::exchange;
using wire::ike::Header;

}  // namespace

Octets Session::message(Side from, bool response, std::uint8_t exchange, std::uint32_t id,
                        const Payloads& payloads) {
  // Around what is sealed nothing is broken: nobody could open it.
  const bool open =
      payloads.empty() || (payloads.back().type != types::sk && payloads.back().type != types::skf);
  const auto body = open ? broken_chain(payload_chain(payloads)) : payload_chain(payloads);
  Header header;
  header.spi_i = end(initiator).spi;
  header.spi_r = exchange == exchanges::ike_sa_init && !response ? 0 : end(responder).spi;
  header.next_payload = {first_type(payloads)};
  header.exchange = {exchange};
  header.flags = static_cast<std::uint8_t>((from == initiator ? Header::initiator_flag : 0) |
                                           (response ? Header::response_flag : 0));
  header.message_id = id;
  header.length = static_cast<std::uint32_t>(Header::octets + body.size());
  return wire::encode(header) + body;
}

// RFC 7296 section 3.14.
Octets Session::sealed(Side from, bool response, std::uint8_t exchange, std::uint32_t id,
                       const Payloads& payloads) {
  return sealed_behind(from, {}, {}, response, exchange, id, payloads);
}

Octets Session::sealed_behind(Side from, const Payloads& before, Bytes fragment, bool response,
                              std::uint8_t exchange, std::uint32_t id, const Payloads& payloads) {
  auto& cipher = *end(from).cipher;
  auto inside = broken_chain(payload_chain(payloads));
  const std::size_t multiple = cipher.pad_multiple();
  const std::size_t padding = (multiple - (inside.size() + 1) % multiple) % multiple;
  inside = std::move(inside) + Octets(padding, 0);
  inside.push_back(static_cast<std::uint8_t>(padding));
  const auto counter = numbers(++end(from).iv_counter);
  const auto iv =
      cipher.iv_octets() == counter.size() ? counter : random_.octets(cipher.iv_octets());
  const std::size_t protected_octets = iv.size() + inside.size() + cipher.icv_octets();
  const auto type = fragment.empty() ? types::sk : types::skf;
  auto made = message(from, response, exchange, id,
                      before + Payloads{{type, Octets{} + fragment + Octets(protected_octets)}});
  const auto body = protected_octets + fragment.size();
  made[made.size() - body - wire::ike::PayloadHeader::octets] = first_type(payloads);
  made.erase(made.end() - static_cast<std::ptrdiff_t>(protected_octets), made.end());
  return made + cipher.seal_ike(made, iv, inside);
}

void Session::exchange(Side from, std::uint8_t type, const Payloads& asked,
                       const Payloads& answered) {
  const auto id = end(from).next_id++;
  wire_.ike(from, sealed(from, false, type, id, asked));
  wire_.answer_time();
  wire_.ike(other(from), sealed(other(from), true, type, id, answered));
  wire_.wait(3);
}

}  // namespace espect::samples
