// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/mac.h"

#include <array>

#include <openssl/crypto.h>

#include "ipsec/crypto/keyed_function.h"
#include "ipsec/registry/algorithms.h"
#include "ipsec/registry/tables.h"

namespace espect::crypto {
namespace {

namespace integ_id = registry::integrity_algorithm;

bool is_hmac(std::uint16_t id) {
  return id != integ_id::auth_aes_xcbc_96 && id != integ_id::auth_aes_cmac_96 && !is_gmac(id);
}

std::unique_ptr<KeyedFunction> keyed_mac(std::uint16_t id, Bytes key) {
  switch (id) {
    case integ_id::auth_hmac_md5_96:
    case integ_id::auth_hmac_md5_128:
      return hmac("MD5", key);
    case integ_id::auth_hmac_sha1_96:
    case integ_id::auth_hmac_sha1_160:
      return hmac("SHA1", key);
    case integ_id::auth_hmac_sha2_256_128:
      return hmac("SHA256", key);
    case integ_id::auth_hmac_sha2_384_192:
      return hmac("SHA384", key);
    case integ_id::auth_hmac_sha2_512_256:
      return hmac("SHA512", key);
    case integ_id::auth_hmac_sm3_96:
    case integ_id::auth_hmac_sm3_128:
    case integ_id::auth_hmac_sm3_256:
      return hmac("SM3", key);
    case integ_id::auth_kmac_128:  // draft-ietf-ipsecme-sha3
      return kmac(128, key, "ikev2 integ", registry::integrity_parameters(id)->icv_octets);
    case integ_id::auth_kmac_256:
      return kmac(256, key, "ikev2 integ", registry::integrity_parameters(id)->icv_octets);
    case integ_id::auth_aes_xcbc_96:
      return aes_xcbc(key);
    case integ_id::auth_aes_cmac_96:
      return aes_cmac(key);
    default:
      return is_gmac(id) ? aes_gmac(key) : nullptr;
  }
}

}  // namespace

struct Mac::State {
  std::unique_ptr<KeyedFunction> function;
  std::size_t icv_octets = 0;
  std::size_t iv_octets = 0;
  std::array<std::uint8_t, KeyedFunction::most_octets> whole{};  // before truncation

  bool compute(std::initializer_list<Bytes> parts, Bytes iv) {
    return iv.size() == iv_octets &&
           function->compute({parts.begin(), parts.size()}, iv, whole.data());
  }
};

Mac::Mac(std::unique_ptr<State> state) : state_(std::move(state)) {}
Mac::Mac(Mac&&) noexcept = default;
Mac& Mac::operator=(Mac&&) noexcept = default;
Mac::~Mac() = default;

tl::expected<Mac, std::string> Mac::of(registry::IntegrityAlgorithm id, Bytes key,
                                       std::size_t icv_octets) {
  const auto name = id.display_name();
  const auto* const parameters = registry::integrity_parameters(id.meaning);
  if (parameters == nullptr || parameters->icv_octets == 0)
    return tl::unexpected("integrity algorithm " + name + " is not known");
  // RFC 2104: HMAC takes any key, and manual keying uses it.
  const bool any_length = is_hmac(parameters->id) && !key.empty();
  if (key.size() != parameters->key_octets && !any_length)
    return tl::unexpected(name + " takes a key of " + std::to_string(parameters->key_octets) +
                          " octets, not " + std::to_string(key.size()));
  auto function = keyed_mac(parameters->id, key);
  const std::size_t truncated = icv_octets != 0 ? icv_octets : parameters->icv_octets;
  if (!function || function->octets() < truncated)
    return tl::unexpected("integrity algorithm " + name + " is not offered");
  auto state = std::make_unique<State>();
  state->function = std::move(function);
  state->icv_octets = truncated;
  state->iv_octets = is_gmac(parameters->id) ? gmac_iv_octets : 0;
  return Mac(std::move(state));
}

std::size_t Mac::icv_octets() const {
  return state_->icv_octets;
}
std::size_t Mac::iv_octets() const {
  return state_->iv_octets;
}

std::vector<std::uint8_t> Mac::icv(std::initializer_list<Bytes> parts, Bytes iv) {
  if (!state_->compute(parts, iv)) return {};
  return {state_->whole.begin(),
          state_->whole.begin() + static_cast<std::ptrdiff_t>(state_->icv_octets)};
}

bool Mac::verify(std::initializer_list<Bytes> parts, Bytes icv, Bytes iv) {
  return icv.size() == state_->icv_octets && state_->compute(parts, iv) &&
         CRYPTO_memcmp(icv.data(), state_->whole.data(), icv.size()) == 0;
}

}  // namespace espect::crypto
