// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <memory>

#include <tl/expected.hpp>

#include "ipsec/bytes/bytes.h"

// Internal to the room: ciphers without authentication.
namespace espect::crypto {

// CBC or counter mode with its key. `out` takes as many octets as `in` has. False: CBC with a part
// of a block, a wrong IV length, or the library refused.
class BlockMode {
 public:
  virtual ~BlockMode() = default;
  virtual bool encrypt(Bytes iv, Bytes in, std::uint8_t* out) = 0;
  virtual bool decrypt(Bytes iv, Bytes in, std::uint8_t* out) = 0;
};

// By transform id. nullptr: nobody here has this cipher, or not with this key length.
std::unique_ptr<BlockMode> block_mode(std::uint16_t encr, Bytes key);

// `name` as OpenSSL calls it: "AES-128-CBC".
std::unique_ptr<BlockMode> openssl_block_mode(const char* name, Bytes key);
// DES, CAST and Blowfish are in OpenSSL's legacy provider only, which may not be there.
std::unique_ptr<BlockMode> gcrypt_cbc(int algorithm, Bytes key);

}  // namespace espect::crypto
