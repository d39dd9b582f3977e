// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <limits>
#include <memory>

#include <openssl/evp.h>

#include "ipsec/bytes/bytes.h"

// Internal to the room: owners of OpenSSL's objects.
namespace espect::crypto {

template <auto free_function>
struct FreeBy {
  template <class T>
  void operator()(T* object) const {
    free_function(object);
  }
};

using CipherMethod = std::unique_ptr<EVP_CIPHER, FreeBy<EVP_CIPHER_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeBy<EVP_CIPHER_CTX_free>>;
using MacMethod = std::unique_ptr<EVP_MAC, FreeBy<EVP_MAC_free>>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, FreeBy<EVP_MAC_CTX_free>>;

// OpenSSL counts in int; no packet comes near.
inline bool fits_int(Bytes octets) {
  return octets.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max() / 2);
}
inline int int_size(Bytes octets) {
  return static_cast<int>(octets.size());
}

}  // namespace espect::crypto
