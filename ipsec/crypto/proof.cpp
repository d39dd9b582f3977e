// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/proof.h"

#include <openssl/crypto.h>

namespace espect::crypto {

bool same_proof(Bytes arrived, Bytes expected) {
  return arrived.size() == expected.size() &&
         CRYPTO_memcmp(arrived.data(), expected.data(), expected.size()) == 0;
}

}  // namespace espect::crypto
