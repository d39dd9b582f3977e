// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "ipsec/bytes/bytes.h"
#include "ipsec/crypto/secret.h"
#include "ipsec/registry/tables.h"

namespace espect::crypto {

// An integrity algorithm with its key, by IKEv2 transform id: HMAC-MD5, -SHA1, -SHA2, -SM3,
// AES-XCBC, AES-CMAC (RFC 2403, 2404, 3566, 4494, 4595, 4868) and AES-GMAC for AH (RFC 4543).
// Key setup happens once; one object serves one thread.
class Mac {
 public:
  // `icv_octets`: another truncation than the registry's (Linux once cut HMAC-SHA-256 to 96 bits);
  // 0 = the registry's.
  static tl::expected<Mac, std::string> of(registry::IntegrityAlgorithm id, Bytes key,
                                           std::size_t icv_octets = 0);
  Mac(Mac&&) noexcept;
  Mac& operator=(Mac&&) noexcept;
  ~Mac();

  std::size_t icv_octets() const;  // as truncated on the wire
  std::size_t iv_octets() const;   // GMAC: 8, in front of the ICV in AH's ICV field; else 0

  // The ICV over all parts in order. `iv`: iv_octets() of them, else nothing
  // comes back.
  std::vector<std::uint8_t> icv(std::initializer_list<Bytes> parts, Bytes iv = {});
  // In constant time. False also when `icv` or `iv` has the wrong length.
  bool verify(std::initializer_list<Bytes> parts, Bytes icv, Bytes iv = {});

  struct State;

 private:
  explicit Mac(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace espect::crypto
