// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/crypto/ikev1_cipher.h"

#include "ipsec/crypto/block_mode.h"
#include "ipsec/registry/algorithms.h"

namespace espect::crypto {

std::optional<std::size_t> cbc_block_octets(registry::EncryptionAlgorithm encr) {
  const auto* const parameters = registry::encryption_parameters(encr.meaning);
  if (parameters == nullptr || parameters->kind != registry::EncryptionClass::cbc)
    return std::nullopt;
  return parameters->wire_iv_octets;
}

tl::expected<Ikev1Cipher, std::string> Ikev1Cipher::of(registry::EncryptionAlgorithm encr,
                                                       Bytes key) {
  const auto block = cbc_block_octets(encr);
  if (!block) return tl::unexpected(encr.display_name() + " is no cipher that opens IKEv1");
  const auto* const parameters = registry::encryption_parameters(encr.meaning);
  if (!parameters->allows_key_octets(key.size()))
    return tl::unexpected(encr.display_name() + " does not take a key of " +
                          std::to_string(key.size()) + " octets");
  auto mode = block_mode(parameters->id, key);
  if (mode == nullptr) return tl::unexpected(encr.display_name() + " is not offered");
  return Ikev1Cipher(std::move(mode), *block);
}

Ikev1Cipher::Ikev1Cipher(std::unique_ptr<BlockMode> mode, std::size_t block_octets)
    : mode_(std::move(mode)), block_octets_(block_octets) {}
Ikev1Cipher::Ikev1Cipher(Ikev1Cipher&&) noexcept = default;
Ikev1Cipher& Ikev1Cipher::operator=(Ikev1Cipher&&) noexcept = default;
Ikev1Cipher::~Ikev1Cipher() = default;

bool Ikev1Cipher::open(Bytes iv, Bytes ciphertext, std::vector<std::uint8_t>& plaintext) const {
  plaintext.clear();
  if (ciphertext.empty() || ciphertext.size() % block_octets_ != 0) return false;
  plaintext.resize(ciphertext.size());
  const bool opened = mode_->decrypt(iv, ciphertext, plaintext.data());
  if (!opened) plaintext.clear();
  return opened;
}

std::vector<std::uint8_t> Ikev1Cipher::seal(Bytes iv, Bytes plaintext) const {
  if (plaintext.empty() || plaintext.size() % block_octets_ != 0) return {};
  std::vector<std::uint8_t> ciphertext(plaintext.size());
  if (!mode_->encrypt(iv, plaintext, ciphertext.data())) return {};
  return ciphertext;
}

}  // namespace espect::crypto
