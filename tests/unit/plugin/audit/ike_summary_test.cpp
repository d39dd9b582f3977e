// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/audit/ike_summary.h"

#include "plugin/audit/short_names.h"
#include "tests/support/catch.h"
#include "tests/support/ike_builder.h"

using namespace espect;
using namespace espect::plugin;
using namespace espect::test;
namespace payload = registry::payload;
namespace notify = registry::notify;
namespace types = registry::transform_type;

namespace {

std::string summary_of(const MessageSpec& spec) {
  const auto message = ike_message(spec);
  Reader in(message);
  const auto header = wire::decode<wire::ike::Header>(in);
  return payload_summary(header, header.next_payload, in.peek());
}

std::vector<std::uint8_t> bytes(std::string_view text) {
  return {text.begin(), text.end()};
}

std::vector<std::uint8_t> identity(std::uint8_t type, std::vector<std::uint8_t> data) {
  std::vector<std::uint8_t> body{type, 0, 0, 0};
  body.insert(body.end(), data.begin(), data.end());
  return body;
}

// One IPv4 range.
std::vector<std::uint8_t> selectors(std::uint8_t third, std::uint8_t last) {
  return {1, 0, 0,    0,    7,   0,   0,     16,  // RFC 7296 section 3.13.1
          0, 0, 0xff, 0xff, 192, 168, third, 0,  192, 168, third, last};
}

std::vector<std::uint8_t> authentication(std::uint8_t method, std::vector<std::uint8_t> data) {
  return identity(method, std::move(data));
}

}  // namespace

TEST_CASE("IKE summary: IKE_SA_INIT says ciphers and key exchanges") {
  const auto sa =
      sa_payload({{{types::encr, 20, 256}, {types::prf, 5}, {types::ke, 31}, {types::addke1, 36}},
                  {{types::encr, 12, 128}, {types::integ, 12}, {types::ke, 14}}});
  CHECK(summary_of({.payloads = {{payload::sa, sa}, {payload::ke, ke_payload(31)}}}) ==
        "AES-GCM-256/Curve25519/ML-KEM-768 (+1 proposal), KE Curve25519");
}

TEST_CASE("IKE summary: a key exchange that the peer may leave out") {
  const auto sa = sa_payload({{{types::encr, 20, 256},
                               {types::prf, 5},
                               {types::ke, 31},
                               {types::ke, 19},
                               {types::addke1, 0},
                               {types::addke1, 36}}});
  CHECK(summary_of({.payloads = {{payload::sa, sa}}}) ==
        "AES-GCM-256/Curve25519/ECP-256/ML-KEM-768 or none");
  const auto chosen =
      sa_payload({{{types::encr, 20, 256}, {types::prf, 5}, {types::ke, 31}, {types::addke1, 0}}});
  CHECK(summary_of({.response = true, .payloads = {{payload::sa, chosen}}}) ==
        "AES-GCM-256/Curve25519");
}

TEST_CASE("IKE summary: a refusal stands first, what goes without saying last") {
  const MessageSpec response{.spi_r = 2,
                             .exchange = registry::exchange::ike_auth,
                             .response = true,
                             .payloads = {{payload::idr, identity(2, bytes("bob.example"))},
                                          {payload::auth, authentication(2, {1, 2, 3})},
                                          {payload::n, notify_payload(notify::ts_unacceptable)}}};
  CHECK(summary_of(response) == "N(TS_UNACCEPTABLE), IDr=bob.example, AUTH PSK");
  const MessageSpec request{.spi_r = 2,
                            .exchange = registry::exchange::ike_auth,
                            .payloads = {{payload::idi, identity(2, bytes("alice.example"))},
                                         {payload::n, notify_payload(notify::initial_contact)},
                                         {payload::idr, identity(2, bytes("bob.example"))},
                                         {payload::auth, authentication(2, {1, 2, 3})}}};
  CHECK(summary_of(request) == "IDi=alice.example, AUTH PSK, N(INITIAL_CONTACT), IDr=bob.example");
}

