// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/story/tunnel.h"

#include <algorithm>
#include <vector>

#include "ipsec/sessions/sessions.h"
#include "ipsec/story/peers.h"
#include "ipsec/story/steps.h"
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"
#include "tests/support/told_events.h"

namespace espect::test {
namespace {

namespace exchange = registry::exchange;
using rules::Certainty;
using story::Answer;
using story::Category;
using story::Step;

story::Tunnel only_tunnel(const AuditBench& bench) {
  const auto tunnels = story::tunnels(bench.sessions(), bench.findings());
  REQUIRE(tunnels.size() == 1);
  return tunnels.front();
}

Octets of_another_sa(Octets message) {
  message.front() = 0x99;  // of the initiator's SPI
  return message;
}

void come_up(AuditBench& bench) {
  bench.ike(true, init_request({classical})).ike(false, init_response(classical));
  bench.ike(true, encrypted(exchange::ike_auth, 1, true, false));
  bench.ike(false, encrypted(exchange::ike_auth, 1, false, true));
}

TEST_CASE("a tunnel that is up: packets both ways, nothing broke") {
  AuditBench bench;
  come_up(bench);
  bench.esp(0xc1, 1).esp(0xd1, 1, false).end();
  const auto tunnel = only_tunnel(bench);
  CHECK(tunnel.peers == std::array{alice, bob});
  CHECK(tunnel.ike_sas == std::vector<std::uint32_t>{1});
  CHECK(tunnel.flows.size() == 2);
  CHECK_FALSE(tunnel.broken_at.has_value());
  CHECK(tunnel.steps == std::array{Answer::both, Answer::yes, Answer::yes, Answer::yes,
                                   Answer::both, Answer::unknown, Answer::yes});
  CHECK(tunnel.outcome == "Up, packets both ways");
  CHECK(story::who_has_to_look(tunnel).empty());
  CHECK(tunnel.findings.empty());
}

TEST_CASE("nobody answers: it breaks at the first step, and silence accuses nobody") {
  AuditBench bench;
  bench.ike(true, init_request({classical}), 0).ike(true, init_request({classical}), 4).end(60);
  const auto tunnel = only_tunnel(bench);
  CHECK(tunnel.broken_at == Step::heard);
  CHECK(tunnel.at(Step::heard) == Answer::one_way);
  CHECK(tunnel.at(Step::agreed) == Answer::unknown);
  CHECK_FALSE(tunnel.category.has_value());
  CHECK(tunnel.who.empty());
  CHECK(story::who_has_to_look(tunnel) == "not known");
  REQUIRE(tunnel.reason != nullptr);
  CHECK(tunnel.reason->rule->id == "ike-unanswered");
}

TEST_CASE("a request that the capture ends behind accuses nobody") {
  AuditBench bench;
  bench.ike(true, init_request({classical}), 0).end(0.5);
  const auto tunnel = only_tunnel(bench);
  CHECK(tunnel.at(Step::heard) == Answer::one_way);
  CHECK_FALSE(tunnel.broken_at.has_value());
  CHECK(tunnel.outcome == "Not up when the capture ends");
}

TEST_CASE("of one direction it is not seen whether the tunnel came up") {
  AuditBench bench;
  bench.ike(true, init_request({classical}));
  bench.ike(true, encrypted(exchange::ike_auth, 1, true, false)).esp(0xc1, 1).end();
  CHECK(only_tunnel(bench).outcome == "Whether an IKE SA came up is not seen, packets one way");
}

TEST_CASE("a capture that begins at IKE_AUTH and sees it refused breaks at the authentication") {
  sessions::IkeSa sa;
  sa.id = 1;
  sa.state = sessions::IkeSaState::refused;
  sa.state_certainty = sessions::StateCertainty::decrypted;
  sa.from_initiator = sa.from_responder = 1;
  sa.encrypted = sa.decrypted = 2;
  story::Peers peers;
  peers.ike_sas = {&sa};
  const auto judged = story::judge(peers);
  CHECK(judged.broken_at == Step::authenticated);
  CHECK(judged.certainty == Certainty::decrypted);
  sa.seen_from_start = true;
  sa.encrypted = sa.decrypted = 0;
  CHECK(story::judge(peers).broken_at == Step::agreed);
}

TEST_CASE("a capture of one direction only does not break: the other side goes on") {
  AuditBench bench;
  bench.ike(true, init_request({classical}));
  bench.ike(true, encrypted(exchange::ike_auth, 1, true, false)).end();
  const auto tunnel = only_tunnel(bench);
  CHECK(tunnel.at(Step::heard) == Answer::one_way);
  CHECK_FALSE(tunnel.broken_at.has_value());
}

TEST_CASE("a refused offer is a matter of configuration and names nobody") {
  AuditBench bench;
  bench.ike(true, init_request({classical}));
  bench.ike(false, init_error(registry::notify::no_proposal_chosen)).end();
  const auto tunnel = only_tunnel(bench);
  CHECK(tunnel.broken_at == Step::agreed);
  CHECK(tunnel.at(Step::agreed) == Answer::no);
  CHECK(tunnel.category == Category::configuration);
  CHECK(tunnel.who.empty());
  CHECK(tunnel.certainty == Certainty::observed);
  REQUIRE(tunnel.findings.size() == 1);
  CHECK(tunnel.findings.front()->rule->id == "ike-no-proposal-chosen");
}

// IKE_AUTH is refused; what is said inside stands in another message than the one that the bench
// saw.
story::Tunnel refused(bool by_initiator) {
  AuditBench bench;
  bench.ike(true, init_request({classical})).ike(false, init_response(classical));
  bench.ike(true, encrypted(exchange::ike_auth, 1, true, false));
  bench.ike(false, encrypted(exchange::ike_auth, 1, false, true, 33));
  tell_opened(bench, bench.ike_sa(1),
              {.exchange = by_initiator ? exchange::informational : exchange::ike_auth,
               .from_initiator = by_initiator,
               .response = !by_initiator,
               .message_id = by_initiator ? 2U : 1U,
               .payloads = {{registry::payload::n,
                             notify_payload(registry::notify::authentication_failed)}}});
  bench.end(60);
  return only_tunnel(bench);
}

TEST_CASE("AUTHENTICATION_FAILED: who sent it has to look, RFC 7296 section 2.21.2") {
  const auto by_responder = refused(false);
  CHECK(by_responder.broken_at == Step::authenticated);
  CHECK(by_responder.category == Category::configuration);
  CHECK(by_responder.who == std::vector{bob});
  CHECK(story::who_has_to_look(by_responder) == to_text(bob));
  CHECK(refused(true).who == std::vector{alice});
}

TEST_CASE("of several attempts the newest answers") {
  AuditBench bench;
  bench.ike(true, of_another_sa(init_request({classical})));
  bench.ike(false, of_another_sa(init_error(registry::notify::no_proposal_chosen)));
  come_up(bench);
  bench.esp(0xc1, 1).esp(0xd1, 1, false).end();
  const auto tunnel = only_tunnel(bench);
  CHECK(tunnel.ike_sas == std::vector<std::uint32_t>{1, 2});
  CHECK_FALSE(tunnel.broken_at.has_value());
}

TEST_CASE("what starts late or ends early answers unknown, never no") {
  AuditBench late;
  late.ike(true, encrypted(exchange::informational, 7, true, false));
  late.ike(false, encrypted(exchange::informational, 7, false, true));
  late.esp(0xc1, 900).end();
  const auto middle = only_tunnel(late);
  CHECK(middle.at(Step::agreed) == Answer::unknown);
  CHECK(middle.at(Step::traffic) == Answer::one_way);
  CHECK_FALSE(middle.broken_at.has_value());

  AuditBench early;
  early.ike(true, init_request({classical})).ike(false, init_response(classical));
  early.ike(true, encrypted(exchange::ike_auth, 1, true, false)).end();
  const auto cut = only_tunnel(early);
  CHECK(cut.at(Step::agreed) == Answer::yes);
  CHECK(cut.at(Step::authenticated) == Answer::unknown);
  CHECK_FALSE(cut.broken_at.has_value());
  CHECK(cut.outcome == "Not up when the capture ends");
}

TEST_CASE("an IKE SA that was up and fell silent does not stay") {
  AuditBench bench;
  come_up(bench);
  bench.esp(0xc1, 1).esp(0xd1, 1, false);
  for (const double seconds : {20.0, 24.0, 32.0})
    bench.ike(true, encrypted(exchange::informational, 2, true, false), seconds);
  bench.end(200);
  const auto tunnel = only_tunnel(bench);
  CHECK(tunnel.broken_at == Step::stays);
  CHECK(tunnel.at(Step::stays) == Answer::no);
  CHECK(tunnel.at(Step::traffic) == Answer::both);
  CHECK_FALSE(tunnel.category.has_value());
}

TEST_CASE("peers that came up again are said to have done so") {
  AuditBench bench;
  come_up(bench);
  for (const double seconds : {20.0, 24.0, 32.0})
    bench.ike(true, encrypted(exchange::informational, 2, true, false), seconds);
  const auto again = [&](bool from_alice, const Octets& message) {
    bench.ike(from_alice, of_another_sa(message), 100);
  };
  again(true, init_request({classical}));
  again(false, init_response(classical));
  again(true, encrypted(exchange::ike_auth, 1, true, false));
  again(false, encrypted(exchange::ike_auth, 1, false, true));
  bench.end(200);
  const auto tunnel = only_tunnel(bench);
  CHECK(tunnel.broken_at == Step::stays);
  CHECK(tunnel.outcome == "It was up, fell silent and came up again");
}

// RFC 7296 section 2.4: packets of a Child SA show that the peer lives.
TEST_CASE("a peer that answers no IKE but sends on did not fall silent") {
  const bool sends_on = GENERATE(true, false);
  AuditBench bench;
  come_up(bench);
  bench.esp_at(1, 0xc1, 1).esp_at(1, 0xd1, 1, false);
  for (const double seconds : {20.0, 24.0, 32.0})
    bench.ike(true, encrypted(exchange::informational, 2, true, false), seconds);
  if (sends_on) bench.esp_at(40, 0xd1, 2, false);
  bench.end(200);
  CHECK(only_tunnel(bench).outcome ==
        (sends_on ? "It is up, but IKE requests stay unanswered" : "It was up and fell silent"));
}

TEST_CASE("an IKE SA alone is no tunnel: whether it had a Child SA may not be seen") {
  AuditBench bench;
  come_up(bench);
  bench.end();
  const auto tunnel = only_tunnel(bench);
  CHECK_FALSE(tunnel.broken_at.has_value());
  CHECK(tunnel.at(Step::child_sa) == Answer::unknown);
  CHECK(tunnel.outcome == "The IKE SA is up, whether a Child SA came up is not seen");
}

// D comes first in many messages; with CBC all of its kinds have one size.
TEST_CASE("where the outside does not tell a delete, nobody is said to be up") {
  const std::vector<TransformSpec> cbc{
      {tt::encr, 12, 256}, {tt::prf, 5}, {tt::integ, 12}, {tt::ke, 31}};
  const bool with_cbc = GENERATE(false, true);
  const auto& selection = with_cbc ? cbc : classical;
  AuditBench bench;
  bench.ike(true, init_request({selection})).ike(false, init_response(selection));
  bench.ike(true, encrypted(exchange::ike_auth, 1, true, false));
  bench.ike(false, encrypted(exchange::ike_auth, 1, false, true));
  bench.esp_at(1, 0xc1, 1).esp_at(1, 0xd1, 1, false);
  constexpr std::size_t octets = 48;
  auto asked = encrypted(exchange::informational, 2, true, false, octets);
  asked[asked.size() - octets - wire::ike::PayloadHeader::octets] = registry::payload::d;
  bench.ike(true, asked, 2)
      .ike(false, encrypted(exchange::informational, 2, false, true, octets), 2);
  const bool sends_on = GENERATE(true, false);
  if (sends_on) bench.esp_at(3, 0xc1, 2);
  bench.end(10);
  const bool unknown = with_cbc && !sends_on;
  CHECK(only_tunnel(bench).outcome ==
        (unknown ? "Was up, whether it still is is not seen, packets both ways"
                 : "Up, packets both ways"));
}

TEST_CASE("a refused Child SA, with the IKE SA up, is a matter of configuration") {
  AuditBench bench;
  come_up(bench);
  bench.events().tell(told_refusal(bench.ike_sa(1), registry::notify::ts_unacceptable, nullptr));
  bench.end();
  const auto refused = only_tunnel(bench);
  CHECK(refused.broken_at == Step::child_sa);
  CHECK(refused.category == Category::configuration);
  CHECK(refused.who.empty());

  AuditBench later;  // packets show that one was made after all
  come_up(later);
  later.events().tell(told_refusal(later.ike_sa(1), registry::notify::ts_unacceptable, nullptr));
  later.esp(0xc1, 1).esp(0xd1, 1, false).end();
  CHECK_FALSE(only_tunnel(later).broken_at.has_value());
}

TEST_CASE("keys set by hand: there is no IKE, and nothing is asked of it") {
  AuditBench bench;
  bench.esp(0x1001, 1).esp(0x1001, 2).end();
  const auto tunnel = only_tunnel(bench);
  CHECK(tunnel.ike_sas.empty());
  CHECK(tunnel.at(Step::heard) == Answer::one_way);
  CHECK(tunnel.at(Step::agreed) == Answer::unknown);
  CHECK(tunnel.at(Step::traffic) == Answer::one_way);
  CHECK_FALSE(tunnel.broken_at.has_value());
  CHECK(tunnel.outcome == "No IKE seen, packets one way");
}

}  // namespace
}  // namespace espect::test
