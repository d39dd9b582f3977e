// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/unit/sessions/ike/played_auth.h"

namespace espect::test::auth_transcripts_test {
namespace {

TEST_CASE("the full transcript is signed when both sides said so") {
  const bool signed_by_peers = GENERATE(true, false);
  Play play({notify(notifies::ike_sa_init_full_transcript_auth)}, psk, true);
  play.full_transcript = signed_by_peers;
  play.auth(play.psk_auth(0), play.psk_auth(1));
  CHECK(play.both(signed_by_peers ? AuthVerdict::verified : AuthVerdict::failed));
  CHECK(play.peer(0).transcript ==
        (signed_by_peers ? Transcript::both_messages : Transcript::own_message));
}

TEST_CASE("one side that announces the full transcript alone does not use it") {
  const bool by_initiator = GENERATE(true, false);
  const std::vector<PayloadSpec> said{notify(notifies::ike_sa_init_full_transcript_auth)};
  Play play(by_initiator ? said : std::vector<PayloadSpec>{},
            by_initiator ? std::vector<PayloadSpec>{} : said, psk, true);
  play.auth(play.psk_auth(0), play.psk_auth(1));
  CHECK(play.both(AuthVerdict::verified));
  CHECK(play.peer(0).transcript == Transcript::own_message);
  CHECK_FALSE(play.peer(0).notify_removed);
}

// The capture is at the responder, whose request came without the notify that was sent.
TEST_CASE("a notify that was taken out of the request is found by the AUTH of its sender") {
  const std::vector<PayloadSpec> said{notify(notifies::ike_sa_init_full_transcript_auth)};
  const auto sent = [&] {
    AuditBench aside{with_keys};
    return PlayedIke(aside).init(secret(5), said, said).init_request_octets;
  }();
  Play play({}, said, psk, true);
  // It heard the notify of the responder, so it signs both messages; the responder heard none.
  const auto auth_i = play.psk_auth_of(play.signed_octets(0, sent, play.ike.init_response_octets));
  play.auth(auth_i, play.psk_auth(1));
  CHECK(play.peer(0).verdict == AuthVerdict::failed);
  CHECK(play.peer(0).transcript == Transcript::both_messages);
  CHECK(play.peer(0).notify_removed);
  CHECK(play.peer(1).verdict == AuthVerdict::verified);
  CHECK(play.bench.end().only("ike-transcript-differs") != nullptr);
}

// The capture is at the initiator: what it shows was changed behind it.
TEST_CASE("a responder that did not hear the notify signs its own message only") {
  Play play({notify(notifies::ike_sa_init_full_transcript_auth)}, psk, true);
  play.full_transcript = true;
  const auto auth_i = play.psk_auth(0);
  play.full_transcript = false;
  play.auth(auth_i, play.psk_auth(1));
  CHECK(play.peer(0).verdict == AuthVerdict::verified);
  CHECK(play.peer(1).verdict == AuthVerdict::failed);
  CHECK(play.peer(1).transcript == Transcript::own_message);
  const auto* finding = play.bench.end().only("ike-transcript-differs");
  REQUIRE(finding != nullptr);
  CHECK(finding->evidence.text("role") == "responder");
}

}  // namespace
}  // namespace espect::test::auth_transcripts_test
