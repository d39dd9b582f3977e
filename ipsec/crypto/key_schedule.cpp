// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/key_schedule.h"

#include <algorithm>
#include <array>

#include "ipsec/registry/algorithms.h"
#include "ipsec/registry/tables.h"

namespace espect::crypto {
namespace {

void append(Secret& to, Bytes octets) {
  to.insert(to.end(), octets.begin(), octets.end());
}

// SK(0) | Ni | Nr | SK(1) | ... | SK(n), RFC 9370 section 2.2.4.
Secret exchanged(Bytes shared_secret, Bytes ni, Bytes nr, const std::vector<Secret>& additional) {
  Secret out;
  append(out, shared_secret);
  append(out, ni);
  append(out, nr);
  for (const Secret& secret : additional) append(out, secret);
  return out;
}

std::array<std::uint8_t, 8> network_order(std::uint64_t spi) {
  std::array<std::uint8_t, 8> out{};
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<std::uint8_t>(spi >> (8 * (out.size() - 1 - i)));
  return out;
}

// Cuts keys off the front of key material.
class Cutter {
 public:
  explicit Cutter(Bytes material) : rest_(material) {}
  Secret take(std::size_t octets) {
    Secret key = secret_of(rest_.first(octets));
    rest_ = rest_.subspan(octets);
    return key;
  }

