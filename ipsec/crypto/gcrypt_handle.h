// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <memory>
#include <type_traits>

#include <gcrypt.h>

#include "ipsec/bytes/bytes.h"

// Internal to the room: the owner of libgcrypt's cipher handle.
namespace espect::crypto {

struct CloseGcrypt {
  void operator()(gcry_cipher_hd_t handle) const { gcry_cipher_close(handle); }
};
using GcryptCipher = std::unique_ptr<std::remove_pointer_t<gcry_cipher_hd_t>, CloseGcrypt>;

// Starts libgcrypt when nobody has (Wireshark has). Weak keys of DES are taken: we read what others
// sent. nullptr: libgcrypt does not have the cipher or does not take the key.
GcryptCipher gcrypt_cipher(int algorithm, int mode, Bytes key);

}  // namespace espect::crypto
