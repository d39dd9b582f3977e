// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/ikev1_key_schedule.h"

#include <array>

#include "ipsec/crypto/digest.h"

namespace espect::crypto {
namespace {

template <class Int>
std::array<std::uint8_t, sizeof(Int)> network_order(Int value) {
  std::array<std::uint8_t, sizeof(Int)> out{};
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<std::uint8_t>(value >> (8 * (out.size() - 1 - i)));
  return out;
}

Secret joined(std::initializer_list<Bytes> parts) {
  Secret out;
  for (const Bytes part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

std::vector<std::uint8_t> cut(std::vector<std::uint8_t> hash, std::size_t octets) {
  if (hash.size() < octets) return {};
  hash.resize(octets);
  return hash;
}

// K1 = prf(key, seed), K2 = prf(key, K1 | seed), ...
Secret keymat(const Prf& prf, Bytes key, std::initializer_list<Bytes> seed, std::size_t octets) {
  Secret out;
  Secret previous;
  const Secret whole = joined(seed);
  while (out.size() < octets) {
    previous = prf(key, {previous, whole});
    if (previous.empty()) return {};
    out.insert(out.end(), previous.begin(), previous.end());
  }
  out.resize(octets);
  return out;
}

}  // namespace

Secret skeyid_of_preshared_key(const Prf& prf, Bytes preshared_key, Bytes ni, Bytes nr) {
  return prf(preshared_key, {ni, nr});
}

Secret skeyid_of_signatures(const Prf& prf, Bytes ni, Bytes nr, Bytes shared_secret) {
  return prf(joined({ni, nr}), {shared_secret});
}

Secret skeyid_of_public_keys(const Prf& prf, Bytes ni, Bytes nr, std::uint64_t spi_i,
                             std::uint64_t spi_r) {
  const auto hash = hash_of(prf.id(), {ni, nr});
  if (hash.empty()) return {};
  return prf(hash, {network_order(spi_i), network_order(spi_r)});
}

SkeyIds skeyids(const Prf& prf, Bytes skeyid, Bytes shared_secret, std::uint64_t spi_i,
                std::uint64_t spi_r) {
  const auto i = network_order(spi_i);
  const auto r = network_order(spi_r);
  constexpr std::array<std::uint8_t, 3> step{0, 1, 2};
  SkeyIds keys;
  keys.d = prf(skeyid, {shared_secret, i, r, Bytes(step).subspan(0, 1)});
  keys.a = prf(skeyid, {keys.d, shared_secret, i, r, Bytes(step).subspan(1, 1)});
  keys.e = prf(skeyid, {keys.a, shared_secret, i, r, Bytes(step).subspan(2, 1)});
  return keys;
}

Secret ikev1_cipher_key(const Prf& prf, Bytes skeyid_e, std::size_t octets) {
  if (skeyid_e.size() >= octets) return secret_of(skeyid_e.first(octets));
  constexpr std::array<std::uint8_t, 1> zero{0};
  Secret out;
  Secret previous = secret_of(zero);
  while (out.size() < octets) {
    previous = prf(skeyid_e, {previous});
    if (previous.empty()) return {};
    out.insert(out.end(), previous.begin(), previous.end());
  }
  out.resize(octets);
  return out;
}

std::vector<std::uint8_t> ikev1_first_iv(const Prf& prf, Bytes public_i, Bytes public_r,
                                         std::size_t block_octets) {
  return cut(hash_of(prf.id(), {public_i, public_r}), block_octets);
}

std::vector<std::uint8_t> ikev1_phase2_iv(const Prf& prf, Bytes last_block,
                                          std::uint32_t message_id, std::size_t block_octets) {
  return cut(hash_of(prf.id(), {last_block, network_order(message_id)}), block_octets);
}

tl::expected<ChildKeyMaterial, std::string> quick_mode_key_material(const Prf& prf,
                                                                    SaAlgorithms algorithms,
                                                                    Bytes skeyid_d,
                                                                    Bytes shared_secret,
                                                                    const QuickModeSeed& seed) {
  const auto encryption = encryption_key_octets(algorithms);
  if (!encryption) return tl::unexpected(encryption.error());
  const auto integrity = integrity_key_octets(algorithms);
  if (!integrity) return tl::unexpected(integrity.error());
  const auto protocol = network_order(seed.protocol);
  ChildKeyMaterial keys;
  const auto derive = [&](std::uint32_t spi_of_receiver, Secret& encr, Secret& integ) {
    const Secret material = keymat(
        prf, skeyid_d, {shared_secret, protocol, network_order(spi_of_receiver), seed.ni, seed.nr},
        *encryption + *integrity);
    if (material.size() != *encryption + *integrity) return;
    encr = secret_of(Bytes(material).first(*encryption));
    integ = secret_of(Bytes(material).subspan(*encryption));
  };
  derive(seed.spi_r, keys.encr_i, keys.integ_i);
  derive(seed.spi_i, keys.encr_r, keys.integ_r);
  return keys;
}

Secret phase2_hash(const Prf& prf, Bytes skeyid_a, std::uint32_t message_id, Bytes rest) {
  return prf(skeyid_a, {network_order(message_id), rest});
}

Secret quick_mode_hash_2(const Prf& prf, Bytes skeyid_a, std::uint32_t message_id, Bytes ni,
                         Bytes rest) {
  return prf(skeyid_a, {network_order(message_id), ni, rest});
}

Secret quick_mode_hash_3(const Prf& prf, Bytes skeyid_a, std::uint32_t message_id, Bytes ni,
                         Bytes nr) {
  constexpr std::array<std::uint8_t, 1> zero{0};
  return prf(skeyid_a, {zero, network_order(message_id), ni, nr});
}

Secret phase1_hash(const Prf& prf, Bytes skeyid, const Phase1Proof& proof) {
  return prf(skeyid, {proof.own_public, proof.others_public, network_order(proof.own_spi),
                      network_order(proof.others_spi), proof.sa_i, proof.id});
}

}  // namespace espect::crypto
