// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "ipsec/bytes/bytes.h"

// Internal to the room: what Prf and Mac are made of.
namespace espect::crypto {

// A keyed function over a message in parts, not truncated. The key is set once.
class KeyedFunction {
 public:
  static constexpr std::size_t most_octets = 64;

  virtual ~KeyedFunction() = default;
  virtual std::size_t octets() const = 0;
  // Writes octets() octets. `iv` is empty except for GMAC (8). False: the library refused.
  virtual bool compute(std::span<const Bytes> parts, Bytes iv, std::uint8_t* out) = 0;
};

// nullptr: OpenSSL does not have it or does not take the key.
std::unique_ptr<KeyedFunction> hmac(const char* digest, Bytes key);
std::unique_ptr<KeyedFunction> aes_cmac(Bytes key);
// RFC 3566 section 4, without the truncation. Key: 16 octets.
std::unique_ptr<KeyedFunction> aes_xcbc(Bytes key);
// RFC 4543: nonce = salt | IV, the whole message is associated data. The key ends with the salt.
std::unique_ptr<KeyedFunction> aes_gmac(Bytes key_and_salt);
inline constexpr std::size_t gmac_iv_octets = 8;
bool is_gmac(std::uint16_t integ);  // an id of the registry of integrity algorithms

// NIST SP 800-185; `strength` 128 or 256. Any length of output, but compute() of more than
// most_octets only into room for it.
std::unique_ptr<KeyedFunction> kmac(unsigned strength, Bytes key, std::string_view customization,
                                    std::size_t octets);

// The hash of an HMAC by the id of that pseudorandom function, as OpenSSL calls it; null for any
// other function.
const char* hash_name(std::uint16_t prf);

}  // namespace espect::crypto
