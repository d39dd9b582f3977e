// SPDX-License-Identifier: GPL-2.0-or-later
#include <openssl/core_names.h>
#include <openssl/params.h>

#include "ipsec/crypto/evp_mac.h"

namespace espect::crypto {
namespace {

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
