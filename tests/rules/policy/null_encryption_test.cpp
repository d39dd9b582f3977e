// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/audit_bench.h"
#include "tests/support/catch.h"
#include "tests/support/esp_flow.h"
#include "tests/support/negotiation.h"
#include "tests/support/told_events.h"

namespace espect::test::null_encryption {

TEST_CASE("null-encryption counts ESP SAs with NULL and with GMAC") {
  AuditBench bench;
  const auto sa = told_sa();
  ToldChild null(1, {{tt::encr, 11}, {tt::integ, 12}});
  ToldChild gmac(2, {{tt::encr, 21, 128}});
  bench.events().tell(null.made(sa));
  bench.events().tell(gmac.made(sa));
  const auto findings = bench.of("null-encryption");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]->count == 2);
  CHECK(findings[0]->severity == rules::Severity::medium);
}

TEST_CASE("null-encryption is silent on ciphers and on AH") {
  AuditBench bench;
  const auto sa = told_sa();
  ToldChild gcm(1, {{tt::encr, 20, 256}});
  ToldChild ah(2, {{tt::integ, 12}});
  ah.child.protocol = Protocol::ah;
  bench.events().tell(gcm.made(sa));
  bench.events().tell(ah.made(sa));
  CHECK(bench.silent("null-encryption"));
}

TEST_CASE("null-encryption tells a flow whose key source names NULL and whose ICV verifies") {
  const auto told = [](const sessions::EspFlow& flow) {
    AuditBench bench;
    bench.tell(sessions::EspFlowEnded{flow, nullptr, nullptr});
    const auto* finding = bench.only("null-encryption");
    return finding != nullptr ? std::pair(finding->certainty, finding->sentence())
                              : std::pair(rules::Certainty::observed, std::string());
  };
  auto flow = flow_that_saw({1, 2});
  CHECK(told(flow).second.empty());
  flow.in_clear = sessions::ClearPayload{0, 12};
  CHECK(told(flow).second.empty());
  flow.icv_ok = 2;
  auto& used = flow.algorithms.emplace();
  used.encr = std::uint16_t{11};
  used.icv_octets = 16;
  CHECK(told(flow).first == rules::Certainty::decrypted);
  CHECK(
      told(flow).second ==
      "2 packets of ESP SA 0x00c0ffee to 10.2.0.10 are in the clear: ENCR_NULL, ICV of 16 octets");
  used.encr = std::uint16_t{12};
  CHECK(told(flow).second.empty());
}

TEST_CASE("null-encryption says that an SPI is not known, never that it is 0") {
  AuditBench bench;
  const auto sa = told_sa();
  ToldChild null(0x1001, {{tt::encr, 11}, {tt::integ, 12}});
  null.child.spi_i = 0;
  bench.events().tell(null.made(sa));
  const auto* finding = bench.only("null-encryption");
  REQUIRE(finding != nullptr);
  CHECK(finding->sentence().find("nothing: ? and 0x") != std::string::npos);
}

}  // namespace espect::test::null_encryption
