// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/block_mode.h"
#include "ipsec/crypto/gcrypt_handle.h"

namespace espect::crypto {
namespace {

class GcryptCbc : public BlockMode {
 public:
  GcryptCbc(GcryptCipher cipher, std::size_t block) : cipher_(std::move(cipher)), block_(block) {}

  bool encrypt(Bytes iv, Bytes in, std::uint8_t* out) override {
    return begin(iv, in) &&
           gcry_cipher_encrypt(cipher_.get(), out, in.size(), in.data(), in.size()) == 0;
  }
  bool decrypt(Bytes iv, Bytes in, std::uint8_t* out) override {
    return begin(iv, in) &&
           gcry_cipher_decrypt(cipher_.get(), out, in.size(), in.data(), in.size()) == 0;
  }

 private:
  bool begin(Bytes iv, Bytes in) {
    return iv.size() == block_ && in.size() % block_ == 0 &&
           gcry_cipher_setiv(cipher_.get(), iv.data(), iv.size()) == 0;
  }

  GcryptCipher cipher_;
  std::size_t block_;
};

}  // namespace

std::unique_ptr<BlockMode> gcrypt_cbc(int algorithm, Bytes key) {
  auto cipher = gcrypt_cipher(algorithm, GCRY_CIPHER_MODE_CBC, key);
  if (!cipher) return nullptr;
  return std::make_unique<GcryptCbc>(std::move(cipher), gcry_cipher_get_algo_blklen(algorithm));
}

}  // namespace espect::crypto
