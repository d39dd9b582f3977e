// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/aead.h"
#include "ipsec/crypto/gcrypt_handle.h"

namespace espect::crypto {
namespace {

class GcryptAead : public Aead {
 public:
  GcryptAead(GcryptCipher cipher, bool ccm, AeadSizes sizes)
      : cipher_(std::move(cipher)), ccm_(ccm), sizes_(sizes) {}

  bool open(Bytes nonce, Bytes associated, Bytes ciphertext, Bytes icv,
            std::uint8_t* plaintext) override {
    return icv.size() == sizes_.icv && begin(nonce, associated, ciphertext) &&
           gcry_cipher_decrypt(cipher_.get(), plaintext, ciphertext.size(), ciphertext.data(),
                               ciphertext.size()) == 0 &&
           gcry_cipher_checktag(cipher_.get(), icv.data(), icv.size()) == 0;
  }

  bool seal(Bytes nonce, Bytes associated, Bytes plaintext, std::uint8_t* ciphertext,
            std::uint8_t* icv) override {
    return begin(nonce, associated, plaintext) &&
           gcry_cipher_encrypt(cipher_.get(), ciphertext, plaintext.size(), plaintext.data(),
                               plaintext.size()) == 0 &&
           gcry_cipher_gettag(cipher_.get(), icv, sizes_.icv) == 0;
  }

 private:
  bool begin(Bytes nonce, Bytes associated, Bytes text) {
    if (nonce.size() != sizes_.nonce || text.empty()) return false;
    if (gcry_cipher_setiv(cipher_.get(), nonce.data(), nonce.size()) != 0) return false;
    if (ccm_) {
      std::uint64_t lengths[] = {text.size(), associated.size(), sizes_.icv};
      if (gcry_cipher_ctl(cipher_.get(), GCRYCTL_SET_CCM_LENGTHS, lengths, sizeof lengths) != 0)
        return false;
    }
    return associated.empty() ||
           gcry_cipher_authenticate(cipher_.get(), associated.data(), associated.size()) == 0;
  }

  GcryptCipher cipher_;
  bool ccm_;
  AeadSizes sizes_;
};

}  // namespace

std::unique_ptr<Aead> gcrypt_aead(int algorithm, int mode, Bytes key, AeadSizes sizes) {
  auto cipher = gcrypt_cipher(algorithm, mode, key);
  if (!cipher) return nullptr;
  return std::make_unique<GcryptAead>(std::move(cipher), mode == GCRY_CIPHER_MODE_CCM, sizes);
}

}  // namespace espect::crypto
