// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/catch.h"
#include "tests/support/played_ike.h"

namespace espect::test::ike_child_before_auth {
namespace {

namespace exchange = registry::exchange;
namespace payload = registry::payload;
constexpr std::size_t of_a_child = 250;
constexpr std::size_t of_an_error = 36;

// Alice, who may be a stranger, and bob; what is inside is only seen by its first payload.
struct Play {
  AuditBench bench;
  Play() { bench.ike(true, init_request({classical})).ike(false, init_response(classical)); }
  Play& say(bool alice, std::uint8_t type, std::uint32_t id, std::uint8_t first,
            std::size_t octets = of_a_child) {
    auto message = encrypted(type, id, alice, !alice, octets, static_cast<std::uint8_t>(id));
    message[message.size() - octets - wire::ike::PayloadHeader::octets] = first;
    bench.ike(alice, message);
    return *this;
  }
  Play& ask(std::uint8_t type, std::uint32_t id, std::uint8_t first = payload::sa) {
    return say(true, type, id, first);
  }
  Play& answer(std::uint8_t type, std::uint32_t id, std::uint8_t first = payload::sa,
               std::size_t octets = of_a_child) {
    return say(false, type, id, first, octets);
  }
  const rules::Finding* finding() { return bench.end(60).only("ike-child-before-auth"); }
};

TEST_CASE("ike-child-before-auth: an attempt is medium") {
  Play play;
  const auto* finding = play.ask(exchange::create_child_sa, 1).finding();
  REQUIRE(finding != nullptr);
  CHECK(finding->severity == rules::Severity::medium);
  CHECK(finding->frames == std::vector<std::uint32_t>{3});
  CHECK(finding->sentence() ==
        "10.1.0.10 asked for CREATE_CHILD_SA in IKE SA 1 before IKE_AUTH was over, and got no "
        "answer");
}

TEST_CASE("ike-child-before-auth: so is one that gets an error") {
  Play play;
  const auto* finding = play.ask(exchange::create_child_sa, 1)
                            .answer(exchange::create_child_sa, 1, payload::n, of_an_error)
                            .finding();
  REQUIRE(finding != nullptr);
  CHECK(finding->severity == rules::Severity::medium);
  CHECK(finding->sentence().ends_with("was refused"));
}

TEST_CASE("ike-child-before-auth: an answer is high and names the SPI that appears behind it") {
  const auto type = GENERATE(exchange::create_child_sa, exchange::ike_followup_ke);
  Play play;
  play.bench.esp(0x10, 1);  // an SA that was there before
  play.ask(exchange::ike_intermediate, 1).answer(exchange::ike_intermediate, 1);
  play.ask(type, 2).answer(type, 2);
  play.bench.esp(0x10, 2).esp(0xabcd0123, 1);
  play.ask(exchange::ike_auth, 3, payload::idi).answer(exchange::ike_auth, 3, payload::idr);
  play.bench.esp(0x99, 1);  // of IKE_AUTH
  const auto* finding = play.finding();
  REQUIRE(finding != nullptr);
  CHECK(finding->severity == rules::Severity::high);
  CHECK(finding->evidence.text("esp_spi") == "0xabcd0123");
  CHECK(finding->sentence().find("was answered: ESP on the new SPI 0xabcd0123") !=
        std::string::npos);
  CHECK(finding->count == 1);
}

TEST_CASE("ike-child-before-auth fires between rounds of EAP") {
  Play play;
  play.ask(exchange::ike_auth, 1, payload::idi).answer(exchange::ike_auth, 1, payload::idr);
  play.ask(exchange::ike_auth, 2, payload::eap).answer(exchange::ike_auth, 2, payload::eap);
  const auto* finding = play.ask(exchange::create_child_sa, 3).finding();
  REQUIRE(finding != nullptr);
  CHECK(finding->severity == rules::Severity::medium);
}

TEST_CASE("ike-child-before-auth fires behind the first IKE_AUTH only when another follows") {
  const bool another = GENERATE(true, false);
  Play play;
  play.ask(exchange::ike_auth, 1, payload::idi).answer(exchange::ike_auth, 1, payload::idr);
  play.ask(exchange::create_child_sa, 2).answer(exchange::create_child_sa, 2);
  if (another) play.ask(exchange::ike_auth, 3, payload::eap);
  const auto* finding = play.finding();
  CHECK((finding != nullptr) == another);
  if (finding != nullptr) CHECK(finding->severity == rules::Severity::high);
}

TEST_CASE("ike-child-before-auth fires on a request that overtakes the answer of IKE_AUTH") {
  const bool answered = GENERATE(true, false);
  Play play;
  play.ask(exchange::ike_auth, 1, payload::idi).ask(exchange::create_child_sa, 2);
  if (answered) play.answer(exchange::ike_auth, 1, payload::idr);
  // Without the answer the capture may have missed it.
  CHECK((play.finding() != nullptr) == answered);
}

TEST_CASE("ike-child-before-auth: the answer to a repeated IKE_AUTH may not be the first") {
  const bool repeated = GENERATE(true, false);
  Play play;
  play.ask(exchange::ike_auth, 1, payload::idi);
  if (repeated) play.ask(exchange::ike_auth, 1, payload::idi);
  play.ask(exchange::create_child_sa, 2).answer(exchange::create_child_sa, 2);
  play.answer(exchange::ike_auth, 1, payload::idr);
  CHECK((play.finding() != nullptr) == !repeated);
}

TEST_CASE("ike-child-before-auth is silent after IKE_AUTH, and when the capture missed it") {
  Play after;
  after.ask(exchange::ike_auth, 1, payload::idi).answer(exchange::ike_auth, 1, payload::idr);
  after.ask(exchange::create_child_sa, 2).answer(exchange::create_child_sa, 2);
  CHECK(after.finding() == nullptr);
  Play missed;
  CHECK(missed.ask(exchange::create_child_sa, 2).finding() == nullptr);
  Play eap_missed;
  eap_missed.ask(exchange::ike_auth, 1, payload::idi).answer(exchange::ike_auth, 1, payload::eap);
  CHECK(eap_missed.ask(exchange::create_child_sa, 5).finding() == nullptr);
}

TEST_CASE("ike-child-before-auth: keys tell the SPI, an error, and when IKE_AUTH was over") {
  AuditBench bench(with_keys);
  bench.ring.add(ike_secret(0, secret(5)));
  PlayedIke ike(bench);
  ike.init(secret(5));
  SECTION("a Child SA that a stranger got") {
    ChildPlan plan;
    plan.ni = Octets(32, 3);
    plan.nr = Octets(32, 4);
    ike.create_child(plan);
    const auto* finding = bench.end(60).only("ike-child-before-auth");
    REQUIRE(finding != nullptr);
    CHECK(finding->severity == rules::Severity::high);
    CHECK(finding->evidence.text("esp_spi") == "0x000000d1");
  }
  SECTION("behind AUTH of both") {
    ChildPlan plan;
    plan.ni = Octets(32, 3);
    plan.nr = Octets(32, 4);
    ike.auth().create_child(plan);
    CHECK(bench.end(60).silent("ike-child-before-auth"));
  }
}

}  // namespace
}  // namespace espect::test::ike_child_before_auth
