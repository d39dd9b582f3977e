// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/sa_openers.h"

#include "tests/support/catch.h"
#include "tests/support/played_ike.h"

namespace espect::test::sa_openers_test {
namespace {

using sessions::OpenerKeys;

constexpr std::uint16_t aes_gcm = 20, aes_cbc = 12, hmac_sha2_256 = 12, hmac_sha1 = 2;

TEST_CASE("what opens packets is made once for the same keys, and not for others") {
  sessions::SaOpeners openers;
  const auto key = secret(7, 36), other = secret(8, 36), integ = secret(9, 32);
  const OpenerKeys gcm{Protocol::esp, {aes_gcm, 0, {}}, key, {}};
  auto* const first = openers.get(gcm).value();
  CHECK(openers.get(gcm).value() == first);
  CHECK(openers.get({Protocol::eesp, {aes_gcm, 0, {}}, key, {}}).value() == first);
  CHECK(openers.get({Protocol::esp, {aes_gcm, 0, {}}, other, {}}).value() != first);
  const auto cbc_key = secret(7, 32);
  const OpenerKeys cbc{Protocol::esp, {aes_cbc, 0, hmac_sha2_256}, cbc_key, integ};
  auto* const second = openers.get(cbc).value();
  CHECK(openers.get(cbc).value() == second);
  OpenerKeys cut = cbc;
  cut.icv_octets = 12;
  CHECK(openers.get(cut).value() != second);
  CHECK(openers.get(cut).value()->algorithms.icv_octets == 12);
  auto* const ah = openers.get({Protocol::ah, {aes_cbc, 0, hmac_sha2_256}, {}, integ}).value();
  CHECK(ah != second);
  CHECK(openers.get({Protocol::ah, {0, 0, hmac_sha2_256}, {}, integ}).value() == ah);
  CHECK(ah->cipher() == nullptr);
}

TEST_CASE("what cannot be set up says why, each time") {
  sessions::SaOpeners openers;
  const auto key = secret(7, 11), integ = secret(9, 20);
  for (int i = 0; i < 2; ++i) {
    CHECK_FALSE(openers.get({Protocol::esp, {aes_gcm, 0, {}}, key, {}}));
    CHECK(openers.get({Protocol::esp, {0, 0, hmac_sha1}, {}, integ}).error() ==
          "neither the key source nor the capture says its cipher");
  }
}

}  // namespace
}  // namespace espect::test::sa_openers_test
