// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/block_mode.h"
#include "ipsec/crypto/openssl_handles.h"

namespace espect::crypto {
namespace {

// A context for each direction: the key schedules differ, and both are made once.
class OpensslBlockMode : public BlockMode {
 public:
  OpensslBlockMode(CipherContext encryption, CipherContext decryption, std::size_t block)
      : encryption_(std::move(encryption)), decryption_(std::move(decryption)), block_(block) {}

  bool encrypt(Bytes iv, Bytes in, std::uint8_t* out) override {
    return run(encryption_.get(), iv, in, out);
  }
  bool decrypt(Bytes iv, Bytes in, std::uint8_t* out) override {
    return run(decryption_.get(), iv, in, out);
  }

 private:
  bool run(EVP_CIPHER_CTX* context, Bytes iv, Bytes in, std::uint8_t* out) const {
    if (iv.size() != static_cast<std::size_t>(EVP_CIPHER_CTX_get_iv_length(context)) ||
        in.size() % block_ != 0 || !fits_int(in))
      return false;
    int written = 0;
    return EVP_CipherInit_ex(context, nullptr, nullptr, nullptr, iv.data(), -1) == 1 &&
           EVP_CipherUpdate(context, out, &written, in.data(), int_size(in)) == 1 &&
           written == int_size(in);
  }

  CipherContext encryption_;
  CipherContext decryption_;
  std::size_t block_;  // 1 in counter mode
};

CipherContext context(const EVP_CIPHER* method, Bytes key, int encrypt) {
  CipherContext made(EVP_CIPHER_CTX_new());
  if (!made || EVP_CipherInit_ex(made.get(), method, nullptr, key.data(), nullptr, encrypt) != 1 ||
      EVP_CIPHER_CTX_set_padding(made.get(), 0) != 1)
    return nullptr;
  return made;
}

}  // namespace

std::unique_ptr<BlockMode> openssl_block_mode(const char* name, Bytes key) {
  const CipherMethod method(EVP_CIPHER_fetch(nullptr, name, nullptr));
  if (!method || key.size() != static_cast<std::size_t>(EVP_CIPHER_get_key_length(method.get())))
    return nullptr;
  auto encryption = context(method.get(), key, 1);
  auto decryption = context(method.get(), key, 0);
  if (!encryption || !decryption) return nullptr;
  const auto block = static_cast<std::size_t>(EVP_CIPHER_get_block_size(method.get()));
  return std::make_unique<OpensslBlockMode>(std::move(encryption), std::move(decryption), block);
}

}  // namespace espect::crypto