TEST_CASE("IKE summary: IKE_AUTH says who, how and for what") {
  const MessageSpec spec{.spi_r = 2,
                         .exchange = registry::exchange::ike_auth,
                         .payloads = {{payload::idi, identity(2, bytes("alice.example"))},
                                      {payload::auth, authentication(9, {1, 2, 3})},
                                      {payload::tsi, selectors(1, 255)},
                                      {payload::tsr, selectors(2, 9)}}};
  CHECK(summary_of(spec) ==
        "IDi=alice.example, AUTH ECDSA, TS 192.168.1.0/24 == 192.168.2.0-192.168.2.9");
}

TEST_CASE("IKE summary: notifies that change the exchange") {
  CHECK(summary_of({.payloads = {{payload::n, notify_payload(notify::cookie, {1, 2})}}}) ==
        "N(COOKIE)");
  CHECK(summary_of(
            {.payloads = {{payload::n, notify_payload(notify::invalid_ke_payload, {0, 31})}}}) ==
        "INVALID_KE wants 31 (Curve25519)");
  CHECK(summary_of({.payloads = {{payload::n, notify_payload(notify::link_max_atomic_packet,
                                                             {5, 0x74})}}}) == "LMAP 1396");
  // A capability.
  CHECK(summary_of({.payloads = {{payload::n, notify_payload(notify::nat_detection_source_ip,
                                                             std::vector<std::uint8_t>(20))}}}) ==
        "");
}

TEST_CASE("IKE summary: an INFORMATIONAL message tells each kind of its notifies once") {
  const std::vector<std::uint8_t> address{10, 1, 0, 11};
  CHECK(
      summary_of(
          {.exchange = registry::exchange::informational,
           .payloads = {{payload::n, notify_payload(notify::additional_ip4_address, address)},
                        {payload::n, notify_payload(notify::update_sa_addresses, {})},
                        {payload::n, notify_payload(notify::additional_ip4_address, address)}}}) ==
      "N(ADDITIONAL_IP4_ADDRESS 10.1.0.11), N(UPDATE_SA_ADDRESSES)");
}

TEST_CASE("IKE summary: NAT detection is told where nothing else is") {
  const auto informational = registry::exchange::informational;
  const auto nat = notify_payload(notify::nat_detection_source_ip, std::vector<std::uint8_t>(20));
  CHECK(summary_of({.exchange = informational, .payloads = {{payload::n, nat}}}) ==
        "N(NAT_DETECTION_SOURCE_IP)");
  CHECK(summary_of({.exchange = informational,
                    .payloads = {{payload::n, nat},
                                 {payload::n, notify_payload(notify::cookie2, {1, 2})}}}) ==
        "N(COOKIE2)");
}

TEST_CASE("IKE summary: a rekey of the IKE SA says so") {
  const auto sa = sa_payload({{{types::encr, 20, 256}, {types::prf, 5}, {types::ke, 31}}});
  const auto exchange = registry::exchange::create_child_sa;
  CHECK(summary_of({.exchange = exchange, .payloads = {{payload::sa, sa}}}) ==
        "REKEY IKE SA, IKE AES-GCM-256/Curve25519");
  CHECK(summary_of({.exchange = exchange, .response = true, .payloads = {{payload::sa, sa}}}) ==
        "IKE AES-GCM-256/Curve25519");
}

TEST_CASE("IKE summary: extended sequence numbers of a Child SA") {
  const auto with_numbers = [](std::vector<TransformSpec> transforms) {
    transforms.insert(transforms.begin(), {types::encr, 20, 256});
    auto sa = sa_payload({transforms});
    sa[5] = registry::protocol::esp;
    return summary_of({.exchange = registry::exchange::ike_auth, .payloads = {{payload::sa, sa}}});
  };
  CHECK(with_numbers({{types::sn, 1}}) == "ESP AES-GCM-256/ESN");
  CHECK(with_numbers({{types::sn, 1}, {types::sn, 0}}) == "ESP AES-GCM-256/ESN/no ESN");
  CHECK(with_numbers({{types::sn, 0}}) == "ESP AES-GCM-256");
}

