// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/digest.h"
#include "ipsec/sessions/ikev1/identity.h"
#include "ipsec/sessions/names.h"
#include "ipsec/sessions/sessions.h"
#include "tests/support/catch.h"
#include "tests/support/played_ike.h"
#include "tests/support/played_ikev1.h"

namespace espect::test::ikev1_sessions_test {
using sessions::IkeSaState;
namespace payload = registry::ikev1_payload;

namespace {

struct Played {
  explicit Played(std::uint16_t authentication = 1) : played(bench, authentication) {}
  AuditBench bench{with_keys};
  PlayedIkev1 played;
  const sessions::IkeSa& sa() const { return bench.ike_sa(1); }
};

// ESP in alice's direction that these keys protect.
Octets esp_of(const crypto::ChildKeyMaterial& keys, std::uint32_t spi) {
  auto cipher =
      crypto::PacketCipher::of(registry::encryption_algorithm::encr_aes_cbc, keys.encr_i,
                               registry::integrity_algorithm::auth_hmac_sha2_256_128, keys.integ_i);
  return sealed_esp(*cipher, spi, 1, false, Octets(20, 0x45));
}

}  // namespace

TEST_CASE("main mode in the clear: mode, authentication, proposal, lifetime, vendor ids") {
  Played test;
  test.played.more_asked = {{payload::vid, Octets(16, 7)}};
  test.played.more_answered = {{payload::vid, Octets(16, 8)}};
  test.played.main_mode().proofs();
  const auto& sa = test.sa();
  REQUIRE(test.bench.sessions().ike_sas().size() == 1);
  CHECK(sa.version == 1);
  CHECK(sa.state == IkeSaState::negotiating);
  REQUIRE(sa.selection);
  CHECK(to_text(*sa.selection) == "ENCR_AES_CBC-256, PRF_HMAC_SHA2_256, KE 2048-bit MODP");
  REQUIRE(sa.ikev1);
  CHECK(sa.ikev1->mode == sessions::Ikev1Mode::main);
  CHECK(sa.ikev1->authentication.value == 1);
  CHECK(to_text(sa.ikev1->selected->lifetime) == "28800 s");
  CHECK(sa.ikev1->initiator().vendor_ids == std::vector<Octets>{Octets(16, 7)});
  CHECK(sa.ikev1->responder().vendor_ids == std::vector<Octets>{Octets(16, 8)});
  CHECK(sa.messages == 6);
  CHECK(sa.encrypted == 2);
  CHECK(sa.decrypted == 0);
  CHECK(sa.from_initiator == 3);
  REQUIRE(sa.exchanges.size() == 3);
  CHECK(sessions::exchange_name(sa.exchanges[0]) == "main mode");
  CHECK(sessions::exchange_name(sa.exchanges[2]) == "main mode message 5");
  for (const auto& exchange : sa.exchanges) CHECK_FALSE(exchange.open());
}

TEST_CASE("a quick mode of three messages shows that phase 1 is up, also without keys") {
  Played test;
  test.played.main_mode().proofs().quick_mode(5, 0xc1, 0xd1, 0, 2);
  CHECK(test.sa().state == IkeSaState::negotiating);
  Played whole;
  whole.played.main_mode().proofs().quick_mode(5, 0xc1, 0xd1);
  CHECK(whole.sa().state == IkeSaState::established);
  CHECK(whole.sa().state_certainty == sessions::StateCertainty::observed);
  CHECK(whole.bench.sessions().child_sas().size() == 0);
}

TEST_CASE("with SKEYID_*: all messages open, proofs and hashes verify, Child SAs have keys") {
  Played test;
  test.bench.ring.add(test.played.row());
  test.played.main_mode();
  int verified = 0;
  test.bench.events().to<sessions::Ikev1MessageOpened>(
      [&](const sessions::Ikev1MessageOpened& event) { verified += event.hash_verified; });
  test.played.proofs();
  CHECK(test.sa().state == IkeSaState::established);
  CHECK(test.sa().state_certainty == sessions::StateCertainty::decrypted);
  CHECK(test.sa().opening->initiator().verdict == sessions::AuthVerdict::verified);
  CHECK(test.sa().opening->responder().verdict == sessions::AuthVerdict::verified);
  test.played.quick_mode(5, 0xc1, 0xd1)
      .informational(true, 6, {{payload::d, ikev1_delete(3, {big_endian(0xc1, 4)})}});
  CHECK(test.sa().encrypted == 6);
  CHECK(test.sa().decrypted == 6);
  CHECK(verified == 4);
  REQUIRE(test.bench.sessions().child_sas().size() == 1);
  const auto& child = test.bench.child(1);
  CHECK(child.spi_i == 0xc1);
  CHECK(child.spi_r == 0xd1);
  CHECK(to_text(child.selection) == "ENCR_AES_CBC-256, AUTH_HMAC_SHA2_256_128");
  CHECK(to_text(child.ts_i) == "10.1.0.0/16");
  CHECK(to_text(child.ts_r) == "10.2.0.0/16");
  CHECK(child.mode == sessions::ChildSaMode::tunnel);
  CHECK(child.lifetime_i == sessions::Lifetime{3600, {}});
  CHECK(child.state == sessions::ChildSaState::deleted);
  const auto keys = test.played.keymat(0xc1, 0xd1);
  CHECK(has(test.bench, 1, keys));
  test.bench.esp(true, esp_of(keys, 0xd1));
  CHECK(test.bench.flow().icv_ok == 1);
}

TEST_CASE("ikev1_decryption_table opens messages and gives no Child SA a key") {
  Played test;
  keys::Ikev1Keys row;
  row.spi_i = PlayedIkev1::spi_i;
  row.encr_key = test.played.keys.e;  // 32 octets, as long as the hash
  test.bench.ring.add(row);
  test.played.main_mode().proofs().quick_mode(5, 0xc1, 0xd1);
  CHECK(test.sa().decrypted == 5);
  CHECK(test.sa().opening->initiator().verdict == sessions::AuthVerdict::not_verified);
  REQUIRE(test.bench.sessions().child_sas().size() == 1);
  CHECK_FALSE(has(test.bench, 1, test.played.keymat(0xc1, 0xd1)));
}

TEST_CASE("from the shared secret and the preshared key everything follows, PFS wants its own") {
  for (const bool right : {true, false}) {
    Played test;
    test.bench.ring.add(
        keys::IkeSecret{PlayedIkev1::spi_i, PlayedIkev1::spi_r, 0, {}, test.played.shared, {}});
    test.bench.ring.add(keys::Psk{secret(1), {}, {}, {}});
    const auto psk = octets_of(right ? "our secret" : "another one");
    test.bench.ring.add(keys::Psk{crypto::secret_of(psk), {}, {}, {}});
    const auto pfs = secret(3, 256);
    test.bench.ring.add(keys::ChildSecret{0xd1, {}, 0, {}, pfs, {}});
    test.played.main_mode().proofs().quick_mode(5, 0xc1, 0xd1, 14);
    CHECK(test.sa().decrypted == (right ? 5U : 0U));
    CHECK(test.sa().opening->why_closed ==
          (right ? "no key source names it" : "no key that is given opens it"));
    if (right) {
      CHECK(test.bench.child(1).selection.transforms.size() == 3);
      CHECK(has(test.bench, 1, test.played.keymat(0xc1, 0xd1, pfs)));
    }
  }
}

TEST_CASE("signatures: the shared secret alone opens phase 1") {
  Played test(3);
  test.bench.ring.add(
      keys::IkeSecret{PlayedIkev1::spi_i, PlayedIkev1::spi_r, 0, {}, test.played.shared, {}});
  test.played.main_mode().proofs();
  CHECK(test.sa().decrypted == 2);
}

TEST_CASE("copies are opened under the IV of the first, and change no chain") {
  Played again;
  again.bench.ring.add(again.played.row());
  again.played.main_mode();
  again.played.proofs();
  const auto message =
      again.played.sealed(32, 5,
                          {{payload::sa, ikev1_sa(3, {0, 0, 0, 1}, {esp_transform()})},
                           {payload::nonce, Octets(16, 0x55)}});
  again.played.say(true, message).say(true, message);
  CHECK(again.sa().retransmissions == 1);
  CHECK(again.sa().decrypted == 4);
}

TEST_CASE("a message whose HASH is wrong is not opened, and breaks no chain") {
  Played test;
  test.bench.ring.add(test.played.row());
  test.played.main_mode();
  test.played.proofs().quick_mode(5, 0xc1, 0xd1);
  const auto before = test.sa().decrypted;
  auto forged = test.played.sealed(5, 9, {{payload::n, ikev1_notify(16384)}});
  forged[40] ^= 1;
  test.played.say(true, forged);
  CHECK(test.sa().decrypted == before);
  CHECK(test.sa().opening->why_closed == "no key that is given opens it");
  test.played.informational(false, 10, {{payload::n, ikev1_notify(16384)}});
  CHECK(test.sa().decrypted == before + 1);
}

TEST_CASE("a rekey is known by its selectors, a delete of the phase 1 SA leaves Child SAs alone") {
  Played test;
  test.bench.ring.add(test.played.row());
  test.played.main_mode();
  test.played.proofs().quick_mode(5, 0xc1, 0xd1).quick_mode(6, 0xc2, 0xd2);
  CHECK(test.bench.child(1).state == sessions::ChildSaState::rekeyed);
  CHECK(test.bench.child(2).rekeyed_from == 1);
  auto cookies = big_endian(PlayedIkev1::spi_i, 8);
  const auto responder = big_endian(PlayedIkev1::spi_r, 8);
  cookies.insert(cookies.end(), responder.begin(), responder.end());
  test.played.informational(true, 7, {{payload::d, ikev1_delete(1, {cookies})}});
  CHECK(test.sa().state == IkeSaState::deleted);
  CHECK(test.bench.child(2).state == sessions::ChildSaState::active);
}

TEST_CASE("R-U-THERE: probes in a row are one request, an answer ends it, silence is death") {
  Played test;
  test.bench.ring.add(test.played.row());
  test.played.main_mode();
  test.played.proofs().quick_mode(5, 0xc1, 0xd1);
  const auto probe = [&](std::uint32_t number) {
    return std::vector<PayloadSpec>{{payload::n, ikev1_notify(36136, big_endian(number, 4))}};
  };
  test.played.informational(true, 11, probe(1));
  test.played.informational(false, 12, {{payload::n, ikev1_notify(36137, big_endian(1, 4))}});
  CHECK(test.sa().ikev1->dpd_probes == 1);
  CHECK(test.sa().ikev1->dpd_answers == 1);
  test.played.informational(true, 13, probe(2)).informational(true, 14, probe(3));
  test.bench.end(60);
  CHECK(test.sa().state == IkeSaState::dead);
  const auto* dead = test.bench.only("ike-dead-peer");
  REQUIRE(dead != nullptr);
  CHECK(dead->evidence.number("transmissions") == 2);
}

TEST_CASE("NAT-D of main mode: the side whose hash the other does not find is behind a NAT") {
  Played test;
  test.played.main_mode(2);
  const auto hash = [](const Address& address, std::uint16_t port) {
    auto octets = big_endian(PlayedIkev1::spi_i, 8);
    const auto append = [&](const Octets& more) {
      octets.insert(octets.end(), more.begin(), more.end());
    };
    append(big_endian(PlayedIkev1::spi_r, 8));
    append({address.octets.begin(), address.octets.begin() + 4});
    append(big_endian(port, 2));
    return crypto::hash_of(registry::pseudorandom_function::prf_hmac_sha2_256, {octets});
  };
  const auto said = [&](bool from_alice, const Address& source, const Address& destination) {
    test.played.say(from_alice,
                    ikev1_message({.spi_r = PlayedIkev1::spi_r,
                                   .payloads = {{payload::ke, Octets(256, 1)},
                                                {payload::nonce, Octets(16, 2)},
                                                {payload::nat_d, hash(destination, 500)},
                                                {payload::nat_d, hash(source, 500)}}}));
  };
  said(true, address("192.168.0.9"), bob);  // her own address, which nobody sees
  said(false, bob, address("192.168.0.9"));
  CHECK(test.sa().nat_place(true) == sessions::NatPlace::behind);
  CHECK(test.sa().nat_place(false) == sessions::NatPlace::not_found);
}

TEST_CASE("fragments of Cisco and Microsoft are one message, which opens") {
  Played test;
  test.bench.ring.add(test.played.row());
  test.played.main_mode();
  AuditBench other;
  PlayedIkev1 copy(other);
  copy.main_mode();
  // Message 5, in two pieces that come the wrong way round.
  std::vector<Octets> caught;
  other.events().to<sessions::IkeMessageSeen>([&](const sessions::IkeMessageSeen& event) {
    if (event.message.header().flags == 1)
      caught.emplace_back(event.message.octets().begin(), event.message.octets().end());
  });
  copy.proofs();
  REQUIRE(caught.size() == 2);
  const auto piece = [&](std::uint8_t number, bool last, std::size_t from, std::size_t to) {
    Octets body{0, 7, number, std::uint8_t(last ? 1 : 0)};
    body.insert(body.end(), caught[0].begin() + static_cast<std::ptrdiff_t>(from),
                caught[0].begin() + static_cast<std::ptrdiff_t>(to));
    return ikev1_message(
        {.spi_r = PlayedIkev1::spi_r, .payloads = {{payload::frag, body}}, .flags = 1});
  };
  test.played.say(true, piece(2, true, 40, caught[0].size())).say(true, piece(1, false, 0, 40));
  CHECK(test.sa().decrypted == 1);
  CHECK(test.sa().ikev1->initiator().id == ikev1_id(2, octets_of("alice.example")));
}

TEST_CASE("identities for people") {
  CHECK(sessions::ikev1_identity(ikev1_id(3, octets_of("vpn@example.org"))) == "vpn@example.org");
  CHECK(sessions::ikev1_identity(ikev1_id(1, {192, 0, 2, 1})) == "192.0.2.1");
  CHECK(sessions::ikev1_identity(ikev1_id(1, {192, 0})) == "ID_IPV4_ADDR c000");
  CHECK(sessions::ikev1_identity(ikev1_id(9, {0x30, 0x01})) == "ID_DER_ASN1_DN 3001");
  CHECK(sessions::ikev1_identity(ikev1_id(2, {'a', 0x1b, 'b'})) == "ID_FQDN 611b62");
}

}  // namespace espect::test::ikev1_sessions_test
