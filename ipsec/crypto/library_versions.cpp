// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/library_versions.h"

#include <gcrypt.h>
#include <openssl/crypto.h>
#include <openssl/opensslv.h>

#ifdef ESPECT_IPSEC_MB
#include <intel-ipsec-mb.h>
#endif

namespace espect::crypto {

std::vector<LibraryVersion> library_versions() {
  const char* gcrypt = gcry_check_version(nullptr);
  return {
      {"OpenSSL", OPENSSL_VERSION_STR, OpenSSL_version(OPENSSL_VERSION_STRING)},
      {"libgcrypt", GCRYPT_VERSION, gcrypt != nullptr ? gcrypt : ""},
#ifdef ESPECT_IPSEC_MB
      {"ipsec-mb", IMB_VERSION_STR, imb_get_version_str()},
#endif
  };
}

}  // namespace espect::crypto