TEST_CASE("IKE summary: names without what stands behind them in parentheses") {
  CHECK(short_label("SM4_GCM_16 (experimental)") == "SM4_GCM_16");
  CHECK(short_label("Private Use (1035; sntrup761x25519 in OpenBSD iked)") ==
        "sntrup761x25519 1035");
  CHECK(short_label("Private Use (status) (40961; X (old) in strongSwan)") == "X 40961");
  CHECK(short_label("Private Use (status) (40999)") == "Private Use 40999");
  CHECK(short_label("Unassigned (9)") == "Unassigned 9");
  CHECK(short_label("ECP-256") == "ECP-256");
}

TEST_CASE("IKE summary: selectors that are no addresses") {
  sessions::TrafficSelector selector;
  selector.type = registry::TrafficSelectorType{registry::traffic_selector_type::ts_vpn_id,
                                                registry::traffic_selector_type::ts_vpn_id};
  selector.vpn_ids = {7001, 7002};
  CHECK(short_text(selector) == "VPN-ID 7001,7002");
}

TEST_CASE("IKE summary: what is deleted, and nothing at all") {
  const std::vector<std::uint8_t> esp{3, 4, 0, 2, 0xc4, 1, 2, 3, 0xc4, 1, 2, 4};
  const std::vector<std::uint8_t> ike{1, 0, 0, 0};
  const auto informational = registry::exchange::informational;
  CHECK(summary_of({.exchange = informational, .payloads = {{payload::d, esp}}}) ==
        "DELETE ESP 0xc4010203 0xc4010204");
  CHECK(summary_of({.exchange = informational, .payloads = {{payload::d, ike}}}) ==
        "DELETE IKE SA");
  CHECK(summary_of({.exchange = informational}) == "liveness check");
  CHECK(summary_of({.exchange = informational, .response = true}) == "empty");
  CHECK(summary_of({}) == "");
}

TEST_CASE("IKE summary: hostile octets are escaped and long lists end") {
  CHECK(summary_of({.payloads = {{payload::idi, identity(2, {'a', 0x1b, ']', 0xff})}}}) ==
        "IDi=a\\x1b]\\xff");
  std::vector<PayloadSpec> many;
  for (std::uint16_t type = 100; type < 300; ++type)
    many.push_back({payload::n, notify_payload(type)});
  const auto text = summary_of({.payloads = many});
  CHECK(text.size() < 500);
  CHECK(text.ends_with("..."));
}

TEST_CASE("IKE summary: signatures by their AlgorithmIdentifier") {
  const auto named = [](std::vector<std::uint8_t> identifier) {
    identifier.insert(identifier.begin(), static_cast<std::uint8_t>(identifier.size()));
    identifier.push_back(0xaa);  // the signature
    wire::ike::Authentication authentication;
    authentication.method.value = 14;
    authentication.data = identifier;
    return short_text(authentication);
  };
  CHECK(named({0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2}) == "ECDSA");
  CHECK(named({0x30, 5, 6, 3, 0x2b, 0x65, 0x70}) == "Ed25519");
  CHECK(named({0x30, 11, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 18}) == "ML-DSA-65");
  CHECK(named({0x30, 11, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 0x0a}) == "RSA-PSS");
  CHECK(named({0x30, 11, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 0x0b}) == "RSA");
  CHECK(named({0x30, 3, 6, 99, 1}) == "signature");
  CHECK(named({}) == "signature");
}

TEST_CASE("IKE summary: a distinguished name by its common name") {
  wire::ike::Identification identity;
  identity.type.value = 9;
  const std::vector<std::uint8_t> name{0x30, 14, 0x31, 12,   0x30, 10,  6,   3,
                                       0x55, 4,  3,    0x0c, 3,    'b', 'o', 'b'};
  identity.data = name;
  CHECK(short_text(identity) == "CN=bob");
  identity.data = Bytes(name).first(9);
  CHECK(short_text(identity) == "distinguished name of 9 octets");
}

TEST_CASE("IKE summary: fragments") {
  const std::vector<std::uint8_t> body{0, 2, 0, 4, 9, 9};
  wire::ike::Payload one;
  one.type.value = payload::skf;
  one.body = body;
  CHECK(fragment_text(one) == "fragment 2 of 4");
  one.body = Bytes(body).first(3);
  CHECK(fragment_text(one) == "");
}
