// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/audit/ikev1_summary.h"

#include "tests/support/catch.h"
#include "tests/support/ikev1_builder.h"

using namespace espect;
using namespace espect::plugin;
namespace ikev1 = espect::test::ikev1;
namespace payload = registry::ikev1_payload;
namespace exchanges = registry::ikev1_exchange;
namespace notifies = registry::ikev1_notify;

namespace {

std::string summary_of(const ikev1::MessageSpec& spec) {
  const auto message = ikev1::message(spec);
  Reader in(message);
  const auto header = wire::decode<wire::ikev1::Header>(in);
  return ikev1_summary(header, header.next_payload, in.peek(), wire::Origin::clear);
}

std::vector<std::uint8_t> network(std::uint8_t third) {
  constexpr std::uint8_t id_ipv4_addr_subnet = 4;
  return {id_ipv4_addr_subnet, 0, 0, 0, 192, 168, third, 0, 255, 255, 255, 0};
}

}  // namespace

TEST_CASE("IKEv1 summary: main mode says the suite, its hash and how peers prove who they are") {
  const auto attributes = ikev1::phase1_attributes();
  CHECK(summary_of({.payloads = {{payload::sa, ikev1::phase1_sa({attributes, attributes})}}}) ==
        "AES-CBC-256/MODP-2048, SHA2-256, PSK (+1 transform)");
}

TEST_CASE("IKEv1 summary: quick mode says what it protects and with what") {
  constexpr std::uint8_t esp_aes_cbc = 12;
  const ikev1::MessageSpec spec{
      .spi_r = 2,
      .exchange = exchanges::quick_mode,
      .message_id = 7,
      .payloads = {{payload::hash, std::vector<std::uint8_t>(32)},
                   {payload::sa, ikev1::esp_sa(0x1234, esp_aes_cbc, {{6, 128}, {5, 5}, {4, 1}})},
                   {payload::id, network(1)},
                   {payload::id, network(2)}}};
  CHECK(summary_of(spec) ==
        "ESP AES-CBC-128/HMAC-SHA2-256-128, TS 192.168.1.0/24 == 192.168.2.0/24");
}

TEST_CASE("IKEv1 summary: the last message of quick mode is its third hash") {
  ikev1::MessageSpec spec{.spi_r = 2,
                          .exchange = exchanges::quick_mode,
                          .message_id = 7,
                          .payloads = {{payload::hash, std::vector<std::uint8_t>(32)}}};
  CHECK(summary_of(spec) == "HASH(3)");
  spec.exchange = exchanges::transaction;
  CHECK(summary_of(spec).empty());
}

TEST_CASE("IKEv1 summary: notifies of an Informational message, elsewhere errors") {
  CHECK(
      summary_of({.exchange = exchanges::informational,
                  .message_id = 7,
                  .payloads = {{payload::n, ikev1::notify(notifies::r_u_there, {0, 0, 0, 1})}}}) ==
      "N(R-U-THERE)");
  CHECK(summary_of({.payloads = {{payload::n, ikev1::notify(notifies::no_proposal_chosen)}}}) ==
        "N(NO-PROPOSAL-CHOSEN)");
  CHECK(summary_of({.payloads = {{payload::n, ikev1::notify(notifies::replay_status)}}}).empty());
}

TEST_CASE("IKEv1 summary: hostile octets are escaped, and the length is bounded") {
  ikev1::MessageSpec spec{.exchange = exchanges::aggressive};
  std::vector<std::uint8_t> body{2, 0, 0, 0};
  body.resize(4 + 1000, '\n');
  for (int count = 0; count < 20; ++count) {
    body[4 + static_cast<std::size_t>(count)] = 'a';
    spec.payloads.push_back({payload::id, body});
  }
  const auto text = summary_of(spec);
  CHECK(text.find('\n') == std::string::npos);
  CHECK(text.size() <= 403);
}

TEST_CASE("IKEv1 summary: titles as people say them") {
  wire::ikev1::Header header;
  header.exchange = exchanges::identity_protection;
  CHECK(ikev1_title(header) == "Main Mode");
  header.exchange = exchanges::quick_mode;
  CHECK(ikev1_title(header) == "Quick Mode");
}
