// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/negotiations.h"

#include "ipsec/sessions/sessions.h"
#include "tests/support/catch.h"
#include "tests/support/played_ike.h"

namespace espect::test::negotiations_test {
namespace {

namespace exchange = registry::exchange;
namespace notifies = registry::notify;
using sessions::ChildSaMode;
using sessions::ChildSaState;
using sessions::IkeSaState;

constexpr std::uint64_t new_i = 0x3333333333333333;
constexpr std::uint64_t new_r = 0x4444444444444444;

// IKE_SA_INIT is over, and the ring has its shared secret.
struct Play {
  AuditBench bench{with_keys};
  PlayedIke ike{bench};

  explicit Play(const std::vector<PayloadSpec>& both = {}) {
    bench.ring.add(ike_secret(0, secret(5)));
    bench.ring.add(ike_secret(0, secret(6), new_i, new_r));
    ike.init(secret(5), both, both);
  }
  std::uint32_t children() const { return bench.sessions().child_sas().size(); }
  IkeSaState state(std::uint32_t id = 1) const { return bench.ike_sa(id).state; }
};

ChildPlan second() {
  ChildPlan plan{.spi_i = 0xc2, .spi_r = 0xd2};
  plan.ni = Octets(32, 0x21);
  plan.nr = Octets(32, 0x22);
  return plan;
}

TEST_CASE("an IKE_AUTH response that stands before its request makes the same Child SA") {
  Play play;
  const ChildPlan plan;
  const auto id = play.ike.next_id(true);
  const auto asked =
      play.ike.message(true, false, exchange::ike_auth, id, play.ike.auth_asked(plan));
  play.ike.say(false,
               play.ike.message(false, true, exchange::ike_auth, id, play.ike.auth_answered(plan)));
  REQUIRE(play.children() == 1);
  CHECK(play.bench.child(1).spi_i == 0);
  play.ike.say(true, asked);
  REQUIRE(play.children() == 1);
  CHECK(play.bench.child(1).spi_i == 0xc1);
  CHECK(play.bench.child(1).spi_r == 0xd1);
  CHECK(has(play.bench, 1, play.ike.keymat(plan)));
  const auto& children = play.bench.sessions().peers().children();
  CHECK(children.with_spi(Protocol::esp, 0xc1).size() == 1);
  CHECK(children.with_spi(Protocol::esp, 0).empty());
}

TEST_CASE("IKE_AUTH makes a Child SA with all that was agreed on") {
  Play play;
  const ChildPlan plan;
  play.ike.auth(plan);
  REQUIRE(play.children() == 1);
  const auto& child = play.bench.child(1);
  CHECK(child.ike_sa == 1);
  CHECK(child.protocol == Protocol::esp);
  CHECK(child.spi_i == 0xc1);
  CHECK(child.spi_r == 0xd1);
  CHECK(child.initiator.address == alice);
  CHECK(child.responder.address == bob);
  CHECK(child.mode == ChildSaMode::tunnel);
  CHECK(child.state == ChildSaState::active);
  CHECK(child.esn() == false);
  CHECK(to_text(child.ts_i) == "10.1.0.0/16");
  CHECK(to_text(child.ts_r) == "10.2.0.0/16");
  CHECK(child.created_frame == 4);
  CHECK(child.closed_frame == 0);
  CHECK(has(play.bench, 1, play.ike.keymat(plan)));
  CHECK(play.state() == IkeSaState::established);
}

TEST_CASE("mode, IPComp, ESN and AH as the response says") {
  const auto child = [](const ChildPlan& plan) {
    auto play = std::make_unique<Play>();
    play->ike.auth(plan);
    REQUIRE(play->children() == 1);
    return play;
  };
  ChildPlan plan;
  plan.also_answered = {notify(notifies::use_transport_mode),
                        notify(notifies::ipcomp_supported, {0, 2, 2})};
  plan.transforms = {{tt::encr, 20, 256}, {tt::sn, 1}};
  const auto transport = child(plan);
  CHECK(transport->bench.child(1).mode == ChildSaMode::transport);
  CHECK(transport->bench.child(1).ipcomp);
  CHECK(transport->bench.child(1).esn() == true);
  plan.also_asked = plan.also_answered;  // asked for, but not granted
  plan.also_answered = {};
  CHECK(child(plan)->bench.child(1).mode == ChildSaMode::tunnel);
  plan.also_answered = {notify(notifies::use_aggfrag, {0})};
  CHECK(child(plan)->bench.child(1).mode == ChildSaMode::iptfs);
  ChildPlan ah{.protocol = registry::protocol::ah, .transforms = {{tt::integ, 12}, {tt::sn, 0}}};
  const auto with_ah = child(ah);
  CHECK(with_ah->bench.child(1).protocol == Protocol::ah);
  const auto keys = with_ah->bench.sessions().peers().children().keys().of(1);
  REQUIRE(keys.size() == 1);
  CHECK(keys[0].encr_i.empty());
  CHECK(keys[0].integ_i.size() == 32);
}

TEST_CASE("a fragmented IKE_AUTH makes one Child SA") {
  Play play;
  const ChildPlan plan;
  play.ike.exchange(true, exchange::ike_auth, play.ike.auth_asked(plan),
                    play.ike.auth_answered(plan), 3);
  REQUIRE(play.children() == 1);
  CHECK(has(play.bench, 1, play.ike.keymat(plan)));
  CHECK(play.bench.child(1).created_frame == 8);
}

TEST_CASE("a Child SA is rekeyed by either side, and its end seen") {
  const bool alice_asks = GENERATE(true, false);
  Play play;
  play.ike.auth();
  auto plan = second();
  plan.also_asked = {rekeys_child(alice_asks ? 0xc1 : 0xd1)};
  play.ike.create_child(plan, alice_asks);
  REQUIRE(play.children() == 2);
  CHECK(play.bench.child(1).state == ChildSaState::rekeyed);
  CHECK(play.bench.child(1).closed_frame == 0);
  CHECK(play.bench.child(2).rekeyed_from == 1U);
  CHECK(play.bench.child(2).initiator.address == (alice_asks ? alice : bob));
  CHECK(has(play.bench, 2, play.ike.keymat(plan)));
  play.ike.informational(alice_asks, {deletes_child(alice_asks ? 0xc1 : 0xd1)});
  CHECK(play.bench.child(1).state == ChildSaState::rekeyed);
  CHECK(play.bench.child(1).closed_frame == 7);
  CHECK(play.bench.child(2).state == ChildSaState::active);
}

TEST_CASE("a Child SA with a key exchange of its own needs its secret, by either SPI") {
  const int known = GENERATE(0, 1, 2);
  Play play;
  auto plan = second();
  plan.key_exchange = true;
  if (known == 1) play.bench.ring.add(child_secret(plan.spi_i, 0, secret(0x61)));
  if (known == 2) play.bench.ring.add(child_secret(plan.spi_r, 0, secret(0x61)));
  if (known == 2) play.bench.ring.add(child_secret(plan.spi_r, 0, secret(0x62)));  // stale
  play.ike.auth().create_child(plan);
  REQUIRE(play.children() == 2);
  const auto keymat = play.ike.keymat(plan, secret(0x61));
  CHECK(has(play.bench, 2, keymat) == (known != 0));
  auto cipher = ike_cipher(keymat.encr_i);
  play.bench.esp(true, sealed_esp(cipher, plan.spi_r, 1, false, Octets(40, 1), 6));
  CHECK(play.bench.flow().icv_ok == (known != 0 ? 1 : 0));
  if (known == 0)
    CHECK(play.bench.end().flow().why_closed ==
          "its Child SA was made with a key exchange whose secret no key source gives");
}

TEST_CASE("IKE_FOLLOWUP_KE: a Child SA is pending until the last, all secrets are in its keys") {
  Play play;
  auto plan = second();
  plan.key_exchange = true;
  plan.also_answered = {notify(notifies::additional_key_exchange, {1, 1})};
  for (const std::uint8_t index : Octets{0, 1, 2})
    play.bench.ring.add(child_secret(plan.spi_i, index, secret(index)));
  play.ike.auth().create_child(plan);
  REQUIRE(play.children() == 2);
  CHECK(play.bench.child(2).state == ChildSaState::pending);
  CHECK(has(play.bench, 2, play.ike.keymat(plan, secret(0), {secret(1), secret(2)})));
  const auto follow_up = [&](const Octets& link, const std::vector<PayloadSpec>& answered) {
    play.ike.exchange(
        true, exchange::ike_followup_ke,
        {{registry::payload::ke, ke_payload(36)}, notify(notifies::additional_key_exchange, link)},
        answered);
  };
  follow_up({9, 9}, {{registry::payload::ke, ke_payload(36)}});  // of nothing that is pending
  CHECK(play.bench.child(2).state == ChildSaState::pending);
  follow_up({1, 1}, {{registry::payload::ke, ke_payload(36)},
                     notify(notifies::additional_key_exchange, {2, 2})});
  CHECK(play.bench.child(2).state == ChildSaState::pending);
  const bool refused = GENERATE(false, true);
  follow_up({2, 2}, {refused ? notify(notifies::no_proposal_chosen)
                             : PayloadSpec{registry::payload::ke, ke_payload(36)}});
  CHECK(play.bench.child(2).state == (refused ? ChildSaState::pending : ChildSaState::active));
}

TEST_CASE("a row without SK_d opens IKE, but gives no keys to its Child SAs") {
  const bool with_d = GENERATE(true, false);
  AuditBench aside{with_keys};
  auto row = PlayedIke(aside).init(secret(5)).row();
  if (!with_d) row.d = {};
  AuditBench bench{with_keys};
  bench.ring.add(row);
  PlayedIke ike(bench);
  ike.init(secret(5)).auth();
  REQUIRE(bench.sessions().child_sas().size() == 1);
  CHECK(bench.sessions().peers().children().keys().of(1).size() == (with_d ? 1 : 0));
}

TEST_CASE("a row of SK_d alone gives keys to the Child SAs of messages that another row opens") {
  AuditBench aside{with_keys};
  auto row = PlayedIke(aside).init(secret(5)).row();
  keys::IkeKeys alone{.spi_i = row.spi_i, .spi_r = row.spi_r, .d = row.d};
  row.d = {};
  AuditBench bench{with_keys};
  bench.ring.add(row);
  bench.ring.add(alone);
  PlayedIke ike(bench);
  ike.init(secret(5)).auth();
  REQUIRE(bench.sessions().child_sas().size() == 1);
  CHECK(has(bench, 1, ike.keymat({})));
}

// RFC 8784 section 3: what is derived from SK_d has the PPK in it.
TEST_CASE("a PPK is applied to the keys of Child SAs") {
  Play play({notify(notifies::use_ppk)});
  play.bench.ring.add(keys::Ppk{secret(0x12), std::nullopt, std::nullopt, {}});
  play.bench.ring.add(keys::Ppk{secret(0x13), std::nullopt, std::nullopt, {}});
  const ChildPlan plan;
  play.ike.auth(plan).apply_ppk(secret(0x13));
  REQUIRE(play.children() == 1);
  const auto keymat = play.ike.keymat(plan);
  CHECK(has(play.bench, 1, keymat));
  auto cipher = ike_cipher(keymat.encr_r);
  play.bench.esp(false, sealed_esp(cipher, plan.spi_i, 1, false, Octets(40, 1), 6));
  CHECK(play.bench.flow().icv_ok == 1);
  const auto next = second();
  play.ike.create_child(next);
  CHECK(has(play.bench, 2, play.ike.keymat(next)));
}

TEST_CASE("retransmissions are opened again and make nothing twice") {
  Play play;
  const auto request =
      play.ike.message(true, false, exchange::ike_auth, 1, play.ike.auth_asked({}));
  const auto response =
      play.ike.message(false, true, exchange::ike_auth, 1, play.ike.auth_answered({}));
  for (int i = 0; i < 2; ++i) play.ike.say(true, request).say(false, response);
  REQUIRE(play.bench.opened.size() == 4);
  CHECK_FALSE(play.bench.opened[1].retransmission);
  CHECK(play.bench.opened[2].retransmission);
  CHECK(play.bench.opened[3].retransmission);
  CHECK(play.bench.opened[3].payload_types == play.bench.opened[1].payload_types);
  CHECK(play.children() == 1);
}

TEST_CASE("without the request a response of IKE_AUTH still tells the keys, a later one nothing") {
  Play play;
  const ChildPlan plan;
  play.ike.say(false,
               play.ike.message(false, true, exchange::ike_auth, 1, play.ike.auth_answered(plan)));
  REQUIRE(play.children() == 1);
  CHECK(play.bench.child(1).spi_r == plan.spi_r);
  CHECK(play.bench.child(1).spi_i == 0);
  CHECK(has(play.bench, 1, play.ike.keymat(plan)));
  play.ike.say(false, play.ike.message(false, true, exchange::create_child_sa, 2,
                                       PlayedIke::child_payloads(second(), false)));
  CHECK(play.children() == 1);
}

TEST_CASE("a request whose response was lost makes nothing") {
  Play play;
  play.ike.auth();
  play.ike.say(true, play.ike.message(true, false, exchange::create_child_sa, 2,
                                      PlayedIke::child_payloads(second(), true)));
  CHECK(play.children() == 1);
  CHECK(play.bench.child(1).state == ChildSaState::active);
}

TEST_CASE("both sides may use the same message id at once") {
  Play play;
  play.ike.auth();
  auto bobs = second();
  bobs.spi_i = 0xc3;
  bobs.spi_r = 0xd3;
  const auto say = [&](bool alice_asks, bool response, const ChildPlan& plan) {
    play.ike.say(alice_asks != response,
                 play.ike.message(alice_asks != response, response, exchange::create_child_sa, 2,
                                  PlayedIke::child_payloads(plan, !response)));
  };
  say(true, false, second());
  say(false, false, bobs);
  say(true, true, second());
  say(false, true, bobs);
  REQUIRE(play.children() == 3);
  CHECK(play.bench.child(2).spi_i == 0xc2);
  CHECK(play.bench.child(3).spi_i == 0xc3);
  CHECK(play.bench.child(3).initiator.address == bob);
}

}  // namespace
}  // namespace espect::test::negotiations_test
