// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <span>

#include "ipsec/bytes/bytes.h"
#include "ipsec/registry/registry.h"

namespace espect::registry {

// What an AlgorithmIdentifier of authentication method 14 names (RFC 7427 section 3).
struct SignatureAlgorithm {
  Bytes object_identifier;  // contents octets in DER
  const char* dotted;
  std::uint8_t nist_category;  // of FIPS 204 and 205; 0: Shor's algorithm breaks it
  const Row* row;              // in tables::signature_algorithms

  bool quantum_resistant() const { return nist_category != 0; }
};

std::span<const SignatureAlgorithm> all_signature_algorithms();

// By an AlgorithmIdentifier in DER; nullptr = unknown, or none.
const SignatureAlgorithm* find_signature_algorithm(Bytes algorithm_identifier);

}  // namespace espect::registry
