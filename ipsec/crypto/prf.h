// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>

#include <tl/expected.hpp>

#include "ipsec/crypto/secret.h"
#include "ipsec/registry/tables.h"

namespace espect::crypto {

// A pseudorandom function by its IKEv2 transform id (RFC 7296 section 2.13, 4434, 4615, 4868).
// AES-XCBC and AES-CMAC keys of another length than 16 octets are first brought to 16 (RFC 4434
// section 2, RFC 4615 section 3).
class Prf {
 public:
  // The error says which function, by name, is not offered.
  static tl::expected<Prf, std::string> of(registry::PseudorandomFunction id);

  registry::PseudorandomFunction id() const;
  std::size_t output_octets() const;
  std::size_t key_octets() const;  // preferred; the length of SK_d, SK_pi and SK_pr
  // False: SKEYSEED is keyed with the first 8 octets of each nonce (RFC 7296 section 2.14).
  bool variable_length_key() const;

  Secret operator()(Bytes key, std::initializer_list<Bytes> data) const;
  // prf+ of RFC 7296 section 2.13. Empty when more than 255 rounds would be needed.
  Secret plus(Bytes key, std::initializer_list<Bytes> seed, std::size_t octets) const;

 private:
  explicit Prf(registry::PseudorandomFunction id) : id_(id) {}
  registry::PseudorandomFunction id_;
};

}  // namespace espect::crypto
