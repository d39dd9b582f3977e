// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/key_exchange.h"

#include <openssl/ec.h>
#include <openssl/objects.h>

#include "ipsec/crypto/openssl_handles.h"
#include "ipsec/registry/tables.h"

namespace espect::crypto {
namespace {

namespace methods = registry::key_exchange_method;

using Key = std::unique_ptr<EVP_PKEY, FreeBy<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, FreeBy<EVP_PKEY_CTX_free>>;
using Group = std::unique_ptr<EC_GROUP, FreeBy<EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, FreeBy<EC_POINT_free>>;
using Number = std::unique_ptr<BIGNUM, FreeBy<BN_clear_free>>;

constexpr std::size_t coordinate = 32;  // of both curves

std::vector<std::uint8_t> x25519_public(Bytes private_key) {
  const Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, private_key.data(),
                                             private_key.size()));
  std::vector<std::uint8_t> value(coordinate);
  std::size_t size = value.size();
  if (!key || EVP_PKEY_get_raw_public_key(key.get(), value.data(), &size) != 1) return {};
  return value;
}

Secret x25519_secret(Bytes private_key, Bytes peers_value) {
  const Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, private_key.data(),
                                             private_key.size()));
  const Key peer(EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, peers_value.data(),
                                             peers_value.size()));
  if (!key || !peer) return {};
  const KeyContext context(EVP_PKEY_CTX_new(key.get(), nullptr));
  Secret secret(coordinate);
  std::size_t size = secret.size();
  if (!context || EVP_PKEY_derive_init(context.get()) != 1 ||
      EVP_PKEY_derive_set_peer(context.get(), peer.get()) != 1 ||
      EVP_PKEY_derive(context.get(), secret.data(), &size) != 1)
    return {};
  return secret;
}

// factor * point (null: the generator), as x | y.
Secret sm2_multiple(Bytes factor, const Bytes* point) {
  const Group group(EC_GROUP_new_by_curve_name(NID_sm2));
  const Number scalar(BN_bin2bn(factor.data(), int_size(factor), nullptr));
  if (!group || !scalar || BN_is_zero(scalar.get())) return {};
  const Point result(EC_POINT_new(group.get()));
  const Point base(EC_POINT_new(group.get()));
  if (!result || !base) return {};
  if (point != nullptr) {
    // OpenSSL wants the octet that says "uncompressed", and refuses what is not on the curve.
    std::vector<std::uint8_t> octets{POINT_CONVERSION_UNCOMPRESSED};
    octets.insert(octets.end(), point->begin(), point->end());
    if (EC_POINT_oct2point(group.get(), base.get(), octets.data(), octets.size(), nullptr) != 1 ||
        EC_POINT_mul(group.get(), result.get(), nullptr, base.get(), scalar.get(), nullptr) != 1)
      return {};
  } else if (EC_POINT_mul(group.get(), result.get(), scalar.get(), nullptr, nullptr, nullptr) !=
             1) {
    return {};
  }
  Secret octets(1 + 2 * coordinate);
  if (EC_POINT_point2oct(group.get(), result.get(), POINT_CONVERSION_UNCOMPRESSED, octets.data(),
                         octets.size(), nullptr) != octets.size())
    return {};
  octets.erase(octets.begin());
  return octets;
}

}  // namespace

std::vector<std::uint8_t> public_value(std::uint16_t method, Bytes private_key) {
  if (private_key.size() != coordinate) return {};
  if (method == methods::curve25519) return x25519_public(private_key);
  if (method != methods::curvesm2) return {};
  const auto value = sm2_multiple(private_key, nullptr);
  return {value.begin(), value.end()};
}

Secret shared_secret(std::uint16_t method, Bytes private_key, Bytes peers_value) {
  if (private_key.size() != coordinate) return {};
  if (method == methods::curve25519) return x25519_secret(private_key, peers_value);
  if (method != methods::curvesm2) return {};
  auto common = sm2_multiple(private_key, &peers_value);
  if (!common.empty()) common.resize(coordinate);
  return common;
}

bool is_sm2_point(Bytes x_and_y) {
  const Group group(EC_GROUP_new_by_curve_name(NID_sm2));
  const Point point(group ? EC_POINT_new(group.get()) : nullptr);
  if (!point || x_and_y.size() != 2 * coordinate) return false;
  // OpenSSL refuses what is not on the curve, and coordinates that are no residues.
  std::vector<std::uint8_t> octets{POINT_CONVERSION_UNCOMPRESSED};
  octets.insert(octets.end(), x_and_y.begin(), x_and_y.end());
  return EC_POINT_oct2point(group.get(), point.get(), octets.data(), octets.size(), nullptr) == 1;
}

}  // namespace espect::crypto
