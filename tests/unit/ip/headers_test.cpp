// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/ip/headers.h"

#include "ipsec/ip/ip_view.h"
#include "tests/support/catch.h"
#include "tests/support/packet_builder.h"

namespace espect::test {
namespace {

namespace protocol = ip::protocol;

Octets address6(std::uint8_t last) {
  return Octets{0xfd} + Octets(14, 0) + Octets{last};
}
Octets routing(std::uint8_t type, std::uint8_t left, const Octets& addresses) {
  return Octets{protocol::esp,
                static_cast<std::uint8_t>(addresses.size() / 8),
                type,
                left,
                0,
                0,
                0,
                0} +
         addresses;
}

TEST_CASE("each header of a chain is as long as its own unit of length says") {
  struct Row {
    std::uint8_t protocol;
    std::uint8_t length;
    std::size_t octets;
  };
  const Row rows[] = {
      {protocol::hop_by_hop, 0, 8},
      {protocol::routing, 2, 24},
      {protocol::destination_options, 1, 16},
      {protocol::mobility, 0, 8},
      {protocol::hip, 4, 40},
      {protocol::shim6, 0, 8},
      {protocol::fragment, 77, 8},
      {protocol::ah, 4, 24},
  };
  for (const Row& row : rows) {
    INFO(int{row.protocol});
    const Octets whole = Octets(3, 0) + Octets{protocol::udp, row.length} + Octets(row.octets, 7);
    const ip::HeaderPlace place{row.protocol, 3, 1};
    CHECK(ip::header_at(whole, place).size() == row.octets);
    const auto next = ip::behind(place, ip::header_at(whole, place));
    CHECK(next.protocol == protocol::udp);
    CHECK(next.at == 3 + row.octets);
    CHECK(next.named_at == 3);
    for (std::size_t size = 0; size < 3 + row.octets; ++size)
      CHECK(ip::header_at(part(whole, 0, size), place).empty());
  }
}

TEST_CASE("lengths that IP headers claim") {
  const Octets four = ip4({}, counting(30));
  const Octets six = ip6(50, counting(30));
  CHECK(ip::packet_octets(four) == 50);
  CHECK(ip::packet_octets(six) == 70);
  for (std::size_t size = 0; size < 20; ++size) CHECK_FALSE(ip::packet_octets(part(four, 0, size)));
  for (std::size_t size = 0; size < 40; ++size) CHECK_FALSE(ip::packet_octets(part(six, 0, size)));
  CHECK_FALSE(ip::packet_octets(ip4({.total_length = 19}, counting(30))));
  CHECK_FALSE(ip::packet_octets(Octets(60, 0x50)));

  CHECK_FALSE(ip::claimed_length(part(four, 0, 3)).known);
  CHECK(ip::claimed_length(part(four, 0, 4)).octets == 50);
  CHECK_FALSE(ip::claimed_length(part(six, 0, 5)).known);
  CHECK(ip::claimed_length(part(six, 0, 6)).octets == 70);
  CHECK(ip::claimed_length(ip4({.total_length = 19}, counting(30))).bad);
  CHECK(ip::claimed_length(Octets{0x50}).bad);
}

TEST_CASE("a source route that is not at its end leads to its last address") {
  struct Row {
    const char* what;
    Octets packet;
    const char* destination;
  };
  const Octets given = address6(11) + address6(12);
  const Octets option{131, 11, 4, 192, 0, 2, 1, 192, 0, 2, 9, 0};
  Octets finished = option;
  finished[2] = 12;
  const Row rows[] = {
      {"type 0", ip6(43, routing(0, 1, given) + esp(1, 2)), "fd00::c"},
      {"type 0 at its end", ip6(43, routing(0, 0, given) + esp(1, 2)), "fd00::2"},
      {"type 2", ip6(43, routing(2, 1, address6(11)) + esp(1, 2)), "fd00::b"},
      {"Segment Routing", ip6(43, routing(4, 1, given) + esp(1, 2)), "fd00::b"},
      {"a type whose addresses are compressed", ip6(43, routing(3, 1, given) + esp(1, 2)),
       "fd00::2"},
      {"behind hop-by-hop options", ip6(0, extension(43, routing(0, 2, given) + esp(1, 2))),
       "fd00::c"},
      {"without an address", ip6(43, routing(0, 1, {}) + esp(1, 2)), "fd00::2"},
      {"IPv4", ip4({.options = option}, esp(1, 2)), "192.0.2.9"},
      {"IPv4 behind No Operation",
       ip4({.options = Octets{1, 137} + part(option, 1, 10)}, esp(1, 2)), "192.0.2.9"},
      {"IPv4 at its end", ip4({.options = finished}, esp(1, 2)), "10.0.0.2"},
      {"IPv4 with another option", ip4({.options = {7, 7, 4, 1, 2, 3, 4, 0}}, esp(1, 2)),
       "10.0.0.2"},
      {"IPv4, option past the end", ip4({.options = {131, 40, 4, 1}}, esp(1, 2)), "10.0.0.2"},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    ip::IpView view;
    REQUIRE(ip::read_ip(row.packet, 0, view) == ip::IpProblem::none);
    CHECK(to_text(view.datagram.path.destination) == row.destination);
    CHECK(view.payload.protocol == protocol::esp);
  }
}

TEST_CASE("extension headers are handed on, up to what they carry") {
  ip::IpView view;
  const Octets plain = ip6(50, esp(1, 2));
  REQUIRE(ip::read_ip(plain, 0, view) == ip::IpProblem::none);
  CHECK(view.datagram.extension_headers.empty());
  const Octets packet = ip6(60, extension(44, fragment6(50, 0, false, 7, esp(1, 2))));
  REQUIRE(ip::read_ip(packet, 0, view) == ip::IpProblem::none);
  CHECK(view.datagram.extension_headers.size() == 40 + 8 + 8);
  view.clear();
  CHECK(view.datagram.extension_headers.empty());
}

}  // namespace
}  // namespace espect::test
