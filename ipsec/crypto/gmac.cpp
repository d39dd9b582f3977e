// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>
#include <string>

#include "ipsec/crypto/keyed_function.h"
#include "ipsec/crypto/openssl_handles.h"
#include "ipsec/registry/tables.h"

namespace espect::crypto {
namespace {

constexpr std::size_t salt_octets = 4;
constexpr std::size_t tag_octets = 16;

class AesGmac : public KeyedFunction {
 public:
  AesGmac(CipherContext context, Bytes salt) : context_(std::move(context)) {
    std::ranges::copy(salt, nonce_.begin());
  }

  std::size_t octets() const override { return tag_octets; }

  bool compute(std::span<const Bytes> parts, Bytes iv, std::uint8_t* out) override {
    if (iv.size() != gmac_iv_octets) return false;
    std::ranges::copy(iv, nonce_.begin() + salt_octets);
    EVP_CIPHER_CTX* const context = context_.get();
    if (EVP_EncryptInit_ex(context, nullptr, nullptr, nullptr, nonce_.data()) != 1) return false;
    int written = 0;
    for (const Bytes part : parts) {
      if (part.empty()) continue;
      if (!fits_int(part) ||
          EVP_EncryptUpdate(context, nullptr, &written, part.data(), int_size(part)) != 1)
        return false;
    }
    return EVP_EncryptFinal_ex(context, out, &written) == 1 &&
           EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, tag_octets, out) == 1;
  }

 private:
  CipherContext context_;
  std::array<std::uint8_t, salt_octets + gmac_iv_octets> nonce_{};
};

}  // namespace

std::unique_ptr<KeyedFunction> aes_gmac(Bytes key_and_salt) {
  if (key_and_salt.size() < salt_octets) return nullptr;
  const Bytes key = key_and_salt.first(key_and_salt.size() - salt_octets);
  if (key.size() != 16 && key.size() != 24 && key.size() != 32) return nullptr;
  const auto name = "AES-" + std::to_string(key.size() * 8) + "-GCM";
  const CipherMethod method(EVP_CIPHER_fetch(nullptr, name.c_str(), nullptr));
  CipherContext context(EVP_CIPHER_CTX_new());
  if (!method || !context ||
      EVP_EncryptInit_ex(context.get(), method.get(), nullptr, key.data(), nullptr) != 1)
    return nullptr;
  return std::make_unique<AesGmac>(std::move(context), key_and_salt.last(salt_octets));
}

bool is_gmac(std::uint16_t integ) {
  namespace id = registry::integrity_algorithm;
  return integ == id::auth_aes_128_gmac || integ == id::auth_aes_192_gmac ||
         integ == id::auth_aes_256_gmac;
}

}  // namespace espect::crypto
