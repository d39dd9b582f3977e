// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <memory>

#include "ipsec/bytes/bytes.h"

// Internal to the room: ciphers that authenticate.
namespace espect::crypto {

// With its key; the nonce is salt | IV. Output takes as many octets as input has. Empty input is
// refused: every packet has at least a pad length.
class Aead {
 public:
  virtual ~Aead() = default;
  virtual bool open(Bytes nonce, Bytes associated, Bytes ciphertext, Bytes icv,
                    std::uint8_t* plaintext) = 0;
  virtual bool seal(Bytes nonce, Bytes associated, Bytes plaintext, std::uint8_t* ciphertext,
                    std::uint8_t* icv) = 0;
  // As PacketCipher's.
  virtual bool worth_a_thread() const { return true; }
};

struct AeadSizes {
  std::size_t nonce;
  std::size_t icv;
};

// By transform id. nullptr: nobody here has this cipher, or not with this key length.
std::unique_ptr<Aead> aead(std::uint16_t encr, Bytes key, AeadSizes sizes);

// `name` as OpenSSL calls it. CCM needs its own steps, see EVP_EncryptInit(3).
std::unique_ptr<Aead> openssl_aead(const char* name, Bytes key, AeadSizes sizes);
std::unique_ptr<Aead> openssl_ccm(const char* name, Bytes key, AeadSizes sizes);
// nullptr: the library was not there when this was built, or has nothing for this processor or key.
std::unique_ptr<Aead> ipsec_mb_gcm(Bytes key, AeadSizes sizes);
// OpenSSL 3.0 has neither SM4 nor Camellia in these modes.
std::unique_ptr<Aead> gcrypt_aead(int algorithm, int mode, Bytes key, AeadSizes sizes);

}  // namespace espect::crypto
