// SPDX-License-Identifier: GPL-2.0-or-later
#include <openssl/core_names.h>
#include <openssl/params.h>

#include "ipsec/crypto/keyed_function.h"
#include "ipsec/crypto/openssl_handles.h"

namespace espect::crypto {
namespace {

class EvpMac : public KeyedFunction {
 public:
  explicit EvpMac(MacContext context)
      : context_(std::move(context)), octets_(EVP_MAC_CTX_get_mac_size(context_.get())) {}

  std::size_t octets() const override { return octets_; }

  bool compute(std::span<const Bytes> parts, Bytes, std::uint8_t* out) override {
    // A null key means the one that was set: no key schedule per packet.
    if (EVP_MAC_init(context_.get(), nullptr, 0, nullptr) != 1) return false;
    for (const Bytes part : parts)
      if (EVP_MAC_update(context_.get(), part.data(), part.size()) != 1) return false;
    std::size_t written = 0;
    return EVP_MAC_final(context_.get(), out, &written, octets_) == 1 && written == octets_;
  }

 private:
  MacContext context_;
  std::size_t octets_;
};

std::unique_ptr<KeyedFunction> evp_mac(const char* name, const char* parameter, const char* value,
                                       Bytes key) {
  const MacMethod method(EVP_MAC_fetch(nullptr, name, nullptr));
  if (!method) return nullptr;
  MacContext context(EVP_MAC_CTX_new(method.get()));
  if (!context) return nullptr;
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(parameter, const_cast<char*>(value), 0),
      OSSL_PARAM_construct_end()};
  static constexpr std::uint8_t nothing = 0;  // a null key would mean "none was given"
  if (EVP_MAC_init(context.get(), key.empty() ? &nothing : key.data(), key.size(), parameters) != 1)
    return nullptr;
  auto function = std::make_unique<EvpMac>(std::move(context));
  if (function->octets() == 0 || function->octets() > KeyedFunction::most_octets) return nullptr;
  return function;
}

}  // namespace

std::unique_ptr<KeyedFunction> hmac(const char* digest, Bytes key) {
  return evp_mac("HMAC", OSSL_MAC_PARAM_DIGEST, digest, key);
}

std::unique_ptr<KeyedFunction> aes_cmac(Bytes key) {
  if (key.size() != 16) return nullptr;
  return evp_mac("CMAC", OSSL_MAC_PARAM_CIPHER, "AES-128-CBC", key);
}

}  // namespace espect::crypto
