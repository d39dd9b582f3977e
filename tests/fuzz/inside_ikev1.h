// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <map>

#include "ipsec/crypto/ikev1_cipher.h"
#include "ipsec/crypto/ikev1_key_schedule.h"
#include "ipsec/sessions/sessions.h"
#include "tests/fuzz/inside.h"

namespace espect::fuzz {

// Messages of one IKEv1 SA (AES-CBC-256, SHA2-256, group 14) in the order in which they are sealed:
// each is enciphered behind the last block of its message ID.
class Ikev1Peers {
 public:
  static constexpr std::uint64_t spi_i = 0x4141414141414141;
  static constexpr std::uint64_t spi_r = 0x5252525252525252;
  static constexpr std::uint8_t main_mode = 2;

  // What opens them. Without SKEYID_a nobody can tell whether a HASH is right.
  keys::Ikev1Keys keys() const {
    keys::Ikev1Keys row;
    row.spi_i = spi_i;
    row.spi_r = spi_r;
    row.skeyid_d = key_of(0x41);
    row.skeyid_e = key_;
    return row;
  }
  // The four messages in the clear, RFC 2409 section 5.
  void begin(Frames& frames) {
    Octets sa{0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 44, 1, 1, 0, 1, 0, 0, 0, 36, 1, 1, 0, 0};
    for (const std::uint64_t attribute :  // cipher, key length, hash, PSK, group, seconds
         {0x80010007, 0x800e0100, 0x80020004, 0x80030001, 0x8004000e, 0x800b0001, 0x800c7080})
      append(sa, attribute, 4);
    for (const bool back : {false, true})
      frames.send(udp500(in_clear(back ? spi_r : 0, {{1, sa}}), back));
    for (const bool back : {false, true})
      frames.send(udp500(in_clear(spi_r, {{4, publics_[back]}, {10, Octets(16, 0x55)}}), back));
  }
  // Phase 2 has a HASH payload before what is handed over.
  Octets sealed(std::uint8_t exchange, std::uint32_t message_id, std::uint8_t first, Bytes inside) {
    Octets plaintext;
    if (message_id != 0) {
      append(plaintext, first, 1);
      append(plaintext, 4 + hash_octets, 3);
      append(plaintext, Octets(hash_octets, 0x66));
    }
    append(plaintext, inside);
    plaintext.resize((plaintext.size() + block - 1) / block * block, 0);
    auto last = last_blocks_.find(message_id);
    if (last == last_blocks_.end())
      last = last_blocks_
                 .emplace(message_id,
                          message_id == 0
                              ? crypto::ikev1_first_iv(prf_, publics_[0], publics_[1], block)
                              : crypto::ikev1_phase2_iv(prf_, last_blocks_[0], message_id, block))
                 .first;
    const auto ciphertext = cipher_.seal(last->second, plaintext);
    if (!ciphertext.empty()) last->second.assign(ciphertext.end() - block, ciphertext.end());
    constexpr std::uint8_t hash = 8, encrypted = 1;
    auto message = header(spi_r, message_id != 0 ? hash : first, exchange, encrypted, message_id,
                          ciphertext.size());
    append(message, ciphertext);
    return message;
  }

 private:
  static constexpr std::ptrdiff_t block = 16;
  static constexpr std::size_t hash_octets = 32;

  static Octets header(std::uint64_t to, std::uint8_t first, std::uint8_t exchange,
                       std::uint8_t flags, std::uint32_t message_id, std::size_t behind) {
    Octets octets;
    append(octets, spi_i, 8);
    append(octets, to, 8);
    append(octets, first, 1);
    append(octets, 0x10, 1);
    append(octets, exchange, 1);
    append(octets, flags, 1);
    append(octets, message_id, 4);
    append(octets, 28 + behind, 4);
    return octets;
  }
  // Payloads by type and body.
  static Octets in_clear(std::uint64_t to, const std::vector<std::pair<std::uint8_t, Octets>>& of) {
    Octets chain;
    for (std::size_t i = 0; i < of.size(); ++i) {
      append(chain, i + 1 < of.size() ? of[i + 1].first : 0, 1);
      append(chain, 4 + of[i].second.size(), 3);
      append(chain, of[i].second);
    }
    auto message = header(to, of.front().first, main_mode, 0, 0, chain.size());
    append(message, chain);
    return message;
  }

  crypto::Secret key_ = key_of(0x42);
  crypto::Prf prf_ = std::move(*crypto::Prf::of(registry::PseudorandomFunction{5}));
  crypto::Ikev1Cipher cipher_ = std::move(*crypto::Ikev1Cipher::of(aes_cbc, key_));
  Octets publics_[2] = {Octets(256, 0x11), Octets(256, 0x22)};
  std::map<std::uint32_t, Octets> last_blocks_;
};

// What stands inside, each behind six octets: exchange type, who sends it (odd: the responder),
// message ID, type of the first payload, and size. How many messages were opened.
inline std::uint64_t open_ikev1(Bytes octets) {
  Ikev1Peers peers;
  keys::KeyRing ring;
  ring.add(peers.keys());
  Auditor auditor(&ring);
  Frames frames(auditor);
  peers.begin(frames);
  Reader in(octets);
  while (in.ok() && !in.empty()) {
    const auto exchange = in.number<std::uint8_t>("exchange");
    const auto flags = in.number<std::uint8_t>("flags");
    const auto message_id = in.number<std::uint8_t>("message ID");
    const auto first = in.number<std::uint8_t>("first payload");
    const std::size_t size = in.number<std::uint16_t>("size");
    const Bytes payloads = in.take(std::min<std::size_t>({size, in.left(), 60'000}), "payloads");
    frames.send(udp500(peers.sealed(exchange, message_id, first, payloads), (flags & 1) != 0));
  }
  auditor.finish();
  std::uint64_t opened = 0;
  auditor.sessions().ike_sas().for_each([&](const auto& sa) { opened += sa.decrypted; });
  return opened;
}

}  // namespace espect::fuzz
