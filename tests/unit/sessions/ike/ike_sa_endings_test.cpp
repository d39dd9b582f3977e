// SPDX-License-Identifier: GPL-2.0-or-later
// How opened messages refuse, replace and end IKE SAs and what hangs on them.
#include "ipsec/sessions/sessions.h"
#include "tests/support/catch.h"
#include "tests/support/played_ike.h"

namespace espect::test::ike_sa_endings_test {
namespace {

namespace exchange = registry::exchange;
namespace notifies = registry::notify;
using sessions::ChildSaState;
using sessions::IkeSaState;

constexpr std::uint64_t new_i = 0x3333333333333333;
constexpr std::uint64_t new_r = 0x4444444444444444;

struct Play {
  AuditBench bench{with_keys};
  PlayedIke ike{bench};

  Play() {
    bench.ring.add(ike_secret(0, secret(5)));
    bench.ring.add(ike_secret(0, secret(6), new_i, new_r));
    ike.init(secret(5));
  }
  std::uint32_t children() const { return bench.sessions().child_sas().size(); }
  IkeSaState state(std::uint32_t id = 1) const { return bench.ike_sa(id).state; }
};

TEST_CASE("an IKE_AUTH response with an error refuses, however long it is") {
  Play play;
  play.ike.exchange(true, exchange::ike_auth, play.ike.auth_asked({}),
                    {notify(notifies::authentication_failed, Octets(200, 1))});
  CHECK(play.state() == IkeSaState::refused);
  CHECK(play.children() == 0);
}

TEST_CASE("a refused IKE SA stays refused however often and however long its refusal is seen") {
  const std::size_t octets = GENERATE(0U, 200U);
  Play play;
  const auto refusal = [&](std::uint8_t fill) {
    return play.ike.message(false, true, exchange::ike_auth, 1,
                            {notify(notifies::authentication_failed, Octets(octets, fill))});
  };
  const auto first = refusal(1);
  play.ike.say(true, play.ike.message(true, false, exchange::ike_auth, 1, play.ike.auth_asked({})));
  play.ike.say(false, first).say(false, first).say(false, refusal(2));
  CHECK(play.state() == IkeSaState::refused);
  CHECK(play.bench.ike_sa(1).state_certainty == sessions::StateCertainty::decrypted);
}

// RFC 3748 section 4.2: code 4.
TEST_CASE("EAP-Failure refuses the IKE SA") {
  Play play;
  const PayloadSpec failure{registry::payload::eap, {4, 7, 0, 4}};
  play.ike.exchange(true, exchange::ike_auth, play.ike.auth_asked({}), {failure});
  CHECK(play.state() == IkeSaState::refused);
}

// RFC 7296 section 1.2.1: the IKE SA stands though its Child SA was refused.
TEST_CASE("a refused Child SA does not refuse the IKE SA") {
  Play play;
  play.ike.exchange(true, exchange::ike_auth, play.ike.auth_asked({}),
                    {{registry::payload::idr, id_payload("bob")},
                     {registry::payload::auth, auth_payload(2, Octets(32, 4))},
                     notify(notifies::no_proposal_chosen)});
  CHECK(play.state() == IkeSaState::established);
  CHECK(play.children() == 0);
}

// RFC 7296 section 2.21.2.
TEST_CASE("the initiator may refuse the responder's AUTH") {
  Play play;
  play.ike.auth().informational(true, {notify(notifies::authentication_failed)});
  CHECK(play.state() == IkeSaState::refused);
}

TEST_CASE("over several rounds of IKE_AUTH the first request and the last response count") {
  Play play;
  const auto asked = play.ike.auth_asked({});
  const auto answered = play.ike.auth_answered({});
  const PayloadSpec eap{registry::payload::eap, Octets(90, 1)};
  play.ike.exchange(
      true, exchange::ike_auth,
      std::vector<PayloadSpec>(asked.begin() + 2, asked.end()),  // no AUTH: it wants EAP
      {answered[0], answered[1], eap});
  CHECK(play.state() == IkeSaState::negotiating);
  CHECK(play.children() == 0);
  play.ike.exchange(true, exchange::ike_auth, {eap}, {eap});
  play.ike.exchange(true, exchange::ike_auth, {asked[1]}, {answered.begin() + 1, answered.end()});
  CHECK(play.state() == IkeSaState::established);
  REQUIRE(play.children() == 1);
  CHECK(play.bench.child(1).spi_i == 0xc1);
  CHECK(has(play.bench, 1, play.ike.keymat({})));
}

TEST_CASE("a delete ends a Child SA by either of its SPIs") {
  const bool alice_asks = GENERATE(true, false);
  Play play;
  play.ike.auth().informational(alice_asks, {deletes_child(alice_asks ? 0xc1 : 0xd1)});
  CHECK(play.bench.child(1).state == ChildSaState::deleted);
  CHECK(play.bench.child(1).closed_frame == 5);
}

TEST_CASE("deletes of other SPIs, protocols and lengths end nothing") {
  Play play;
  play.ike.auth();
  play.ike.informational(true, {deletes_child(0x999)});
  play.ike.informational(true, {deletes_child(0xc1, registry::protocol::ah)});
  play.ike.informational(true, {{registry::payload::d, {registry::protocol::esp, 4, 0xff, 0xff}}});
  play.ike.informational(true, {{registry::payload::d, {registry::protocol::esp, 3, 0, 1, 0, 0}}});
  CHECK(play.bench.child(1).state == ChildSaState::active);
  CHECK(play.bench.child(1).closed_frame == 0);
  CHECK(play.state() == IkeSaState::established);
}

TEST_CASE("Child SAs go with their IKE SA") {
  Play play;
  play.ike.auth().informational(false, {deletes_ike()});
  CHECK(play.state() == IkeSaState::deleted);
  CHECK(play.bench.child(1).state == ChildSaState::deleted);
  CHECK(play.bench.child(1).closed_frame == 5);
}

TEST_CASE("a DELETE that nobody answers ends nothing but Child SAs") {
  Play play;
  play.ike.auth();
  const auto asked = play.ike.message(true, false, exchange::informational, 2, {deletes_ike()});
  play.ike.say(true, asked);
  CHECK(play.state() == IkeSaState::established);
  CHECK(play.bench.child(1).closed_frame == 5);
  play.ike.say(true, asked);
  play.bench.end(60);
  CHECK(play.state() == IkeSaState::dead);
}

// RFC 7296 section 2.4.
TEST_CASE("Child SAs go with an IKE SA that died, unless the silent peer still sends on them") {
  const auto [last_packet, state] = GENERATE(table<double, ChildSaState>(
      {{5, ChildSaState::dead}, {22, ChildSaState::dead}, {40, ChildSaState::active}}));
  Play play;
  play.ike.auth();
  const auto asked = play.ike.message(true, false, exchange::informational, 2, {});
  for (const double seconds : {20.0, 24.0, 32.0}) play.bench.ike(true, asked.front(), seconds);
  play.bench.esp_at(last_packet, 0xc1, 1, false).end(200);
  CHECK(play.state() == IkeSaState::dead);
  CHECK(play.bench.child(1).state == state);
}

TEST_CASE("an IKE SA whose start was not captured stays deleted when the delete is answered") {
  AuditBench aside{with_keys};
  PlayedIke ahead(aside);
  ahead.init(secret(5));
  auto row = ahead.row();
  row.encr = 20;
  AuditBench bench{with_keys};
  bench.ring.add(row);
  PlayedIke ike(bench);
  ike.use(ahead.sa).informational(true, {});
  CHECK(bench.ike_sa(1).state == IkeSaState::established);
  ike.informational(true, {deletes_ike()});
  CHECK(bench.ike_sa(1).state == IkeSaState::deleted);
}

TEST_CASE("a rekeyed IKE SA hands its Child SAs on") {
  const bool alice_asks = GENERATE(true, false);
  Play play;
  play.ike.auth();
  const auto made = play.ike.rekey(alice_asks, new_i, new_r, secret(6));
  REQUIRE(play.bench.sessions().ike_sas().size() == 2);
  const auto& successor = play.bench.ike_sa(2);
  CHECK(play.state(1) == IkeSaState::rekeyed);
  CHECK(play.bench.ike_sa(1).rekeyed_to == 2U);
  CHECK(successor.rekeyed_from == 1U);
  CHECK(successor.lineage == 1);
  CHECK(successor.state == IkeSaState::established);
  CHECK(successor.spi_i == new_i);
  CHECK(successor.spi_r == new_r);
  CHECK(successor.initiator.address == (alice_asks ? alice : bob));
  CHECK(successor.selection);
  play.ike.informational(true, {deletes_ike()});
  CHECK(play.state(1) == IkeSaState::rekeyed);
  CHECK(play.bench.child(1).state == ChildSaState::active);

  ChildPlan plan{.spi_i = 0xc2, .spi_r = 0xd2, .also_asked = {rekeys_child(0xc1)}};
  plan.ni = Octets(32, 0x21);
  plan.nr = Octets(32, 0x22);
  play.ike.use(made).create_child(plan);
  REQUIRE(play.children() == 2);
  CHECK(play.bench.child(2).ike_sa == 2);
  CHECK(play.bench.child(2).rekeyed_from == 1U);
  CHECK(has(play.bench, 2, play.ike.keymat(plan)));
  play.ike.informational(true, {deletes_ike()});
  CHECK(play.state(2) == IkeSaState::deleted);
  CHECK(play.bench.child(2).state == ChildSaState::deleted);
}

TEST_CASE("a rekeyed IKE SA hands its Child SAs on also when the successor stays closed") {
  AuditBench bench{with_keys};
  bench.ring.add(ike_secret(0, secret(5)));
  PlayedIke ike(bench);
  ike.init(secret(5)).auth();
  ike.rekey(true, new_i, new_r, secret(6));
  CHECK(bench.ike_sa(1).state == IkeSaState::rekeyed);
  CHECK(bench.ike_sa(2).state == IkeSaState::established);
}

// RFC 7296 sections 2.8.1 and 2.25.
TEST_CASE("two rekeys at once: the redundant IKE SA takes no Child SA with it") {
  Play play;
  const std::uint64_t other_i = 0x5555555555555555;
  const std::uint64_t other_r = 0x6666666666666666;
  play.bench.ring.add(ike_secret(0, secret(7), other_i, other_r));
  play.ike.auth();
  const auto by_alice = play.ike.rekey(true, new_i, new_r, secret(6));
  const auto by_bob = play.ike.rekey(false, other_i, other_r, secret(7));
  play.ike.use(by_alice).informational(true, {deletes_ike()});
  CHECK(play.state(1) == IkeSaState::rekeyed);
  CHECK(play.state(2) == IkeSaState::deleted);
  CHECK(play.state(3) == IkeSaState::established);
  CHECK(play.bench.child(1).state == ChildSaState::active);
  CHECK(play.bench.child(1).closed_frame == 0);
  play.ike.use(by_bob).informational(true, {deletes_ike()});
  CHECK(play.state(3) == IkeSaState::deleted);
  CHECK(play.bench.child(1).state == ChildSaState::deleted);
}

// RFC 9370 section 2.2.4.
TEST_CASE("with IKE_FOLLOWUP_KE the old IKE SA stands until the new one is used") {
  Play play;
  play.bench.ring.add(ike_secret(1, secret(7), new_i, new_r));
  play.ike.auth();
  const auto made = play.ike.rekey(true, new_i, new_r, secret(6), {secret(7)}, {4, 4});
  CHECK(play.state(1) == IkeSaState::established);
  CHECK(play.state(2) == IkeSaState::negotiating);
  play.ike.exchange(
      true, exchange::ike_followup_ke,
      {{registry::payload::ke, ke_payload(36)}, notify(notifies::additional_key_exchange, {4, 4})},
      {{registry::payload::ke, ke_payload(36)}});
  play.ike.use(made).informational(true, {});
  CHECK(play.state(1) == IkeSaState::rekeyed);
  CHECK(play.state(2) == IkeSaState::established);
}

TEST_CASE("a refused rekey changes nothing") {
  Play play;
  play.ike.auth();
  play.ike.exchange(true, exchange::create_child_sa,
                    {{registry::payload::sa,
                      sa_with_spi(registry::protocol::ike, big_endian(new_i, 8), classical)},
                     {registry::payload::nonce, Octets(32, 1)}},
                    {notify(notifies::no_proposal_chosen)});
  CHECK(play.bench.sessions().ike_sas().size() == 1);
  CHECK(play.state() == IkeSaState::established);
}

}  // namespace
}  // namespace espect::test::ike_sa_endings_test
