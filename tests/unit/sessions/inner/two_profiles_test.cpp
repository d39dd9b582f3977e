// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/bytes/hex.h"
#include "ipsec/registry/experimental_profile.h"
#include "ipsec/sessions/sessions.h"
#include "ipsec/wire/encoder.h"
#include "ipsec/wire/ike/notify.h"
#include "tests/support/catch.h"

// Two captures under different numbers in one process, packet by packet in turn.
namespace espect {
namespace {

registry::ExperimentalProfile profile_of(std::string_view csv) {
  auto profile = registry::parse_experimental_profile(csv, "mine.csv");
  REQUIRE(profile);
  return std::move(*profile);
}

class Capture {
 public:
  explicit Capture(const registry::ExperimentalProfile* profile)
      : sessions_(events_, nullptr, profile) {
    events_.to<sessions::EchoSeen>([this](const auto&) { ++echoes; });
  }
  void echo_request(std::uint32_t spi) {
    // Form B: identifier 7, sequence 1, "abcd", padding, Next Header 59.
    auto packet = *from_hex("000000000000000100070001616263640102023b");
    packet[3] = static_cast<std::uint8_t>(spi);
    Datagram datagram;
    datagram.frame = ++frame_;
    datagram.content = Esp{packet, spi, 1};
    sessions_.on(datagram);
  }
  int echoes = 0;
  std::uint32_t flows() const { return sessions_.flows().size(); }

 private:
  sessions::Subscriptions events_;
  sessions::Sessions sessions_;
  std::uint32_t frame_ = 0;
};

}  // namespace

TEST_CASE("two captures under different numbers are read side by side") {
  const auto other = profile_of("preference,value\nxp.esp_echo_request_spi,107\n");
  Capture one(nullptr);
  Capture two(&other);
  for (int i = 0; i < 2; ++i)
    for (const std::uint32_t spi : {7U, 107U}) {
      one.echo_request(spi);
      two.echo_request(spi);
    }
  CHECK(one.echoes == 2);
  CHECK(two.echoes == 2);
  CHECK(one.flows() == 1);  // the other SPI is that of an SA
  CHECK(two.flows() == 1);
}

TEST_CASE("what was decoded keeps its meaning among others") {
  const auto other = profile_of("preference,value\nxp.vpn_id_mode_notify,50000\n");
  wire::ike::Notify sent;
  sent.type = 50000;
  const auto octets = wire::encode(sent);
  const auto plain = wire::decode_all<wire::ike::Notify>(octets);
  const auto known = wire::decode_all<wire::ike::Notify>(octets, nullptr, &other);
  CHECK_FALSE(plain.is(registry::notify::vpn_id_mode));
  CHECK(known.is(registry::notify::vpn_id_mode));
  CHECK(known.type.value == 50000);
  CHECK(known.type.display_name() == "VPN_ID_MODE (experimental)");
}

}  // namespace espect
