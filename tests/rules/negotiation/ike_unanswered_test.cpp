// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/sessions.h"
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/negotiation.h"

namespace espect::test::ike_unanswered {
namespace exchange = registry::exchange;

TEST_CASE("ike-unanswered counts a request once, however often it was sent") {
  AuditBench bench;
  const auto request = init_request({classical});
  bench.ike(true, request, 0).ike(true, request, 4).ike(true, request, 11.2).end(24.1);
  const auto findings = bench.of("ike-unanswered");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->count == 1);
  CHECK(findings[0]->frames == std::vector<std::uint32_t>{1, 2, 3});
  CHECK(findings[0]->certainty == rules::Certainty::observed);
  CHECK(findings[0]->sentence() ==
        "10.1.0.10 sent IKE_SA_INIT (message id 0) 3 times to 10.2.0.10 and never got a response "
        "in 24.1 s");
}

TEST_CASE("ike-unanswered infers from a single request only after the usual retransmission time") {
  AuditBench old;
  old.ike(true, init_request({classical}), 0).end(4.5);
  REQUIRE(old.of("ike-unanswered").size() == 1);
  CHECK(old.of("ike-unanswered")[0]->certainty == rules::Certainty::inferred);
  CHECK(old.of("ike-unanswered")[0]->severity == rules::Severity::low);
  CHECK(old.of("ike-unanswered")[0]->evidence.text("why").find("nothing about the path") !=
        std::string::npos);
  AuditBench young;
  young.ike(true, init_request({classical}), 0).end(3.5);
  CHECK(young.silent("ike-unanswered"));
}

TEST_CASE("ike-unanswered says that a peer answered in IKEv1, and nothing about the path") {
  AuditBench bench;
  const auto request = init_request({classical});
  auto answer = init_error(registry::notify::invalid_major_version);
  answer[17] = 0x10;  // version
  bench.ike(true, request, 0).ike(false, answer, 0.1).ike(true, request, 4).end(60);
  REQUIRE(bench.only("ike-unanswered") != nullptr);
  CHECK(bench.only("ike-unanswered")->evidence.text("why") ==
        "10.2.0.10 answered in IKEv1: it does not speak IKEv2.");
}

TEST_CASE("ike-unanswered says nothing of a peer that it may have forgotten") {
  const auto why = [](std::size_t entries) {
    AuditBench bench(TablesOf{entries});
    for (std::uint64_t spi = 1; spi <= 2; ++spi) {
      auto stranger = init_request({classical});
      stranger[7] = static_cast<std::uint8_t>(spi);
      bench.ike(spi == 1, stranger, static_cast<double>(spi) / 10);
    }
    auto request = init_request({classical});
    request[7] = 9;
    bench.ike(true, request, 1).ike(true, request, 5).ike(true, request, 12).end(40);
    std::string said;
    for (const auto* finding : bench.of("ike-unanswered"))
      if (finding->frames.size() == 3) said = finding->evidence.text("why");
    return said;
  };
  CHECK(why(10).find("so it is alive") != std::string::npos);
  CHECK(why(1).find("Nothing came from") == std::string::npos);
  CHECK(why(1).find("more addresses sent IKE than are remembered") != std::string::npos);
}

TEST_CASE("ike-unanswered is silent when the answer came") {
  AuditBench bench;
  bench.ike(true, init_request({classical}), 0).ike(false, init_response(classical), 0.1);
  bench.ike(true, encrypted(exchange::ike_auth, 1, true, false), 0.2);
  bench.ike(false, encrypted(exchange::ike_auth, 1, false, true), 0.3).end(100);
  CHECK(bench.silent("ike-unanswered"));
}

TEST_CASE(
    "ike-unanswered is silent when the requester went on: the answer is only missing in the "
    "capture") {
  AuditBench bench;
  bench.ike(true, init_request({classical}), 0).ike(false, init_response(classical), 0.1);
  bench.ike(true, encrypted(exchange::ike_auth, 1, true, false), 0.2);
  bench.ike(true, encrypted(exchange::informational, 2, true, false), 5);
  bench.ike(false, encrypted(exchange::informational, 2, false, true), 5.1).end(100);
  CHECK(bench.silent("ike-unanswered"));
}

