// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/gcrypt_handle.h"

namespace espect::crypto {
namespace {

bool started() {
  static const bool done = [] {
    if (gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P) != 0) return true;
    if (gcry_check_version(nullptr) == nullptr) return false;
    return gcry_control(GCRYCTL_DISABLE_SECMEM, 0) == 0 &&
           gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0) == 0;
  }();
  return done;
}

}  // namespace

GcryptCipher gcrypt_cipher(int algorithm, int mode, Bytes key) {
  gcry_cipher_hd_t handle = nullptr;
  if (!started() || gcry_cipher_open(&handle, algorithm, mode, 0) != 0) return nullptr;
  GcryptCipher cipher(handle);
  (void)gcry_cipher_ctl(handle, GCRYCTL_SET_ALLOW_WEAK_KEY, nullptr, 1);
  const auto error = gcry_cipher_setkey(handle, key.data(), key.size());
  // A weak key that is allowed is still reported.
  if (error != 0 && gcry_err_code(error) != GPG_ERR_WEAK_KEY) return nullptr;
  return cipher;
}

}  // namespace espect::crypto
