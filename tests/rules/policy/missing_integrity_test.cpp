// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"
#include "tests/support/told_events.h"

namespace espect::test::missing_integrity {
namespace {

bool fires(std::vector<sessions::Transform> transforms) {
  AuditBench bench;
  const auto sa = told_sa();
  bench.events().tell(ToldChild(1, std::move(transforms)).made(sa));
  return !bench.silent("missing-integrity");
}

}  // namespace

TEST_CASE("missing-integrity fires on CBC, CTR and NULL without an integrity algorithm") {
  CHECK(fires({{tt::encr, 12, 128}}));
  CHECK(fires({{tt::encr, 13, 128}, {tt::integ, 0}}));
  CHECK(fires({{tt::encr, 11}}));
}

TEST_CASE("missing-integrity is silent on AEAD, on CBC with HMAC and on unknown ciphers") {
  CHECK_FALSE(fires({{tt::encr, 20, 256}}));
  CHECK_FALSE(fires({{tt::encr, 21, 128}}));
  CHECK_FALSE(fires({{tt::encr, 12, 128}, {tt::integ, 12}}));
  CHECK_FALSE(fires({{tt::encr, 1024}}));
}

TEST_CASE("missing-integrity judges what an encryption key alone opened, by what follows it") {
  auto flow = flow_that_saw({1, 2});
  auto& used = flow.algorithms.emplace();
  used.encr = std::uint16_t{12};
  flow.decrypted = 2;
  AuditBench none;
  none.tell(sessions::EspFlowEnded{flow, nullptr, nullptr});
  REQUIRE(none.only("missing-integrity") != nullptr);
  CHECK(none.only("missing-integrity")->sentence() ==
        "ESP SA 0x00c0ffee to 10.2.0.10 is without integrity: ENCR_AES_CBC of 2 packets and no ICV "
        "behind it");
  used.icv_octets = 12;
  AuditBench with_icv;
  with_icv.tell(sessions::EspFlowEnded{flow, nullptr, nullptr});
  CHECK(with_icv.silent("missing-integrity"));
}

}  // namespace espect::test::missing_integrity
