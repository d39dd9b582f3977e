// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/digest.h"

#include "ipsec/crypto/openssl_handles.h"

namespace espect::crypto {

std::vector<std::uint8_t> sha1(std::initializer_list<Bytes> parts) {
  const std::unique_ptr<EVP_MD_CTX, FreeBy<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
  std::vector<std::uint8_t> value(static_cast<std::size_t>(EVP_MD_get_size(EVP_sha1())));
  if (!context || EVP_DigestInit_ex(context.get(), EVP_sha1(), nullptr) != 1) return {};
  for (const Bytes part : parts)
    if (EVP_DigestUpdate(context.get(), part.data(), part.size()) != 1) return {};
  return EVP_DigestFinal_ex(context.get(), value.data(), nullptr) == 1
             ? value
             : std::vector<std::uint8_t>{};
}

}  // namespace espect::crypto
