// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/secret.h"

#include <algorithm>

#include "tests/support/catch.h"

namespace espect::crypto {
namespace {

TEST_CASE("a secret is a copy, and cleanse overwrites") {
  std::uint8_t octets[] = {1, 2, 3, 4};
  const Secret secret = secret_of(octets);
  cleanse(octets, sizeof octets);
  CHECK(std::ranges::all_of(octets, [](std::uint8_t octet) { return octet == 0; }));
  CHECK(secret == Secret{1, 2, 3, 4});
}

}  // namespace
}  // namespace espect::crypto
