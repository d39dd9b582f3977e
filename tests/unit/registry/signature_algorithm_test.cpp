// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/signature_algorithm.h"

#include "ipsec/bytes/hex.h"
#include "ipsec/registry/lookup.h"
#include "tests/support/catch.h"

namespace espect::registry {
namespace {

std::string name_of(std::string_view hex) {
  const auto octets = from_hex(hex);
  REQUIRE(octets);
  const auto* found = find_signature_algorithm(*octets);
  return found != nullptr ? found->row->name : "";
}

TEST_CASE("an AlgorithmIdentifier names its signature algorithm, whatever its parameters") {
  CHECK(name_of("300506032b6570") == "Ed25519");
  CHECK(name_of("300b06096086480165030403"
                "12") == "ML-DSA-65");
  CHECK(name_of("300b06096086480165030403"
                "1f") == "SLH-DSA-SHAKE-256f");
  CHECK(name_of("300a06082b0601050507062f") == "MLDSA65-ECDSA-bpP256r1-SHA512");
  CHECK(name_of("300a06082a811ccf55018375") == "SM2 with SM3");
  CHECK(name_of("300c06082a811ccf550183750500") == "SM2 with SM3");
  CHECK(name_of("300d06092a864886f70d01010b0500") == "sha256WithRSAEncryption");
}

TEST_CASE("what is no AlgorithmIdentifier, or an unknown one, has no name") {
  for (const auto* hex :
       {"", "30", "3005", "300506032b65", "310506032b6570", "300506032b6579", "3005060a2b6570"}) {
    INFO(hex);
    CHECK(name_of(hex).empty());
  }
}

TEST_CASE("a signature algorithm is found by its object identifier and by its name") {
  for (const auto* text : {"1.3.6.1.5.5.7.6.45", "mldsa65 ecdsa p256 sha512"}) {
    const auto matches = lookup(text);
    REQUIRE(matches.size() == 1);
    CHECK(std::string(matches[0].row->name) == "MLDSA65-ECDSA-P256-SHA512");
    CHECK(matches[0].parameters == "1.3.6.1.5.5.7.6.45; quantum resistant");
  }
}

TEST_CASE("composites are 37 to 54, each with its own identifier") {
  std::size_t composites = 0;
  for (const auto& known : all_signature_algorithms())
    if (std::string_view(known.dotted).starts_with("1.3.6.1.5.5.7.6.")) {
      ++composites;
      CHECK(known.quantum_resistant());
    }
  CHECK(composites == 18);
}

}  // namespace
}  // namespace espect::registry
