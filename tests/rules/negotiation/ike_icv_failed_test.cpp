// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/sessions.h"
#include "tests/support/catch.h"
#include "tests/support/played_ike.h"

namespace espect::test::ike_icv_failed {
namespace {

namespace types = registry::exchange;

struct Played {
  AuditBench bench{with_keys};
  PlayedIke played{bench};

  Played() {
    const auto shared = secret(9);
    bench.ring.add(ike_secret(0, shared));
    played.init(shared).auth();
  }
  // INFORMATIONAL of alice, with one octet changed behind its header.
  std::vector<Octets> damaged() {
    auto messages = played.message(true, false, types::informational, played.next_id(true), {});
    messages[0][40] ^= 1;
    return messages;
  }
};

}  // namespace

TEST_CASE("ike-icv-failed: a request that was changed on the way") {
  Played of;
  const auto damaged = of.damaged();
  of.played.say(true, damaged).say(true, damaged);
  of.bench.end();
  const auto* finding = of.bench.only("ike-icv-failed");
  REQUIRE(finding != nullptr);
  CHECK(finding->severity == rules::Severity::high);
  CHECK(finding->certainty == rules::Certainty::decrypted);
  CHECK(finding->count == 2);
  CHECK(finding->sentence() ==
        "2 messages with the SPIs of IKE SA 1 verify under none of its keys: damaged on the way, "
        "made up, or sealed with others; the first came from 10.1.0.10");
}

TEST_CASE("ike-icv-failed: not of what verifies, nor before anything has") {
  Played of;
  of.played.informational(true, {});
  of.bench.end();
  CHECK(of.bench.silent("ike-icv-failed"));

  AuditBench other(with_keys);
  PlayedIke played(other);
  const auto shared = secret(9);
  other.ring.add(ike_secret(0, secret(8)));
  played.init(shared).auth();
  other.end();
  CHECK(other.silent("ike-icv-failed"));
}

TEST_CASE("ike-icv-failed: a message with a wrong I flag is told as that") {
  Played of;
  auto& sa = of.played.sa;
  // Bob, with his own keys, says that he made the IKE SA.
  std::swap(sa.keys.ei, sa.keys.er);
  const auto messages = of.played.message(true, false, types::informational, 0, {});
  std::swap(sa.keys.ei, sa.keys.er);
  of.played.say(false, messages);
  of.bench.end();
  CHECK(of.bench.silent("ike-icv-failed"));
  CHECK(of.bench.only("ike-header-invalid") != nullptr);
  CHECK(of.bench.sessions().ike_sas()[0].set_aside.icv_failed == 0);
}

}  // namespace espect::test::ike_icv_failed
