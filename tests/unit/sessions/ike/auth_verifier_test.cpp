// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/unit/sessions/ike/played_auth.h"

namespace espect::test::auth_verifier_test {
namespace {

TEST_CASE("the right PSK verifies both sides") {
  Play play;
  play.auth(play.psk_auth(0), play.psk_auth(1));
  CHECK(play.both(AuthVerdict::verified));
  CHECK(play.peer(0).method.value == 2);
  CHECK(play.peer(0).id == id_i);
  CHECK(play.peer(1).id == id_r);
}

TEST_CASE("before IKE_AUTH nothing was seen") {
  Play play;
  play.ike.informational(true, {});
  CHECK(play.both(AuthVerdict::not_seen));
}

TEST_CASE("one side may fail alone") {
  Play play({}, psk, true);
  Octets wrong = play.psk_auth(1);
  wrong[3] ^= 1;
  play.auth(play.psk_auth(0), wrong);
  CHECK(play.peer(0).verdict == AuthVerdict::verified);
  CHECK(play.peer(1).verdict == AuthVerdict::failed);
}

TEST_CASE(
    "after many AUTH payloads that nothing fits no more are tried, and none is called wrong") {
  const int wrong = GENERATE(1, 5, 63, 64, 70);
  Play play({}, psk, true);
  for (int i = 0; i < wrong; ++i) play.auth(Octets(32, 1), Octets(32, 1));
  CHECK(play.both(wrong <= 64 ? AuthVerdict::failed : AuthVerdict::not_verified));
  play.auth(play.psk_auth(0), play.psk_auth(1));
  CHECK(play.both(wrong < 64 ? AuthVerdict::verified : AuthVerdict::not_verified));
}

TEST_CASE("another PSK fails only where its identities say that it belongs here") {
  const bool by_identity = GENERATE(true, false);
  Play play({}, secret(1), by_identity);
  play.auth(play.psk_auth(0), play.psk_auth(1));
  CHECK(play.both(by_identity ? AuthVerdict::failed : AuthVerdict::not_verified));
}

TEST_CASE("IntAuth covers IKE_INTERMEDIATE, fragmented ones as if they came whole") {
  const int rounds = GENERATE(1, 2);
  const std::uint16_t fragments = GENERATE(std::uint16_t{1}, std::uint16_t{3});
  const bool counted = GENERATE(true, false);
  Play play({}, psk, true);
  for (int i = 1; i <= rounds; ++i) play.run_intermediate(static_cast<std::uint8_t>(i), fragments);
  play.intermediate = counted;
  play.auth(play.psk_auth(0), play.psk_auth(1));
  CHECK(play.both(counted ? AuthVerdict::verified : AuthVerdict::failed));
}

// RFC 8784 section 3.
TEST_CASE("with a PPK AUTH is made with SK_p* that have it in them") {
  const bool known = GENERATE(true, false);
  Play play({notify(notifies::use_ppk)}, psk, true);
  if (known) play.bench.ring.add(keys::Ppk{secret(0x13), std::nullopt, std::nullopt, {}});
  const auto keys = play.ike.sa.keys;
  play.ike.apply_ppk(secret(0x13));
  const Octets auth_i = play.psk_auth(0);
  const Octets auth_r = play.psk_auth(1);
  play.ike.sa.keys = keys;
  play.auth(auth_i, auth_r, 2, {notify(notifies::ppk_identity, {1, 2, 3})});
  CHECK(play.both(known ? AuthVerdict::verified : AuthVerdict::not_verified));
}

TEST_CASE("AUTH of EAP is not verified") {
  Play play({}, psk, true);
  const PayloadSpec eap{registry::payload::eap, Octets(20, 1)};
  play.ike.exchange(true, exchange::ike_auth, {{registry::payload::idi, id_i}},
                    {{registry::payload::idr, id_r}, eap});
  play.ike.exchange(true, exchange::ike_auth, {eap}, {eap});
  play.ike.exchange(true, exchange::ike_auth,
                    {{registry::payload::auth, auth_payload(2, Octets(32, 1))}},
                    {{registry::payload::auth, auth_payload(2, Octets(32, 1))}});
  CHECK(play.both(AuthVerdict::not_verified));
}

TEST_CASE("with EAP what the responder proved first stays verified") {
  Play play;
  const PayloadSpec eap{registry::payload::eap, Octets(20, 1)};
  play.ike.exchange(true, exchange::ike_auth, {{registry::payload::idi, id_i}},
                    {{registry::payload::idr, id_r},
                     {registry::payload::auth, auth_payload(2, play.psk_auth(1))},
                     eap});
  play.ike.exchange(true, exchange::ike_auth,
                    {{registry::payload::auth, auth_payload(2, Octets(32, 1))}},
                    {{registry::payload::auth, auth_payload(2, Octets(32, 1))}});
  CHECK(play.peer(1).verdict == AuthVerdict::verified);
  CHECK(play.peer(0).verdict == AuthVerdict::not_verified);
}

TEST_CASE("a retransmitted IKE_INTERMEDIATE is counted once") {
  Play play({}, psk, true);
  play.count_intermediate(0, 300, 1);
  play.count_intermediate(1, 200, 1);
  play.intermediate = true;
  const auto request = play.ike.message(true, false, exchange::ike_intermediate, 1,
                                        {{registry::payload::ke, ke_payload(36, 300)}});
  play.ike.say(true, request).intermediate(secret(1)).say(true, request);
  play.auth(play.psk_auth(0), play.psk_auth(1));
  CHECK(play.both(AuthVerdict::verified));
}

TEST_CASE("a signature is verified with the certificate that came with it") {
  const Signer signer;
  Play play;
  Octets wrong = signer.sign(play.signed_octets(1));
  wrong.back() ^= 1;
  play.auth(signer.sign(play.signed_octets(0)), wrong, 14, {signer.cert()});
  CHECK(play.peer(0).verdict == AuthVerdict::verified);
  CHECK(play.peer(0).certificate == signer.certificate);
  CHECK(play.peer(0).method.value == 14);
  CHECK(play.peer(1).verdict == AuthVerdict::failed);
}

TEST_CASE("without a certificate that can be read a signature is not verified") {
  const Signer signer;
  const auto certificate = GENERATE_REF(PayloadSpec{registry::payload::cert, {4, 1, 2, 3}},
                                        signer.cert(12), PayloadSpec{registry::payload::cert, {}});
  Play play;
  play.auth(signer.sign(play.signed_octets(0)), signer.sign(play.signed_octets(1)), 14,
            {certificate});
  CHECK(play.both(AuthVerdict::not_verified));
}

// A libreswan release.
TEST_CASE("a responder that signs its own half of IntAuth first is understood") {
  const Signer signer;
  Play play;
  play.run_intermediate(1, 1);
  const Octets auth_i = signer.sign(play.signed_octets(0));
  play.own_half_first = true;
  play.auth(auth_i, signer.sign(play.signed_octets(1)), 14, {signer.cert()});
  CHECK(play.both(AuthVerdict::verified));
}

}  // namespace
}  // namespace espect::test::auth_verifier_test
