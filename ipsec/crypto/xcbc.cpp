// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>

#include "ipsec/crypto/keyed_function.h"
#include "ipsec/crypto/openssl_handles.h"
#include "ipsec/crypto/secret.h"

namespace espect::crypto {
namespace {

constexpr std::size_t block = 16;
constexpr std::size_t batch = 64 * block;
using Block = std::array<std::uint8_t, block>;

// CBC-MAC is the last block of CBC with a zero IV, so OpenSSL's CBC does the chaining.
class AesXcbc : public KeyedFunction {
 public:
  AesXcbc(CipherContext chain, const Block& k2, const Block& k3)
      : chain_(std::move(chain)), k2_(k2), k3_(k3) {}
  ~AesXcbc() override {
    cleanse(k2_.data(), block);
    cleanse(k3_.data(), block);
  }

  std::size_t octets() const override { return block; }

  bool compute(std::span<const Bytes> parts, Bytes, std::uint8_t* out) override {
    constexpr Block zero{};
    if (EVP_EncryptInit_ex(chain_.get(), nullptr, nullptr, nullptr, zero.data()) != 1) return false;
    // The last block stays back until it is known to be the last.
    Block last{};
    std::size_t held = 0;
    for (Bytes part : parts) {
      while (!part.empty()) {
        if (held == block) {
          if (!feed(last)) return false;
          held = 0;
        }
        if (held == 0 && part.size() > block) {
          const auto count = std::min((part.size() - 1) / block * block, batch);
          if (!feed(part.first(count))) return false;
          part = part.subspan(count);
          continue;
        }
        const auto count = std::min(block - held, part.size());
        std::copy_n(part.begin(), count, last.begin() + static_cast<std::ptrdiff_t>(held));
        held += count;
        part = part.subspan(count);
      }
    }
    const Block& mask = held == block ? k2_ : k3_;
    if (held < block) {
      last[held] = 0x80;
      std::fill(last.begin() + static_cast<std::ptrdiff_t>(held) + 1, last.end(), std::uint8_t{0});
    }
    for (std::size_t i = 0; i < block; ++i) last[i] ^= mask[i];
    if (!feed(last)) return false;
    std::copy_n(chained_.begin(), block, out);
    return true;
  }

 private:
  bool feed(Bytes blocks) {
    int written = 0;
    return EVP_EncryptUpdate(chain_.get(), chained_.data(), &written, blocks.data(),
                             int_size(blocks)) == 1 &&
           written == int_size(blocks);
  }

  CipherContext chain_;
  Block k2_, k3_;
  std::array<std::uint8_t, batch> chained_{};
};

CipherContext aes_128(const char* name, Bytes key) {
  const CipherMethod method(EVP_CIPHER_fetch(nullptr, name, nullptr));
  CipherContext context(EVP_CIPHER_CTX_new());
  constexpr Block zero{};
  if (!method || !context ||
      EVP_EncryptInit_ex(context.get(), method.get(), nullptr, key.data(), zero.data()) != 1 ||
      EVP_CIPHER_CTX_set_padding(context.get(), 0) != 1)
    return nullptr;
  return context;
}

}  // namespace

std::unique_ptr<KeyedFunction> aes_xcbc(Bytes key) {
  if (key.size() != block) return nullptr;
  const auto make = aes_128("AES-128-ECB", key);
  if (!make) return nullptr;
  Block derived[3];
  for (std::uint8_t i = 0; i < 3; ++i) {
    Block constant;
    constant.fill(static_cast<std::uint8_t>(i + 1));
    int written = 0;
    if (EVP_EncryptUpdate(make.get(), derived[i].data(), &written, constant.data(), block) != 1)
      return nullptr;
  }
  auto chain = aes_128("AES-128-CBC", derived[0]);
  std::unique_ptr<KeyedFunction> function;
  if (chain) function = std::make_unique<AesXcbc>(std::move(chain), derived[1], derived[2]);
  cleanse(derived, sizeof derived);
  return function;
}

}  // namespace espect::crypto
