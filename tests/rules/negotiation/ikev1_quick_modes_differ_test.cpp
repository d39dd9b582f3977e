// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/catch.h"
#include "tests/support/played_ikev1.h"

namespace espect::test::ikev1_quick_modes_differ {
namespace payload = registry::ikev1_payload;
namespace types = registry::ikev1_exchange;

namespace {

// What bob asks for, for networks of his and of alice's.
void bob_asks(PlayedIkev1& played, const Ikev1TransformSpec& transform, std::uint8_t own = 2,
              std::uint8_t others = 1) {
  played.say(false, played.sealed(types::quick_mode, 9,
                                  {{payload::sa, ikev1_sa(3, big_endian(0xe1, 4), {transform})},
                                   {payload::nonce, Octets(16, 7)},
                                   {payload::id, ikev1_subnet(own)},
                                   {payload::id, ikev1_subnet(others)}}));
}

const rules::Finding* found(AuditBench& bench, const Ikev1TransformSpec& transform,
                            std::uint8_t own = 2, std::uint8_t others = 1) {
  PlayedIkev1 played(bench);
  bench.ring.add(played.row());
  played.main_mode().proofs().quick_mode(5, 0xc1, 0xd1);
  bob_asks(played, transform, own, others);
  bench.end();
  return bench.only("ikev1-quick-modes-differ");
}

}  // namespace

TEST_CASE("ikev1-quick-modes-differ: a group that only one side wants") {
  AuditBench bench(with_keys);
  const auto* finding = found(bench, esp_transform(14));
  REQUIRE(finding != nullptr);
  CHECK(finding->severity == rules::Severity::medium);
  CHECK(finding->certainty == rules::Certainty::decrypted);
  CHECK(finding->sentence() ==
        "10.1.0.10 and 10.2.0.10 want different things of quick mode: PFS group: 10.1.0.10 none, "
        "10.2.0.10 2048-bit MODP");
}

TEST_CASE("ikev1-quick-modes-differ: lifetimes alone hinder nothing") {
  AuditBench bench(with_keys);
  const auto* finding = found(bench, esp_transform(0, 600));
  REQUIRE(finding != nullptr);
  CHECK(finding->severity == rules::Severity::low);
  CHECK(finding->evidence.text("differences") == "lifetime: 10.1.0.10 3600 s, 10.2.0.10 600 s");
}

TEST_CASE("ikev1-quick-modes-differ: algorithms") {
  AuditBench bench(with_keys);
  auto transform = esp_transform();
  for (auto& attribute : transform.attributes)
    if (attribute.type == registry::ikev1_phase2_attribute::authentication_algorithm)
      attribute.value = 2;
  const auto* finding = found(bench, transform);
  REQUIRE(finding != nullptr);
  CHECK(finding->severity == rules::Severity::medium);
  CHECK(finding->evidence.text("differences").find("AUTH_HMAC_SHA1_96") != std::string::npos);
}

TEST_CASE("ikev1-quick-modes-differ: networks that overlap and are not the same") {
  AuditBench bench(with_keys);
  PlayedIkev1 played(bench);
  bench.ring.add(played.row());
  played.main_mode().proofs().quick_mode(5, 0xc1, 0xd1);
  const Octets one_host{1, 0, 0, 0, 10, 2, 3, 4};  // ID_IPV4_ADDR
  played.say(false,
             played.sealed(types::quick_mode, 9,
                           {{payload::sa, ikev1_sa(3, big_endian(0xe1, 4), {esp_transform()})},
                            {payload::nonce, Octets(16, 7)},
                            {payload::id, one_host},
                            {payload::id, ikev1_subnet(1)}}));
  bench.end();
  const auto* finding = bench.only("ikev1-quick-modes-differ");
  REQUIRE(finding != nullptr);
  CHECK(finding->evidence.text("differences") ==
        "networks: 10.1.0.10 10.1.0.0/16 == 10.2.0.0/16, 10.2.0.10 10.2.3.4/32 == 10.1.0.0/16");
}

TEST_CASE("ikev1-quick-modes-differ is silent when they want the same, or other networks") {
  AuditBench same(with_keys);
  CHECK(found(same, esp_transform()) == nullptr);
  AuditBench others(with_keys);
  CHECK(found(others, esp_transform(14), 7, 8) == nullptr);
}

}  // namespace espect::test::ikev1_quick_modes_differ
