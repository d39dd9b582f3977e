// SPDX-License-Identifier: GPL-2.0-or-later
// RFC 7296 section 2.23. The hashes are computed here, from the RFC's words.
#include "ipsec/sessions/ike/nat_detection.h"

#include "ipsec/crypto/digest.h"
#include "ipsec/sessions/sessions.h"
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::nat_detection_test {
namespace {

namespace notifies = registry::notify;
using sessions::NatPlace;

const Address translated = Address::v4_from(std::vector<std::uint8_t>{10, 9, 0, 1}.data());

std::vector<std::uint8_t> hash(bool response, const Address& address, std::uint16_t port) {
  Writer out;
  out.number(initiator_spi);
  out.number(response ? responder_spi : std::uint64_t{0});
  out.append(Bytes(address.octets).first(4));
  out.number(port);
  return crypto::sha1({out.bytes()});
}
PayloadSpec source(bool response, const Address& address, std::uint16_t port = 500) {
  return {registry::payload::n,
          notify_payload(notifies::nat_detection_source_ip, hash(response, address, port))};
}
PayloadSpec destination(bool response, const Address& address, std::uint16_t port = 500) {
  return {registry::payload::n,
          notify_payload(notifies::nat_detection_destination_ip, hash(response, address, port))};
}

const sessions::IkeSa& negotiated(AuditBench& bench, const std::vector<PayloadSpec>& asked,
                                  const std::vector<PayloadSpec>& answered) {
  bench.ike(true, init_request({classical}, 31, asked))
      .ike(false, init_response(classical, answered));
  return bench.sessions().ike_sas()[0];
}

TEST_CASE("all hashes fit: no NAT is found") {
  AuditBench bench;
  const auto& sa = negotiated(bench, {source(false, alice), destination(false, bob)},
                              {source(true, bob), destination(true, alice)});
  CHECK(sa.nat_place(true) == NatPlace::not_found);
  CHECK(sa.nat_place(false) == NatPlace::not_found);
}

TEST_CASE("a responder that sees another address: the initiator is behind a NAT") {
  AuditBench bench;
  const auto& sa = negotiated(bench, {source(false, alice), destination(false, bob)},
                              {source(true, bob), destination(true, translated, 21500)});
  CHECK(sa.nat_place(true) == NatPlace::behind);
  CHECK(sa.nat_place(false) == NatPlace::not_found);
}

TEST_CASE("an own hash that does not fit: a NAT before this point, or forced encapsulation") {
  AuditBench bench;
  const auto& sa = negotiated(bench, {source(false, translated), destination(false, bob)},
                              {source(true, translated), destination(true, alice)});
  CHECK(sa.nat_place(true) == NatPlace::behind_or_forced);
  CHECK(sa.nat_place(false) == NatPlace::behind_or_forced);
  // Only who believes itself behind a NAT keeps it open.
  auto keepalive = bench.datagram(true);
  bench.sessions().on(keepalive);
  bench.end(1);
  CHECK(sa.nat_keepalives[0] == 1);
  CHECK(sa.nat_keepalives[1] == 0);
  CHECK(sa.nat_place(true) == NatPlace::behind);
  CHECK(sa.nat_place(false) == NatPlace::behind_or_forced);
}

TEST_CASE("a peer with several addresses sends a hash of each") {
  AuditBench bench;
  const auto& sa =
      negotiated(bench, {source(false, translated), source(false, alice), destination(false, bob)},
                 {source(true, bob), destination(true, alice)});
  CHECK(sa.nat_place(true) == NatPlace::not_found);
}

TEST_CASE("without hashes in both messages nothing is said") {
  AuditBench bench;
  const auto& sa = negotiated(bench, {source(false, alice), destination(false, bob)}, {});
  CHECK(!sa.nat_place(true));
  CHECK(!sa.nat_place(false));
}

TEST_CASE("TCP after UDP that nobody answered is a fallback") {
  const bool answered = GENERATE(true, false);
  AuditBench bench;
  const auto send = [&](bool from_alice, std::uint64_t spi_i, Encapsulation encapsulation,
                        bool response) {
    MessageSpec spec{.spi_i = spi_i, .from_initiator = !response, .response = response};
    spec.payloads = {{registry::payload::nonce, std::vector<std::uint8_t>(32, 1)}};
    const auto message = ike_message(spec);
    auto datagram = bench.datagram(from_alice);
    datagram.path.encapsulation = encapsulation;
    datagram.content = Ike{message, false};
    bench.sessions().on(datagram);
  };
  send(true, 1, Encapsulation::udp, false);
  if (answered) send(false, 1, Encapsulation::udp, true);
  send(true, 2, Encapsulation::tcp, false);
  send(true, 3, Encapsulation::tcp, false);
  const auto& sas = bench.sessions().ike_sas();
  REQUIRE(sas.size() == 3);
  CHECK(sas[0].transport == Encapsulation::udp);
  CHECK(sas[1].transport == Encapsulation::tcp);
  CHECK(sas[1].fallback_from == (answered ? std::nullopt : std::optional(1U)));
  CHECK(!sas[2].fallback_from);
}

}  // namespace
}  // namespace espect::test::nat_detection_test
