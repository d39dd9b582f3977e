// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/catch.h"
#include "tests/support/told_events.h"

namespace espect::test::ike_transcript_differs {
namespace {

// An AUTH of the responder with this verdict and transcript.
void tell_auth(AuditBench& bench, sessions::AuthVerdict verdict, sessions::Transcript transcript,
               bool notify_removed = false) {
  auto sa = told_sa();
  sa.opening = std::make_unique<sessions::Opening>();
  auto& peer = sa.opening->auth[1];
  peer.verdict = verdict;
  peer.transcript = transcript;
  peer.notify_removed = notify_removed;
  MessageSpec spec{.spi_r = responder_spi,
                   .exchange = registry::exchange::ike_auth,
                   .from_initiator = false,
                   .response = true,
                   .message_id = 1};
  spec.payloads = {{registry::payload::auth, auth_payload(2, Octets(32, 1))}};
  tell_opened(bench, sa, spec);
}

using sessions::AuthVerdict;
using sessions::Transcript;

TEST_CASE("ike-transcript-differs says what was taken out of which message") {
  AuditBench bench;
  tell_auth(bench, AuthVerdict::failed, Transcript::own_message);
  const auto* finding = bench.only("ike-transcript-differs");
  REQUIRE(finding != nullptr);
  CHECK(finding->severity == rules::Severity::high);
  CHECK(finding->sentence().find("the IKE_SA_INIT request that it got had lost") !=
        std::string::npos);
}

TEST_CASE("ike-transcript-differs names a notify that was removed before the capture point") {
  AuditBench bench;
  tell_auth(bench, AuthVerdict::failed, Transcript::both_messages, true);
  const auto* finding = bench.only("ike-transcript-differs");
  REQUIRE(finding != nullptr);
  CHECK(finding->sentence().find("its IKE_SA_INIT response lost") != std::string::npos);
}

TEST_CASE("ike-transcript-differs is silent on an AUTH that is right, or plainly wrong") {
  AuditBench bench;
  tell_auth(bench, AuthVerdict::verified, Transcript::both_messages);
  tell_auth(bench, AuthVerdict::verified, Transcript::own_message);
  tell_auth(bench, AuthVerdict::failed, Transcript::unknown);
  tell_auth(bench, AuthVerdict::not_verified, Transcript::unknown);
  CHECK(bench.silent("ike-transcript-differs"));
}

}  // namespace
}  // namespace espect::test::ike_transcript_differs