 private:
  Bytes rest_;
};

// draft-ietf-ipsecme-eesp-ikev2 section 3.1.1: HKDF-Expand with this hash is prf+ (RFC 5869 section
// 2.3, RFC 7296 section 2.13), and the root key has the length of the hash.
tl::expected<Prf, std::string> expander(registry::Sskdf sskdf) {
  namespace ids = registry::sskdf;
  namespace prfs = registry::pseudorandom_function;
  switch (sskdf.meaning) {
    case ids::sskdf_hkdf_sha2_256:
      return Prf::of(prfs::prf_hmac_sha2_256);
    case ids::sskdf_hkdf_sha2_384:
      return Prf::of(prfs::prf_hmac_sha2_384);
    case ids::sskdf_hkdf_sha2_512:
      return Prf::of(prfs::prf_hmac_sha2_512);
    default:
      return tl::unexpected(sskdf.display_name() + " is not defined");
  }
}

constexpr const char* too_long = "the key material needs more than 255 rounds of prf+";

}  // namespace

Secret skeyseed(const Prf& prf, Bytes ni, Bytes nr, Bytes shared_secret) {
  const std::size_t most = prf.variable_length_key() ? ~std::size_t{0} : 8;
  Secret key = secret_of(ni.first(std::min(ni.size(), most)));
  append(key, nr.first(std::min(nr.size(), most)));
  return prf(key, {shared_secret});
}

Secret skeyseed_intermediate(const Prf& prf, Bytes sk_d, Bytes shared_secret, Bytes ni, Bytes nr) {
  return prf(sk_d, {shared_secret, ni, nr});
}

Secret skeyseed_rekey(const Prf& old_prf, Bytes old_sk_d, Bytes shared_secret, Bytes ni, Bytes nr,
                      const std::vector<Secret>& additional) {
  return old_prf(old_sk_d, {exchanged(shared_secret, ni, nr, additional)});
}

Secret skeyseed_ppk(const Prf& prf, Bytes ppk, Bytes sk_d) {
  return prf.plus(ppk, {sk_d}, prf.key_octets());
}

tl::expected<IkeKeyMaterial, std::string> ike_key_material(const Prf& prf, SaAlgorithms algorithms,
                                                           Bytes skeyseed, Bytes ni, Bytes nr,
                                                           std::uint64_t spi_i,
                                                           std::uint64_t spi_r) {
  const auto encryption = encryption_key_octets(algorithms);
  if (!encryption) return tl::unexpected(encryption.error());
  const auto integrity = integrity_key_octets(algorithms);
  if (!integrity) return tl::unexpected(integrity.error());
  const auto i = network_order(spi_i);
  const auto r = network_order(spi_r);
  const Secret material =
      prf.plus(skeyseed, {ni, nr, i, r}, 3 * prf.key_octets() + 2 * (*encryption + *integrity));
  if (material.empty()) return tl::unexpected(std::string(too_long));
  Cutter cut(material);
  IkeKeyMaterial keys;
  keys.d = cut.take(prf.key_octets());
  keys.ai = cut.take(*integrity);
  keys.ar = cut.take(*integrity);
  keys.ei = cut.take(*encryption);
  keys.er = cut.take(*encryption);
  keys.pi = cut.take(prf.key_octets());
  keys.pr = cut.take(prf.key_octets());
  return keys;
}

void apply_ppk(const Prf& prf, Bytes ppk, IkeKeyMaterial& keys) {
  for (Secret* key : {&keys.d, &keys.pi, &keys.pr}) *key = prf.plus(ppk, {*key}, key->size());
}

tl::expected<ChildKeyMaterial, std::string> child_key_material(
    const Prf& prf, SaAlgorithms algorithms, Bytes sk_d, Bytes shared_secret, Bytes ni, Bytes nr,
    const std::vector<Secret>& additional) {
  auto encryption = encryption_key_octets(algorithms);
  if (encryption && algorithms.sskdf != registry::sskdf::none)
    encryption = expander(algorithms.sskdf).map([](const Prf& by) { return by.key_octets(); });
  if (!encryption) return tl::unexpected(encryption.error());
  const auto integrity = integrity_key_octets(algorithms);
  if (!integrity) return tl::unexpected(integrity.error());
  const std::size_t octets = 2 * (*encryption + *integrity);
  const Secret material = prf.plus(sk_d, {exchanged(shared_secret, ni, nr, additional)}, octets);
  if (material.size() != octets) return tl::unexpected(std::string(too_long));
  Cutter cut(material);
  ChildKeyMaterial keys;
  keys.encr_i = cut.take(*encryption);
  keys.integ_i = cut.take(*integrity);
  keys.encr_r = cut.take(*encryption);
  keys.integ_r = cut.take(*integrity);
  return keys;
}

tl::expected<Secret, std::string> sub_sa_key(SaAlgorithms algorithms, Bytes root,
                                             std::uint16_t session_id) {
  const auto octets = encryption_key_octets(algorithms);
  if (!octets) return tl::unexpected(octets.error());
  const auto prf = expander(algorithms.sskdf);
  if (!prf) return tl::unexpected(prf.error());
  const std::array<std::uint8_t, 2> id{static_cast<std::uint8_t>(session_id >> 8),
                                       static_cast<std::uint8_t>(session_id)};
  return prf->plus(root, {id}, *octets);
}

tl::expected<std::size_t, std::string> encryption_key_octets(SaAlgorithms algorithms) {
  if (algorithms.encr == 0) return 0;
  const auto name = algorithms.encr.display_name();
  const auto* const parameters = registry::encryption_parameters(algorithms.encr.meaning);
  if (parameters == nullptr) return tl::unexpected("the key length of " + name + " is not known");
  std::size_t key = algorithms.encr_key_octets;
  // Such a cipher has no Key Length attribute (RFC 7296 section 3.3.5); one that is there all the
  // same changes nothing.
  if (!parameters->variable_key()) key = parameters->key_octets.front().first;
  if (!parameters->allows_key_octets(key))
    return tl::unexpected(name + " does not take a key of " + std::to_string(key) + " octets");
  return key + parameters->salt_octets;
}

tl::expected<std::size_t, std::string> integrity_key_octets(SaAlgorithms algorithms) {
  const auto* const cipher = registry::encryption_parameters(algorithms.encr.meaning);
  const auto name = algorithms.integ.display_name();
  if (cipher != nullptr && cipher->is_aead() &&
      algorithms.integ != registry::integrity_algorithm::none)
    return tl::unexpected(std::string(cipher->name) + " is AEAD and does not go with " + name);
  const auto* const parameters = registry::integrity_parameters(algorithms.integ.meaning);
  if (parameters == nullptr) return tl::unexpected("the key length of " + name + " is not known");
  return parameters->key_octets;
}

}  // namespace espect::crypto
