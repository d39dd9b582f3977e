// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <vector>

#include "ipsec/bytes/bytes.h"
#include "ipsec/crypto/secret.h"

// One side of a key exchange whose private key is known: samples and tests need the same values
// each time, so none is drawn here. Methods: Curve25519 (RFC 8031) and curveSM2, both with private
// keys of 32 octets. Empty: the method is not offered, or what was given is no key of it.
namespace espect::crypto {

// The Key Exchange Data of the side that has this private key.
std::vector<std::uint8_t> public_value(std::uint16_t method, Bytes private_key);

// With the Key Exchange Data of the other side. curveSM2: x of the common point, as RFC 5903
// section 9 has it.
Secret shared_secret(std::uint16_t method, Bytes private_key, Bytes peers_value);

// Whether x and y, 32 octets each, are a point of curveSM2.
bool is_sm2_point(Bytes x_and_y);

}  // namespace espect::crypto
