// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/vpn_id.h"

#include "ipsec/registry/experimental_profile.h"
#include "ipsec/registry/tables.h"
#include "tests/support/catch.h"
#include "tests/support/packet_builder.h"
#include "tests/support/played_ike.h"

namespace espect::test::vpn_id_test {
namespace {

constexpr std::uint32_t spi = 0x100;

// Alice's packets carry a VPN-ID because the profile says that this SPI does.
struct Shared {
  Shared() {
    profile.vpn_id_sa_list = {spi};
    keys::SaKeys row;
    row.spi = spi;
    row.encr = 20;
    row.encr_key = secret(7, 36);
    bench.ring.add(row);
    bench.events().to<sessions::VpnIdSeen>([this](const sessions::VpnIdSeen& event) {
      seen.emplace_back(event.id, event.authenticated);
    });
    bench.events().to<sessions::VpnIdMissing>([this](const auto&) { ++missing; });
  }
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;

  Shared& send(std::uint32_t sequence, std::optional<std::uint32_t> vpn_id, bool covered = true) {
    const Octets iv(8, static_cast<std::uint8_t>(sequence));
    const Octets plaintext{1, 2, 3, 4, 5, 6, 0, 59};
    const auto body = cipher.seal_esp(spi, sequence, std::nullopt, iv, plaintext,
                                      covered ? vpn_id : std::nullopt);
    Octets packet = big_endian(spi, 4);
    for (const auto octet : big_endian(sequence, 4)) packet.push_back(octet);
    if (vpn_id)
      for (const auto octet : big_endian(*vpn_id, 4)) packet.push_back(octet);
    packet.insert(packet.end(), body.begin(), body.end());
    bench.esp(true, packet);
    return *this;
  }
  registry::ExperimentalProfile profile;
  AuditBench bench{with_keys, &profile};
  crypto::PacketCipher cipher = ike_cipher(secret(7, 36));
  std::vector<std::pair<std::uint32_t, bool>> seen;
  unsigned missing = 0;
};

}  // namespace

TEST_CASE("the ICV tells whether it covers the VPN-ID, and whether there is one") {
  Shared shared;
  shared.send(1, 7).send(2, 9).send(3, 9, false).send(4, std::nullopt);
  CHECK(shared.bench.flow().icv_ok == 4);
  CHECK(shared.seen ==
        std::vector<std::pair<std::uint32_t, bool>>{{7, true}, {9, true}, {9, false}});
  CHECK(shared.missing == 1);
  REQUIRE(shared.bench.flow().vpn_ids != nullptr);
  CHECK(shared.bench.flow().vpn_ids->at(7).packets == 1);
  CHECK(shared.bench.flow().vpn_ids->at(9).packets == 2);
}

TEST_CASE("bits of SPI and flow label are read as the profile says") {
  registry::ExperimentalProfile profile;
  profile.vpn_id_spi_width = 8;
  profile.vpn_id_spi_shift = 24;
  Datagram datagram;
  auto reading = sessions::read_vpn_id(datagram, 0x2a000001, nullptr, &profile);
  REQUIRE(reading);
  CHECK(reading->id == 0x2a);
  profile = {};
  profile.vpn_id_flow_width = 12;
  profile.vpn_id_flow_shift = 4;
  datagram.path.source.v6 = true;
  datagram.ip.flow_label = 0xabcde;
  reading = sessions::read_vpn_id(datagram, 0x2a000001, nullptr, &profile);
  REQUIRE(reading);
  CHECK(reading->id == 0xbcd);
  CHECK_FALSE(sessions::read_vpn_id(datagram, 0x2a000001, nullptr, nullptr));
}

TEST_CASE("the destination option of the outer header is found among others") {
  Octets header(40, 0);
  header[0] = 0x60;
  header[6] = 60;
  // Next Header 50, 16 octets: PadN of 2, the option, PadN of 4.
  for (const int octet : {50, 1, 1, 0, 0x1e, 4, 0, 0, 0, 9, 1, 4, 0, 0, 0, 0})
    header.push_back(static_cast<std::uint8_t>(octet));
  CHECK(sessions::vpn_id_option(header) == 9);
  registry::ExperimentalProfile other;
  other.replaced = {{&registry::tables::ipv6_dst_option, 0x1e, 0x3e}};
  CHECK_FALSE(sessions::vpn_id_option(header, &other));
  header[44] = 0x3e;
  CHECK_FALSE(sessions::vpn_id_option(header));
  CHECK(sessions::vpn_id_option(header, &other) == 9);
  header.resize(50);
  CHECK_FALSE(sessions::vpn_id_option(header));
}

}  // namespace espect::test::vpn_id_test
