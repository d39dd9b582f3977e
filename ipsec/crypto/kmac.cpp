// SPDX-License-Identifier: GPL-2.0-or-later
#include <openssl/core_names.h>
#include <openssl/params.h>

#include "ipsec/crypto/evp_mac.h"

namespace espect::crypto {
namespace {

constexpr std::size_t least_key = 4, most_key = 512;  // that OpenSSL takes

}  // namespace

std::unique_ptr<KeyedFunction> kmac(unsigned strength, Bytes key, std::string_view customization,
                                    std::size_t octets) {
  if (key.size() < least_key || key.size() > most_key) return nullptr;
  const MacMethod method(EVP_MAC_fetch(nullptr, strength == 128 ? "KMAC128" : "KMAC256", nullptr));
  if (!method) return nullptr;
  MacContext context(EVP_MAC_CTX_new(method.get()));
  if (!context) return nullptr;
  int xof = 0;  // NIST SP 800-185 section 4: so that the length enters the result
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_octet_string(
          OSSL_MAC_PARAM_CUSTOM, const_cast<char*>(customization.data()), customization.size()),
      OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_SIZE, &octets),
      OSSL_PARAM_construct_int(OSSL_MAC_PARAM_XOF, &xof), OSSL_PARAM_construct_end()};
  if (EVP_MAC_init(context.get(), key.data(), key.size(), parameters) != 1) return nullptr;
  return std::make_unique<EvpMac>(std::move(context), octets);
}

}  // namespace espect::crypto
