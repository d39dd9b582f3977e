// SPDX-License-Identifier: GPL-2.0-or-later
#include <functional>
#include <memory>

#include "ipsec/crypto/aead.h"
#include "ipsec/crypto/openssl_handles.h"
#include "ipsec/crypto/secret.h"

namespace espect::crypto {
namespace {

// OpenSSL takes the tag to compare as void*, but does not write to it.
void* tag(Bytes icv) {
  return const_cast<std::uint8_t*>(icv.data());
}

// A context with its key; none when OpenSSL refuses.
CipherContext context(const EVP_CIPHER* method, Bytes key, AeadSizes sizes, bool ccm, int encrypt) {
  CipherContext made(EVP_CIPHER_CTX_new());
  if (!made || EVP_CipherInit_ex(made.get(), method, nullptr, nullptr, nullptr, encrypt) != 1 ||
      EVP_CIPHER_CTX_ctrl(made.get(), EVP_CTRL_AEAD_SET_IVLEN, static_cast<int>(sizes.nonce),
                          nullptr) != 1 ||
      (ccm && EVP_CIPHER_CTX_ctrl(made.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(sizes.icv),
                                  nullptr) != 1) ||
      EVP_CipherInit_ex(made.get(), nullptr, nullptr, key.data(), nullptr, encrypt) != 1)
    return nullptr;
  return made;
}

class OpensslAead : public Aead {
 public:
  // Hardly any key is used to seal: `encryption` makes its context when one is.
  OpensslAead(std::function<CipherContext()> encryption, CipherContext decryption, AeadSizes sizes)
      : make_encryption_(std::move(encryption)),
        decryption_(std::move(decryption)),
        sizes_(sizes) {}

 protected:
  // Null when OpenSSL refuses.
  EVP_CIPHER_CTX* encryption() {
    if (!encryption_) encryption_ = make_encryption_();
    return encryption_.get();
  }
  bool well_formed(Bytes nonce, Bytes associated, Bytes text) const {
    return nonce.size() == sizes_.nonce && !text.empty() && fits_int(associated) && fits_int(text);
  }
  int icv_octets() const { return static_cast<int>(sizes_.icv); }

  std::function<CipherContext()> make_encryption_;
  CipherContext encryption_;
  CipherContext decryption_;
  AeadSizes sizes_;
};

// GCM and ChaCha20-Poly1305.
class StreamingAead : public OpensslAead {
 public:
  using OpensslAead::OpensslAead;

  bool open(Bytes nonce, Bytes associated, Bytes ciphertext, Bytes icv,
            std::uint8_t* plaintext) override {
    if (!well_formed(nonce, associated, ciphertext) || icv.size() != sizes_.icv) return false;
    EVP_CIPHER_CTX* const context = decryption_.get();
    int written = 0;
    return run(context, nonce, associated, ciphertext, plaintext) &&
           EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, icv_octets(), tag(icv)) == 1 &&
           EVP_CipherFinal_ex(context, plaintext + ciphertext.size(), &written) == 1;
  }

  bool seal(Bytes nonce, Bytes associated, Bytes plaintext, std::uint8_t* ciphertext,
            std::uint8_t* icv) override {
    if (!well_formed(nonce, associated, plaintext)) return false;
    EVP_CIPHER_CTX* const context = encryption();
    int written = 0;
    return context != nullptr && run(context, nonce, associated, plaintext, ciphertext) &&
           EVP_CipherFinal_ex(context, ciphertext + plaintext.size(), &written) == 1 &&
           EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, icv_octets(), icv) == 1;
  }

 private:
  static bool run(EVP_CIPHER_CTX* context, Bytes nonce, Bytes associated, Bytes in,
                  std::uint8_t* out) {
    int written = 0;
    return EVP_CipherInit_ex(context, nullptr, nullptr, nullptr, nonce.data(), -1) == 1 &&
           (associated.empty() || EVP_CipherUpdate(context, nullptr, &written, associated.data(),
                                                   int_size(associated)) == 1) &&
           EVP_CipherUpdate(context, out, &written, in.data(), int_size(in)) == 1 &&
           written == int_size(in);
  }
};

class Ccm : public OpensslAead {
 public:
  using OpensslAead::OpensslAead;

  bool open(Bytes nonce, Bytes associated, Bytes ciphertext, Bytes icv,
            std::uint8_t* plaintext) override {
    if (!well_formed(nonce, associated, ciphertext) || icv.size() != sizes_.icv) return false;
    // The update itself compares the tag.
    return EVP_CIPHER_CTX_ctrl(decryption_.get(), EVP_CTRL_AEAD_SET_TAG, icv_octets(), tag(icv)) ==
               1 &&
           run(decryption_.get(), nonce, associated, ciphertext, plaintext);
  }

  bool seal(Bytes nonce, Bytes associated, Bytes plaintext, std::uint8_t* ciphertext,
            std::uint8_t* icv) override {
    EVP_CIPHER_CTX* const context = encryption();
    return context != nullptr && well_formed(nonce, associated, plaintext) &&
           EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, icv_octets(), nullptr) == 1 &&
           run(context, nonce, associated, plaintext, ciphertext) &&
           EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, icv_octets(), icv) == 1;
  }

 private:
  static bool run(EVP_CIPHER_CTX* context, Bytes nonce, Bytes associated, Bytes in,
                  std::uint8_t* out) {
    int written = 0;
    return EVP_CipherInit_ex(context, nullptr, nullptr, nullptr, nonce.data(), -1) == 1 &&
           EVP_CipherUpdate(context, nullptr, &written, nullptr, int_size(in)) == 1 &&
           (associated.empty() || EVP_CipherUpdate(context, nullptr, &written, associated.data(),
                                                   int_size(associated)) == 1) &&
           EVP_CipherUpdate(context, out, &written, in.data(), int_size(in)) == 1 &&
           written == int_size(in);
  }
};

template <class Mode>
std::unique_ptr<Aead> make(const char* name, Bytes key, AeadSizes sizes) {
  const std::shared_ptr<EVP_CIPHER> method(EVP_CIPHER_fetch(nullptr, name, nullptr),
                                           EVP_CIPHER_free);
  if (!method || key.size() != static_cast<std::size_t>(EVP_CIPHER_get_key_length(method.get())))
    return nullptr;
  constexpr bool ccm = std::is_same_v<Mode, Ccm>;
  auto decryption = context(method.get(), key, sizes, ccm, 0);
  if (!decryption) return nullptr;
  auto encryption = [method, kept = secret_of(key), sizes] {
    return context(method.get(), kept, sizes, ccm, 1);
  };
  return std::make_unique<Mode>(std::move(encryption), std::move(decryption), sizes);
}

}  // namespace

std::unique_ptr<Aead> openssl_aead(const char* name, Bytes key, AeadSizes sizes) {
  return make<StreamingAead>(name, key, sizes);
}

std::unique_ptr<Aead> openssl_ccm(const char* name, Bytes key, AeadSizes sizes) {
  return make<Ccm>(name, key, sizes);
}

}  // namespace espect::crypto
