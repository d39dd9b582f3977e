// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "ipsec/bytes/bytes.h"
#include "ipsec/registry/tables.h"

namespace espect::crypto {

// Whether AUTH data of a signature method is the certificate holder's signature over
// `signed_octets`: RSA with SHA-1 (method 1), ECDSA (9-11, RFC 4754) and Digital Signature (14,
// RFC 7427: RSA PKCS #1 and PSS, ECDSA, Ed25519, Ed448, SM2) and SM2 (experimental profile section
// 5: r and s side by side; `sm2_id` says who signs, empty = the usual one). `certificate`: X.509 in
// DER; nobody vouches for it here. Nothing when the method, its hash or the certificate is not
// understood.
std::optional<bool> verify_signature(registry::AuthenticationMethod method, Bytes certificate,
                                     Bytes auth_data, Bytes signed_octets,
                                     std::string_view sm2_id = {});

}  // namespace espect::crypto
