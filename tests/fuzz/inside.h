// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>

#include "ipsec/bytes/reader.h"
#include "ipsec/crypto/packet_cipher.h"
#include "ipsec/sessions/sessions.h"
#include "tests/fuzz/frames.h"

// What a peer with the keys can send: the octets stand inside, the outside is right.
namespace espect::fuzz {

inline crypto::Secret key_of(std::uint8_t fill) {
  return crypto::Secret(32, fill);
}

constexpr registry::EncryptionAlgorithm null_encryption{11};
constexpr registry::EncryptionAlgorithm aes_cbc{12};
constexpr registry::IntegrityAlgorithm hmac_sha2_256_128{12};

// ESP packets of one SA, each behind three octets: its next header and its size. How many of them
// were authenticated.
inline std::uint64_t open_esp(Bytes octets) {
  constexpr std::uint32_t spi = 0xc0ffee;
  keys::KeyRing ring;
  keys::SaKeys sa;
  sa.spi = spi;
  sa.encr = null_encryption.value;
  sa.integ = hmac_sha2_256_128.value;
  sa.integ_key = key_of(0x11);
  ring.add(sa);
  auto cipher = crypto::PacketCipher::of(null_encryption, {}, hmac_sha2_256_128, sa.integ_key);
  Auditor auditor(&ring);
  Frames frames(auditor);
  Reader in(octets);
  std::uint32_t sequence = 0;
  while (cipher && in.ok() && !in.empty()) {
    const auto next_header = in.number<std::uint8_t>("next header");
    const std::size_t size = in.number<std::uint16_t>("size");
    const Bytes payload = in.take(std::min(size, in.left()), "payload");
    Octets inside(payload.begin(), payload.end());
    const std::size_t padding = (4 - (inside.size() + 2) % 4) % 4;
    for (std::size_t i = 1; i <= padding; ++i) append(inside, i, 1);
    append(inside, padding, 1);
    append(inside, next_header, 1);
    Octets packet;
    append(packet, spi, 4);
    append(packet, ++sequence, 4);
    append(packet, cipher->seal_esp(spi, sequence, std::nullopt, {}, inside));
    constexpr std::uint8_t esp = 50;
    frames.send(ipv4(esp, packet));
  }
  auditor.finish();
  std::uint64_t opened = 0;
  auditor.sessions().flows().for_each([&](const auto& flow) { opened += flow.icv_ok; });
  return opened;
}

// IKEv2 messages of one IKE SA, each behind six octets: exchange type, flags, message ID, type of
// the first payload, and the size of what stands in SK. How many of them were opened.
inline std::uint64_t open_ike(Bytes octets) {
  constexpr std::uint64_t spi_i = 0x1111111111111111;
  constexpr std::uint64_t spi_r = 0x2222222222222222;
  keys::KeyRing ring;
  keys::IkeKeys keys;
  keys.spi_i = spi_i;
  keys.spi_r = spi_r;
  keys.encr = aes_cbc.value;
  keys.integ = hmac_sha2_256_128.value;
  keys.prf = 5;
  keys.d = key_of(0x21);
  keys.ei = keys.er = key_of(0x22);
  keys.ai = keys.ar = key_of(0x23);
  keys.pi = keys.pr = key_of(0x24);
  ring.add(keys);
  auto cipher = crypto::PacketCipher::of(aes_cbc, keys.ei, hmac_sha2_256_128, keys.ai);
  Auditor auditor(&ring);
  Frames frames(auditor);
  Reader in(octets);
  while (cipher && in.ok() && !in.empty()) {
    const auto exchange = in.number<std::uint8_t>("exchange");
    const auto flags = in.number<std::uint8_t>("flags");
    const auto message_id = in.number<std::uint8_t>("message ID");
    const auto first = in.number<std::uint8_t>("first payload");
    const std::size_t size = in.number<std::uint16_t>("size");
    const Bytes payloads = in.take(std::min<std::size_t>({size, in.left(), 60'000}), "payloads");
    Octets inside(payloads.begin(), payloads.end());
    const std::size_t padding = 15 - inside.size() % 16;
    inside.resize(inside.size() + padding);
    append(inside, padding, 1);
    constexpr std::size_t around = 16 + 16;  // IV and ICV
    Octets message;
    append(message, spi_i, 8);
    append(message, spi_r, 8);
    append(message, 46, 1);
    append(message, 0x20, 1);
    append(message, exchange, 1);
    append(message, flags, 1);
    append(message, message_id, 4);
    append(message, 28 + 4 + around + inside.size(), 4);
    append(message, first, 1);
    append(message, 0, 1);
    append(message, 4 + around + inside.size(), 2);
    append(message, cipher->seal_ike(message, Octets(16, 0x33), inside));
    constexpr std::uint8_t initiator = 0x08;
    frames.send(udp500(message, (flags & initiator) == 0));
  }
  auditor.finish();
  std::uint64_t opened = 0;
  auditor.sessions().ike_sas().for_each([&](const auto& sa) { opened += sa.decrypted; });
  return opened;
}

}  // namespace espect::fuzz
