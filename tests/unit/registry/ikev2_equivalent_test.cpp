// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/ikev2_equivalent.h"

#include "ipsec/registry/tables.h"
#include "tests/support/catch.h"

namespace espect::registry {

TEST_CASE("an IKEv1 number has the name that IKEv2 has for the same thing, or none") {
  const auto encryption = [](std::uint16_t value) {
    return ikev2_equivalent<EncryptionAlgorithm>(Ikev1EncryptionAlgorithm(value));
  };
  REQUIRE(encryption(7));
  CHECK(encryption(7)->name() == "ENCR_AES_CBC");
  CHECK(encryption(5)->name() == "ENCR_3DES");
  CHECK(encryption(129)->name() == "ENCR_SM4_CBC");
  CHECK_FALSE(encryption(128));  // SM1 is in no registry of IKEv2
  CHECK(ikev2_equivalent<PseudorandomFunction>(Ikev1HashAlgorithm(4))->name() ==
        "PRF_HMAC_SHA2_256");
  CHECK(ikev2_equivalent<KeyExchangeMethod>(Ikev1Group(14))->name() == "2048-bit MODP");
  CHECK_FALSE(ikev2_equivalent<KeyExchangeMethod>(Ikev1Group(3)));
  CHECK(ikev2_equivalent<EncryptionAlgorithm>(Ikev1EspTransform(22))->name() ==
        "ENCR_CAMELLIA_CBC");
  CHECK(ikev2_equivalent<IntegrityAlgorithm>(Ikev1Phase2AuthenticationAlgorithm(5))->name() ==
        "AUTH_HMAC_SHA2_256_128");
  CHECK(ikev2_equivalent<IntegrityAlgorithm>(Ikev1AhTransform(3))->name() == "AUTH_HMAC_SHA1_96");
  CHECK(ikev2_equivalent<AuthenticationMethod>(Ikev1AuthenticationMethod(1))->name() ==
        "Shared Key Message Integrity Code");
  // A number of another kind is no answer.
  CHECK_FALSE(ikev2_equivalent<PseudorandomFunction>(Ikev1EncryptionAlgorithm(7)));
}

TEST_CASE("equal algorithms of phase 1 and phase 2 are named once, with the same sizes") {
  for (const auto& row : all_ikev2_equivalents()) {
    INFO(row.ikev1->id << " " << row.value);
    const auto* ikev2 = find(*row.ikev2, row.id);
    REQUIRE(ikev2 != nullptr);
    CHECK_FALSE(ikev2->is_range_text());
    if (row.ikev1 == &tables::ikev1_groups) CHECK(row.value == row.id);
  }
}

}  // namespace espect::registry
