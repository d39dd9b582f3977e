// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/digest.h"

#include "ipsec/crypto/keyed_function.h"
#include "ipsec/crypto/openssl_handles.h"
#include "ipsec/registry/algorithms.h"

namespace espect::crypto {
namespace {

using DigestMethod = std::unique_ptr<EVP_MD, FreeBy<EVP_MD_free>>;

DigestMethod method_named(const char* name) {
  return DigestMethod(EVP_MD_fetch(nullptr, name, nullptr));
}

std::vector<std::uint8_t> digest(const EVP_MD* method, std::initializer_list<Bytes> parts) {
  const std::unique_ptr<EVP_MD_CTX, FreeBy<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
  if (method == nullptr || !context || EVP_DigestInit_ex(context.get(), method, nullptr) != 1)
    return {};
  for (const Bytes part : parts)
    if (EVP_DigestUpdate(context.get(), part.data(), part.size()) != 1) return {};
  std::vector<std::uint8_t> value(static_cast<std::size_t>(EVP_MD_get_size(method)));
  return EVP_DigestFinal_ex(context.get(), value.data(), nullptr) == 1
             ? value
             : std::vector<std::uint8_t>{};
}

}  // namespace

std::vector<std::uint8_t> sha1(std::initializer_list<Bytes> parts) {
  // Of every IKE_SA_INIT: fetching it by name takes longer than the digest.
  static const DigestMethod method = method_named("SHA1");
  return digest(method.get(), parts);
}

std::vector<std::uint8_t> hash_of(registry::PseudorandomFunction prf,
                                  std::initializer_list<Bytes> parts) {
  const auto* const parameters = registry::prf_parameters(prf.meaning);
  const char* const name = parameters != nullptr ? hash_name(parameters->id) : nullptr;
  return name != nullptr ? digest(method_named(name).get(), parts) : std::vector<std::uint8_t>{};
}

}  // namespace espect::crypto
