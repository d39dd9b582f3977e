// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/block_mode.h"

#include <algorithm>
#include <string>

#include <gcrypt.h>

#include "ipsec/crypto/secret.h"
#include "ipsec/registry/tables.h"

namespace espect::crypto {
namespace {

namespace encr_id = registry::encryption_algorithm;

std::unique_ptr<BlockMode> sized(const char* cipher, const char* mode, Bytes key) {
  const auto name = std::string(cipher) + "-" + std::to_string(key.size() * 8) + "-" + mode;
  return openssl_block_mode(name.c_str(), key);
}

// RFC 2144 section 2.5: keys are padded with zeros to 16 octets; up to 10 octets the cipher has 12
// rounds instead of 16, which libgcrypt does not do.
std::unique_ptr<BlockMode> cast_cbc(Bytes key) {
  constexpr std::size_t most_with_12_rounds = 10;
  constexpr std::size_t whole = 16;
  if (key.size() <= most_with_12_rounds || key.size() > whole) return nullptr;
  Secret padded(whole, 0);
  std::ranges::copy(key, padded.begin());
  return gcrypt_cbc(GCRY_CIPHER_CAST5, padded);
}

}  // namespace

std::unique_ptr<BlockMode> block_mode(std::uint16_t encr, Bytes key) {
  switch (encr) {
    case encr_id::encr_des:
      return gcrypt_cbc(GCRY_CIPHER_DES, key);
    case encr_id::encr_3des:
      return openssl_block_mode("DES-EDE3-CBC", key);
    case encr_id::encr_cast:
      return cast_cbc(key);
    case encr_id::encr_blowfish:
      return gcrypt_cbc(GCRY_CIPHER_BLOWFISH, key);
    case encr_id::encr_aes_cbc:
      return sized("AES", "CBC", key);
    case encr_id::encr_aes_ctr:
      return sized("AES", "CTR", key);
    case encr_id::encr_camellia_cbc:
      return sized("CAMELLIA", "CBC", key);
    case encr_id::encr_camellia_ctr:
      return sized("CAMELLIA", "CTR", key);
    case encr_id::encr_sm4_cbc:
      return openssl_block_mode("SM4-CBC", key);
    default:
      return nullptr;
  }
}

}  // namespace espect::crypto
