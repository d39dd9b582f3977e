// SPDX-License-Identifier: GPL-2.0-or-later
#include "samples/make/broken.h"
#include "samples/make/session.h"

namespace espect::samples {
namespace {

namespace types = registry::payload;
namespace notifies = registry::notify;
namespace exchanges = registry::exchange;
using wire::ike::Header;

constexpr std::size_t draft_nonce_octets = 32;
constexpr std::size_t fragment_octets = 160;  // of payloads in each

}  // namespace

// RFC 7383 section 2.5: SKF, each with a number and an ICV of its own.
std::vector<Octets> Session::fragments(Side from, std::uint8_t type, std::uint32_t id,
                                       const Payloads& payloads) {
  auto& cipher = *end(from).cipher;
  const auto inside = broken_chain(payload_chain(payloads));
  const auto total =
      static_cast<std::uint16_t>((inside.size() + fragment_octets - 1) / fragment_octets);
  std::vector<Octets> made;
  for (std::uint16_t number = 1; number <= total; ++number) {
    const std::size_t at = (number - std::size_t{1}) * fragment_octets;
    const auto piece = Bytes(inside).subspan(at, std::min(fragment_octets, inside.size() - at));
    const auto plaintext = Octets{} + piece + Octets(1, 0);
    const auto iv = numbers(++end(from).iv_counter);
    const auto header = broken_header(numbers(number, total));
    const std::size_t octets = iv.size() + plaintext.size() + cipher.icv_octets();
    auto fragment = message(from, false, type, id, {{types::skf, header + Octets(octets)}});
    fragment[Header::octets] = number == 1 ? first_type(payloads) : std::uint8_t{0};
    fragment.erase(fragment.end() - static_cast<std::ptrdiff_t>(octets), fragment.end());
    made.push_back(fragment + cipher.seal_ike(fragment, iv, plaintext));
  }
  return made;
}

void Session::informational_in_fragments(Side from, const Payloads& asked, std::uint16_t lost) {
  constexpr auto type = exchanges::informational;
  const auto id = end(from).next_id++;
  const auto pieces = fragments(from, type, id, asked);
  for (std::size_t i = 0; i < pieces.size(); ++i)
    if (i + 1 != lost) wire_.ike(from, pieces[i]);
  wire_.answer_time();
  constexpr std::uint16_t no_more = 0;
  wire_.ike(other(from), sealed(other(from), true, type, id,
                                {notify(notifies::fragment_ack_req, numbers(lost, no_more))}));
  wire_.answer_time();
  if (lost <= pieces.size()) wire_.ike(from, pieces[lost - std::size_t{1}]);
  wire_.answer_time();
  wire_.ike(other(from), sealed(other(from), true, type, id, {}));
  wire_.wait(3);
}

Child Session::rekey_optimized(Side from, const Child& old, const ChildPlan& plan) {
  const std::array<std::uint32_t, 2> spis{random_.spi(), random_.spi()};
  const auto ni = random_.octets(draft_nonce_octets);
  const auto nr = random_.octets(draft_nonce_octets);
  const auto spi_of = [&](Side side) { return spis[side == initiator ? 0 : 1]; };
  const auto said = [&](Side side) {
    return notify(notifies::optimized_rekey, {}, old.protocol(), numbers(spi_of(side)));
  };
  exchange(from, exchanges::create_child_sa,
           {notify(notifies::rekey_sa, {}, old.protocol(), numbers(old.spi(from))), said(from),
            nonce(ni)},
           {said(other(from)), nonce(nr)});
  return child(plan, from, spis, ni, nr);
}

}  // namespace espect::samples
