// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/prf.h"

#include <algorithm>
#include <array>
#include <vector>

#include "ipsec/crypto/keyed_function.h"
#include "ipsec/registry/algorithms.h"
#include "ipsec/registry/tables.h"

namespace espect::crypto {
namespace {

namespace prf_id = registry::pseudorandom_function;

constexpr std::size_t aes_key = 16;

Secret computed(KeyedFunction& function, std::span<const Bytes> parts) {
  Secret out(function.octets());
  if (!function.compute(parts, {}, out.data())) out.clear();
  return out;
}

// RFC 4434 section 2: short keys are padded with zeros, long ones hashed.
std::unique_ptr<KeyedFunction> xcbc_prf(Bytes key) {
  Secret fitted(aes_key, 0);
  if (key.size() <= aes_key)
    std::ranges::copy(key, fitted.begin());
  else if (const auto hash = aes_xcbc(fitted))
    fitted = computed(*hash, {&key, 1});
  return aes_xcbc(fitted);
}

// RFC 4615 section 3: every key of another length is hashed.
std::unique_ptr<KeyedFunction> cmac_prf(Bytes key) {
  if (key.size() == aes_key) return aes_cmac(key);
  Secret fitted(aes_key, 0);
  if (const auto hash = aes_cmac(fitted)) fitted = computed(*hash, {&key, 1});
  return aes_cmac(fitted);
}

// draft-ietf-ipsecme-sha3; 0: none of them.
unsigned kmac_strength(std::uint16_t id) {
  return id == prf_id::prf_kmac_128 ? 128 : id == prf_id::prf_kmac_256 ? 256 : 0;
}

std::unique_ptr<KeyedFunction> keyed_prf(std::uint16_t id, Bytes key) {
  if (const unsigned strength = kmac_strength(id))
    return kmac(strength, key, "ikev2 prf", registry::prf_parameters(id)->output_octets);
  if (id == prf_id::prf_aes128_xcbc) return xcbc_prf(key);
  if (id == prf_id::prf_aes128_cmac) return cmac_prf(key);
  const char* const name = hash_name(id);
  return name != nullptr ? hmac(name, key) : nullptr;
}

// draft-ietf-ipsecme-ikev2-prf-plus: a function whose output has any length takes the place of
// prf+.
Secret expanded(unsigned strength, Bytes key, std::initializer_list<Bytes> seed,
                std::size_t octets) {
  Secret out(octets);
  const auto function = kmac(strength, key, "ikev2 kdf", octets);
  if (!function || !function->compute({seed.begin(), seed.size()}, {}, out.data())) out.clear();
  return out;
}

}  // namespace

const char* hash_name(std::uint16_t id) {
  switch (id) {
    case prf_id::prf_hmac_md5:
      return "MD5";
    case prf_id::prf_hmac_sha1:
      return "SHA1";
    case prf_id::prf_hmac_sha2_256:
      return "SHA256";
    case prf_id::prf_hmac_sha2_384:
      return "SHA384";
    case prf_id::prf_hmac_sha2_512:
      return "SHA512";
    case prf_id::prf_hmac_sm3:
      return "SM3";
    default:
      return nullptr;
  }
}

tl::expected<Prf, std::string> Prf::of(registry::PseudorandomFunction id) {
  const auto name = [id] { return id.display_name(); };
  const auto* const parameters = registry::prf_parameters(id.meaning);
  if (parameters == nullptr)
    return tl::unexpected("pseudorandom function " + name() + " is not known");
  const std::array<std::uint8_t, aes_key> any_key{};
  const Bytes key = kmac_strength(parameters->id) != 0 ? Bytes(any_key) : Bytes();
  if (keyed_prf(parameters->id, key) == nullptr)
    return tl::unexpected("pseudorandom function " + name() + " is not offered");
  return Prf(id);
}

registry::PseudorandomFunction Prf::id() const {
  return id_;
}
std::size_t Prf::output_octets() const {
  return registry::prf_parameters(id_.meaning)->output_octets;
}
std::size_t Prf::key_octets() const {
  return registry::prf_parameters(id_.meaning)->preferred_key_octets;
}
bool Prf::variable_length_key() const {
  return registry::prf_parameters(id_.meaning)->variable_length_key;
}

Secret Prf::operator()(Bytes key, std::initializer_list<Bytes> data) const {
  const auto function = keyed_prf(registry::prf_parameters(id_.meaning)->id, key);
  return function ? computed(*function, {data.begin(), data.size()}) : Secret{};
}

Secret Prf::plus(Bytes key, std::initializer_list<Bytes> seed, std::size_t octets) const {
  if (const unsigned strength =
          kmac_strength(static_cast<std::uint16_t>(registry::prf_parameters(id_.meaning)->id)))
    return expanded(strength, key, seed, octets);
  const auto function = keyed_prf(registry::prf_parameters(id_.meaning)->id, key);
  if (!function || octets > 255 * function->octets()) return {};
  Secret out;
  out.reserve(octets + function->octets());
  Secret previous;  // T1, T2, ...
  for (std::uint8_t round = 1; out.size() < octets; ++round) {
    std::vector<Bytes> parts{previous};
    parts.insert(parts.end(), seed.begin(), seed.end());
    parts.emplace_back(&round, 1);
    previous = computed(*function, parts);
    if (previous.empty()) return {};
    out.insert(out.end(), previous.begin(), previous.end());
  }
  out.resize(octets);
  return out;
}

}  // namespace espect::crypto