TEST_CASE("ike-unanswered is silent in a capture of one direction") {
  AuditBench bench;
  const auto request = encrypted(exchange::informational, 7, true, false);
  bench.ike(true, request, 0).ike(true, request, 2).end(100);
  CHECK(bench.silent("ike-unanswered"));
}

namespace {

std::string why(const AuditBench& bench) {
  const auto* finding = bench.only("ike-unanswered");
  return finding != nullptr ? finding->evidence.text("why") : "";
}

}  // namespace

TEST_CASE("ike-unanswered says what the capture knows about the silent peer") {
  AuditBench nothing;
  for (int i = 0; i < 2; ++i) nothing.ike(true, init_request({classical}), i);
  nothing.end(9);
  CHECK(why(nothing).starts_with("Nothing came from 10.2.0.10"));

  AuditBench auth;
  auth.ike(true, init_request({classical}), 0).ike(false, init_response(classical), 0.1);
  for (int i = 1; i < 3; ++i) auth.ike(true, encrypted(exchange::ike_auth, 1, true, false), i);
  auth.end(9);
  CHECK(why(auth).find("answered IKE_SA_INIT and not IKE_AUTH") != std::string::npos);

  AuditBench large;
  large.ike(true, init_request({classical}), 0).ike(false, init_response(classical), 0.1);
  for (int i = 1; i < 3; ++i)
    large.ike(true, encrypted(exchange::ike_auth, 1, true, false, 3000), i);
  large.end(9);
  CHECK(why(large).find("IP fragments are dropped") != std::string::npos);
}

TEST_CASE("ike-unanswered believes an ICMP error") {
  AuditBench bench;
  bench.ike(true, init_request({classical}), 0);
  REQUIRE(bench.sessions().ike_sas().size() == 1);
  IcmpError error;
  error.reason = IcmpReason::port_unreachable;
  error.quoted.destination = bob;
  const auto datagram = bench.datagram(false, 0.1);
  bench.tell(sessions::IcmpErrorSeen{datagram, error, nullptr, &bench.sessions().ike_sas()[0]});
  bench.end(9);
  CHECK(why(bench).find("its IKE daemon is down") != std::string::npos);
}

TEST_CASE("ike-unanswered blames an ICMP error only when it is about that peer and still stands") {
  const auto request = init_request({classical});
  const auto ask = encrypted(exchange::informational, 2, true, false);
  const auto why = [&](const Address& quoted, bool answered_since) {
    AuditBench bench;
    bench.ike(true, request, 0);
    IcmpError error;
    error.reason = IcmpReason::port_unreachable;
    error.carried = Carried::ike;
    error.ike = request;
    error.quoted.destination = quoted;
    Datagram datagram;
    datagram.frame = 2;
    datagram.content = error;
    bench.sessions().on(datagram);
    if (answered_since) bench.ike(false, init_response(classical), 5);
    bench.ike(true, answered_since ? ask : request, 10)
        .ike(true, answered_since ? ask : request, 14);
    bench.end(60);
    REQUIRE(bench.only("ike-unanswered") != nullptr);
    return bench.only("ike-unanswered")->evidence.text("why");
  };
  CHECK(why(bob, false).starts_with("ICMP says that nothing listens on that port of 10.2.0.10"));
  CHECK_FALSE(why(bob, true).starts_with("ICMP"));
  CHECK_FALSE(why(*address_from("fd00::9"), false).starts_with("ICMP"));
}

TEST_CASE("ike-unanswered is silent when the capture ends soon after the second transmission") {
  AuditBench soon;
  soon.ike(true, init_request({classical}), 0).ike(true, init_request({classical}), 1).end(1.1);
  CHECK(soon.silent("ike-unanswered"));
  AuditBench third;
  for (const double seconds : {0.0, 0.5, 1.5}) third.ike(true, init_request({classical}), seconds);
  third.end(1.6);
  CHECK(third.only("ike-unanswered") != nullptr);
}

}  // namespace espect::test::ike_unanswered
