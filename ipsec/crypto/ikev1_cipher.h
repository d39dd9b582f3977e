// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "ipsec/bytes/bytes.h"
#include "ipsec/registry/tables.h"

namespace espect::crypto {

class BlockMode;

// What protects the messages of an IKEv1 SA, both ways: a cipher in CBC mode, and nothing that
// authenticates (RFC 2409 appendix B). Whether what comes out is right, the HASH inside says.
class Ikev1Cipher {
 public:
  // By IKEv2's transform id. The error names what is no CBC cipher, not offered or of the wrong
  // length.
  static tl::expected<Ikev1Cipher, std::string> of(registry::EncryptionAlgorithm encr, Bytes key);
  Ikev1Cipher(Ikev1Cipher&&) noexcept;
  Ikev1Cipher& operator=(Ikev1Cipher&&) noexcept;
  ~Ikev1Cipher();

  std::size_t block_octets() const { return block_octets_; }
  // Whole blocks behind the header. False leaves `plaintext` empty.
  bool open(Bytes iv, Bytes ciphertext, std::vector<std::uint8_t>& plaintext) const;
  // For samples and tests; empty when a length is wrong.
  std::vector<std::uint8_t> seal(Bytes iv, Bytes plaintext) const;

 private:
  Ikev1Cipher(std::unique_ptr<BlockMode> mode, std::size_t block_octets);
  std::unique_ptr<BlockMode> mode_;
  std::size_t block_octets_;
};

// Octets of a block of a CBC cipher; nothing for any other.
std::optional<std::size_t> cbc_block_octets(registry::EncryptionAlgorithm encr);

}  // namespace espect::crypto
