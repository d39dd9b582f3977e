// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "ipsec/bytes/bytes.h"
#include "ipsec/crypto/secret.h"
#include "ipsec/registry/tables.h"

namespace espect::crypto {

// Where the fields of an EESP packet stand, in octets from its start.
struct EespPlaces {
  std::size_t iv = 0;
  std::size_t encrypted = 0;              // behind the IV and what Crypt Offset leaves in the clear
  std::optional<std::uint64_t> sequence;  // the implicit IV of RFC 8750
  bool iv_is_associated = true;           // as the draft says; Linux's prototype leaves it out
};

// The protection of one direction of one SA: a cipher and, unless it is AEAD, an integrity
// algorithm, with their keys. Opens what IKE's SK and SKF payloads and ESP packets hold, and seals
// it (samples and tests). Key setup happens once; one object serves one thread.
class PacketCipher {
 public:
  // encr_key ends with the salt (4 octets GCM, GMAC, ChaCha20, CTR nonce; 3 CCM). integ 0 = none.
  // The error names what is unknown, not offered (MGM) or of the wrong length.
  // `integ_icv_octets`: as in Mac::of.
  static tl::expected<PacketCipher, std::string> of(registry::EncryptionAlgorithm encr,
                                                    Bytes encr_key,
                                                    registry::IntegrityAlgorithm integ,
                                                    Bytes integ_key,
                                                    std::size_t integ_icv_octets = 0);
  PacketCipher(PacketCipher&&) noexcept;
  PacketCipher& operator=(PacketCipher&&) noexcept;
  ~PacketCipher();

  bool authenticates() const;  // false: neither AEAD nor an integrity algorithm
  std::size_t iv_octets() const;
  std::size_t icv_octets() const;
  std::size_t pad_multiple() const;  // of the cipher, before ESP's rule of 4
  // False where opening a packet takes about as long as handing it to another thread.
  bool worth_a_thread() const;

  // RFC 7296 section 3.14, RFC 5282, RFC 7383. `associated`: the octets of the message from the IKE
  // header to the last before the IV; `body`: IV, ciphertext, ICV. True when the ICV verifies; then
  // `plaintext` holds payloads, padding and pad length. False leaves it empty. Always false for
  // what IKE may not use: no authentication, NULL_AUTH_AES_GMAC, implicit IVs.
  bool open_ike(Bytes associated, Bytes body, std::vector<std::uint8_t>& plaintext);

  // RFC 4303, 4106, 4309, 4543, 7634, 8750. `data`: what follows the sequence number. `high`: the
  // high half of the sequence number with ESN. True when the ICV verifies; then `plaintext` holds
  // payload data, padding, pad length and next header. Without an integrity algorithm (see
  // authenticates()) every well-formed packet is true. `plaintext` null = verify only. `vpn_id`:
  // stands between sequence number and `data` and is covered (experimental profile section 2.3).
  bool open_esp(std::uint32_t spi, std::uint32_t sequence, std::optional<std::uint32_t> high,
                Bytes data, std::vector<std::uint8_t>* plaintext,
                std::optional<std::uint32_t> vpn_id = {});

  // draft-ietf-ipsecme-eesp section 4.2. `packet`: from the base header to the ICV. True when the
  // ICV verifies; then `plaintext` holds what followed the IV, also what Crypt Offset left in the
  // clear. False for every cipher that is not AEAD.
  bool open_eesp(Bytes packet, const EespPlaces& places, std::vector<std::uint8_t>* plaintext);

  // The reverse; `iv` has iv_octets(), `plaintext` is padded by the caller. Gives IV, ciphertext
  // and ICV; nothing when a length is wrong.
  std::vector<std::uint8_t> seal_ike(Bytes associated, Bytes iv, Bytes plaintext);
  std::vector<std::uint8_t> seal_esp(std::uint32_t spi, std::uint32_t sequence,
                                     std::optional<std::uint32_t> high, Bytes iv, Bytes plaintext,
                                     std::optional<std::uint32_t> vpn_id = {});

  // `front`: base header, options, sequence number and IV; `clear`: of the payload, what is not
  // encrypted. Gives the whole packet.
  std::vector<std::uint8_t> seal_eesp(Bytes front, Bytes clear, Bytes plaintext,
                                      std::optional<std::uint64_t> sequence, bool iv_is_associated);

  struct State;

 private:
  explicit PacketCipher(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace espect::crypto
