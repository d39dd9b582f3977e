// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/secret.h"

#include <openssl/crypto.h>

namespace espect::crypto {

void cleanse(void* octets, std::size_t count) {
  OPENSSL_cleanse(octets, count);
}

}  // namespace espect::crypto
