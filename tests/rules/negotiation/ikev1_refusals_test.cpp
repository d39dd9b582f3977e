// SPDX-License-Identifier: GPL-2.0-or-later
// What the rules about refusals, silence and algorithms say of IKEv1.
#include "ipsec/sessions/sessions.h"
#include "tests/support/catch.h"
#include "tests/support/played_ikev1.h"

namespace espect::test::ikev1_refusals {
using rules::Certainty;
using rules::Severity;
namespace payload = registry::ikev1_payload;

namespace {

Octets clear_notify(std::uint16_t type, std::uint64_t spi_r = PlayedIkev1::spi_r,
                    std::uint32_t message_id = 0x1234) {
  return ikev1_message({.spi_r = spi_r,
                        .exchange = 5,
                        .message_id = message_id,
                        .payloads = {{payload::n, ikev1_notify(type)}}});
}

}  // namespace

TEST_CASE("ike-unanswered: main mode, and what it may mean that message 5 is not answered") {
  AuditBench bench;
  const auto first =
      ikev1_message({.payloads = {{payload::sa, ikev1_sa(1, {}, {phase1_transform()})}}});
  bench.ike(true, first, 0).ike(true, first, 10).ike(true, first, 30).end(60);
  const auto* finding = bench.only("ike-unanswered");
  REQUIRE(finding != nullptr);
  CHECK(finding->severity == Severity::high);
  CHECK(finding->sentence() ==
        "10.1.0.10 sent main mode (message id 0) 3 times to 10.2.0.10 and never got a response in "
        "60.0 s");

  AuditBench closed;
  PlayedIkev1 played(closed);
  played.main_mode();
  const auto proof =
      played.sealed(2, 0, {{payload::id, Octets(8, 1)}, {payload::hash, Octets(32, 2)}}, 1, false);
  closed.ike(true, proof, 1).ike(true, proof, 5).end(20);
  const auto* silent = closed.only("ike-unanswered");
  REQUIRE(silent != nullptr);
  CHECK(silent->evidence.text("exchange") == "main mode message 5");
  CHECK(silent->evidence.text("why").find("another preshared key") != std::string::npos);
}

TEST_CASE("ike-no-proposal-chosen: the notify of IKEv1 by its own name, again after a copy") {
  AuditBench bench;
  const auto first =
      ikev1_message({.payloads = {{payload::sa, ikev1_sa(1, {}, {phase1_transform()})}}});
  bench.ike(true, first)
      .ike(false, clear_notify(14))
      .ike(true, first)
      .ike(false, clear_notify(14, PlayedIkev1::spi_r, 0x1235));
  bench.end(30);
  CHECK(bench.sessions().ike_sas().size() == 1);
  CHECK(bench.ike_sa(1).state == sessions::IkeSaState::refused);
  const auto* finding = bench.only("ike-no-proposal-chosen");
  REQUIRE(finding != nullptr);
  CHECK(finding->severity == Severity::high);
  CHECK(
      finding->sentence().starts_with("10.2.0.10:500 answered 10.1.0.10:500 with "
                                      "NO-PROPOSAL-CHOSEN; offered was #1: ENCR_AES_CBC-256"));
  CHECK(bench.silent("ike-init-refused"));
  CHECK(bench.silent("ike-unanswered"));
}

TEST_CASE("ike-init-refused: other notifies in the place of message 2") {
  AuditBench bench;
  PlayedIkev1(bench).main_mode(1).say(false, clear_notify(29));
  bench.end(30);
  const auto* finding = bench.only("ike-init-refused");
  REQUIRE(finding != nullptr);
  CHECK(finding->sentence() ==
        "10.2.0.10 refused main mode of 10.1.0.10 with UNSUPPORTED-EXCHANGE-TYPE");
}

TEST_CASE("a notify in the clear that the negotiation survives refuses nothing") {
  AuditBench bench;
  PlayedIkev1 played(bench);
  played.main_mode(2).say(true, clear_notify(5, 0));
  CHECK(bench.ike_sa(1).state == sessions::IkeSaState::refused);
  for (const bool from_alice : {true, false})
    played.say(from_alice,
               ikev1_message({.spi_r = PlayedIkev1::spi_r,
                              .payloads = {{payload::ke, Octets(256, from_alice ? 1 : 2)},
                                           {payload::nonce, Octets(16, 3)}}}));
  bench.end(30);
  CHECK(bench.ike_sa(1).state == sessions::IkeSaState::negotiating);
  CHECK(bench.silent("ike-init-refused"));
  CHECK(bench.silent("ike-auth-refused"));
}

TEST_CASE("a notify in the clear behind which encrypted messages come refuses nothing") {
  const bool quick = GENERATE(false, true);
  AuditBench bench;
  PlayedIkev1 played(bench);
  played.main_mode();
  if (quick) played.proofs();
  played.say(false, clear_notify(5));
  CHECK(bench.ike_sa(1).state == sessions::IkeSaState::refused);
  if (quick)
    played.quick_mode(5, 0xc1, 0xd1, 0, 2);
  else
    played.proofs();
  bench.end(30);
  CHECK(bench.ike_sa(1).state == sessions::IkeSaState::negotiating);
  CHECK(bench.silent("ike-init-refused"));
  CHECK(bench.silent("ike-auth-refused"));
}

TEST_CASE("ike-auth-refused: message 5 is answered by an error in the clear") {
  AuditBench bench;
  PlayedIkev1 played(bench);
  played.main_mode();
  const auto proof =
      played.sealed(2, 0, {{payload::id, Octets(8, 1)}, {payload::hash, Octets(32, 2)}}, 1, false);
  played.say(true, proof).say(false, clear_notify(16));
  bench.end(30);
  const auto* finding = bench.only("ike-auth-refused");
  REQUIRE(finding != nullptr);
  CHECK(finding->certainty == Certainty::observed);
  CHECK(finding->sentence() ==
        "10.2.0.10 refused main mode message 5 of 10.1.0.10: PAYLOAD-MALFORMED");
  CHECK(finding->evidence.text("why").find("preshared keys differ") != std::string::npos);
}

TEST_CASE("ike-child-refused: a quick mode whose networks the peer does not know, opened") {
  AuditBench bench(with_keys);
  PlayedIkev1 played(bench);
  bench.ring.add(played.row());
  played.main_mode();
  played.proofs()
      .quick_mode(5, 0xc1, 0xd1, 0, 1)
      .informational(false, 6, {{payload::n, ikev1_notify(18, {}, 3, {0, 0, 0, 0xc1})}});
  bench.end(30);
  const auto* finding = bench.only("ike-child-refused");
  REQUIRE(finding != nullptr);
  CHECK(finding->certainty == Certainty::decrypted);
  CHECK(finding->sentence() ==
        "10.2.0.10 refused a Child SA with INVALID-ID-INFORMATION in quick mode; the IKE SA stays");
  CHECK(finding->evidence.text("asked").find("ENCR_AES_CBC-256") != std::string::npos);
  CHECK(bench.silent("ike-unanswered"));
}

TEST_CASE("ike-probably-refused: a closed Informational in the place of the answer") {
  AuditBench bench;
  PlayedIkev1 played(bench);
  played.main_mode()
      .proofs()
      .quick_mode(5, 0xc1, 0xd1, 0, 1)
      .informational(false, 6, {{payload::n, ikev1_notify(14, {}, 3, {0, 0, 0, 0xc1})}});
  bench.end(30);
  const auto* finding = bench.only("ike-probably-refused");
  REQUIRE(finding != nullptr);
  CHECK(finding->severity == Severity::low);
  CHECK(finding->certainty == Certainty::inferred);
  CHECK(finding->sentence() ==
        "10.2.0.10 most likely refused quick mode of 10.1.0.10: an encrypted Informational stands "
        "in the place of the answer, and nothing follows");
  AuditBench answered;
  PlayedIkev1 healthy(answered);
  healthy.main_mode()
      .proofs()
      .quick_mode(5, 0xc1, 0xd1)
      .informational(false, 6, {{payload::n, ikev1_notify(24578)}});
  answered.end(30);
  CHECK(answered.silent("ike-probably-refused"));
}

TEST_CASE("healthy IKEv1 has no finding of medium or more but ikev1-used") {
  AuditBench bench(with_keys);
  PlayedIkev1 played(bench);
  bench.ring.add(played.row());
  played.main_mode();
  played.proofs()
      .quick_mode(5, 0xc1, 0xd1, 14)
      .quick_mode(6, 0xc2, 0xd2, 14)
      .informational(true, 7, {{payload::d, ikev1_delete(3, {big_endian(0xc1, 4)})}});
  bench.end(30);
  for (const auto* finding : bench.findings().in_order())
    if (finding->rule->id != "ikev1-used") {
      INFO(finding->sentence());
      CHECK(finding->severity < Severity::medium);
    }
}

TEST_CASE("weak-algorithm judges phase 1, and what only was offered") {
  const Ikev1TransformSpec weak{1, {{1, 1}, {2, 1}, {3, 1}, {4, 1}}};  // DES, MD5, group 1
  AuditBench bench;
  PlayedIkev1 played(bench);
  played.offer = {weak};
  played.main_mode(2);
  bench.end();
  const auto* finding = bench.only("weak-algorithm");
  REQUIRE(finding != nullptr);
  for (const auto* name : {"ENCR_DES", "PRF_HMAC_MD5", "768-bit MODP"})
    CHECK(finding->evidence.text("negotiated").find(name) != std::string::npos);
  AuditBench asked;
  PlayedIkev1 alone(asked);
  alone.offer = {weak};
  alone.main_mode(1);
  asked.end();
  REQUIRE(asked.only("weak-algorithm") != nullptr);
  CHECK(asked.only("weak-algorithm")->evidence.text("offered").find("ENCR_DES") !=
        std::string::npos);
}

TEST_CASE("ikev1-used says how the software that vendor ids name goes over to IKEv2") {
  AuditBench bench;
  PlayedIkev1 played(bench);
  played.more_answered = {{payload::vid,
                           {0x70, 0x03, 0xcb, 0xc1, 0x09, 0x7d, 0xbe, 0x9c, 0x26, 0x00, 0xba, 0x69,
                            0x83, 0xbc, 0x8b, 0x35}}};
  played.main_mode();
  bench.end();
  const auto* finding = bench.only("ikev1-used");
  REQUIRE(finding != nullptr);
  CHECK(
      finding->sentence() ==
      "10.1.0.10 and 10.2.0.10 use IKEv1. 10.2.0.10: racoon knows no IKEv2 and is not maintained: "
      "replace it, by strongSwan or libreswan");
}

}  // namespace espect::test::ikev1_refusals
