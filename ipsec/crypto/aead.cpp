// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/aead.h"

#include <string>

#include <gcrypt.h>

#include "ipsec/registry/tables.h"

namespace espect::crypto {
namespace {

namespace encr_id = registry::encryption_algorithm;

std::string aes(Bytes key, const char* mode) {
  return "AES-" + std::to_string(key.size() * 8) + "-" + mode;
}

std::unique_ptr<Aead> aes_gcm(Bytes key, AeadSizes sizes) {
  if (auto fast = ipsec_mb_gcm(key, sizes)) return fast;
  return openssl_aead(aes(key, "GCM").c_str(), key, sizes);
}

std::unique_ptr<Aead> camellia_ccm(Bytes key, AeadSizes sizes) {
  const int algorithm = key.size() == 16   ? GCRY_CIPHER_CAMELLIA128
                        : key.size() == 24 ? GCRY_CIPHER_CAMELLIA192
                                           : GCRY_CIPHER_CAMELLIA256;
  return gcrypt_aead(algorithm, GCRY_CIPHER_MODE_CCM, key, sizes);
}

}  // namespace

std::unique_ptr<Aead> aead(std::uint16_t encr, Bytes key, AeadSizes sizes) {
  switch (encr) {
    case encr_id::encr_aes_ccm_8:
    case encr_id::encr_aes_ccm_12:
    case encr_id::encr_aes_ccm_16:
    case encr_id::encr_aes_ccm_8_iiv:
      return openssl_ccm(aes(key, "CCM").c_str(), key, sizes);
    case encr_id::encr_aes_gcm_8:
    case encr_id::encr_aes_gcm_12:
    case encr_id::encr_aes_gcm_16:
    case encr_id::encr_aes_gcm_16_iiv:
      return aes_gcm(key, sizes);
    case encr_id::encr_chacha20_poly1305:
    case encr_id::encr_chacha20_poly1305_iiv:
      return openssl_aead("ChaCha20-Poly1305", key, sizes);
    case encr_id::encr_camellia_ccm_8:
    case encr_id::encr_camellia_ccm_12:
    case encr_id::encr_camellia_ccm_16:
      return camellia_ccm(key, sizes);
    case encr_id::encr_sm4_gcm_16:
      return gcrypt_aead(GCRY_CIPHER_SM4, GCRY_CIPHER_MODE_GCM, key, sizes);
    case encr_id::encr_sm4_ccm_16:
      return gcrypt_aead(GCRY_CIPHER_SM4, GCRY_CIPHER_MODE_CCM, key, sizes);
    default:
      return nullptr;
  }
}

}  // namespace espect::crypto
