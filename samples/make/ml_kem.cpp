// SPDX-License-Identifier: GPL-2.0-or-later
#include "samples/make/scenarios.h"

namespace espect::samples {
namespace {

constexpr std::size_t ciphertext_octets = 1088, secret_octets = 32;  // ML-KEM-768, FIPS 203

// An encapsulation key of ML-KEM-768 that passes the check of FIPS 203 section 7.2: coefficients
// below q, two in three octets, then the seed. Nobody has its decapsulation key.
Octets encapsulation_key(Random& random) {
  constexpr std::size_t coefficients = 3 * 256, seed_octets = 32;
  constexpr std::uint32_t q = 3329;
  Octets key;
  for (std::size_t i = 0; i < coefficients; i += 2) {
    const auto first = static_cast<std::uint32_t>(random.between(0, q - 1));
    const auto second = static_cast<std::uint32_t>(random.between(0, q - 1));
    const std::uint32_t both = first | second << 12;
    for (int octet = 0; octet < 3; ++octet)
      key.push_back(static_cast<std::uint8_t>(both >> 8 * octet));
  }
  return std::move(key) + random.octets(seed_octets);
}

}  // namespace

void ml_kem_defect(Sample& sample) {
  auto& random = sample.random;
  IkeSuite suite;
  suite.additional_ke = registry::key_exchange_method::ml_kem_768;
  const Payloads supported{notify(registry::notify::intermediate_exchange_supported)};
  {
    Session session(sample.wire, random, sample.keys, suite);
    session.init(supported, supported);
    constexpr std::size_t missing = 64;
    session.intermediate(encapsulation_key(random), random.octets(ciphertext_octets - missing),
                         std::nullopt);
  }
  sample.wire.wait(5000);
  Session session(sample.wire, random, sample.keys, suite);
  session.init(supported, supported);
  session.intermediate(encapsulation_key(random), random.octets(ciphertext_octets),
                       crypto::secret_of(random.octets(secret_octets)));
  auto child = session.auth(between_the_sites());
  child.ping(initiator, left_host, right_host, 3);
  session.close(initiator);
}

// Numbers of private use: OpenBSD's hybrid and strongSwan's FrodoKEM-640.
void private_key_exchanges(Sample& sample) {
  auto& random = sample.random;
  struct Kem {
    std::uint16_t method;
    std::size_t encapsulation_key, ciphertext, secret;
  };
  constexpr Kem kems[] = {{1035, 1190, 1071, 64}, {1086, 9616, 9720, 16}};
  const Payloads supported{notify(registry::notify::intermediate_exchange_supported)};
  for (const auto& kem : kems) {
    IkeSuite suite;
    suite.additional_ke = kem.method;
    Session session(sample.wire, random, sample.keys, suite);
    session.init(supported, supported);
    session.intermediate(random.octets(kem.encapsulation_key), random.octets(kem.ciphertext),
                         crypto::secret_of(random.octets(kem.secret)));
    auto child = session.auth(between_the_sites());
    child.ping(initiator, left_host, right_host, 1);
    session.close(initiator);
    sample.wire.wait(1000);
  }
}

}  // namespace espect::samples
