// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/esp/eesp_form.h"
#include "ipsec/sessions/sessions.h"
#include "tests/fuzz/inside.h"

namespace espect::fuzz {

// EESP packets with sequence numbers of two sub-SAs. The first octet says whose they are (odd:
// Linux's prototype); then each stands behind four octets: its Session ID, the size of its options,
// and the size of what is encrypted. How many of them were authenticated.
inline std::uint64_t open_eesp(Bytes octets) {
  constexpr std::uint32_t spi = 0xc0ffee;
  constexpr registry::EncryptionAlgorithm aes_gcm{20};
  constexpr std::size_t iv_octets = 8;
  Reader in(octets);
  const bool prototype = (in.number<std::uint8_t>("form") & 1) != 0;
  registry::ExperimentalProfile profile;
  profile.eesp_preset =
      prototype ? registry::EespPreset::linux_prototype : registry::EespPreset::draft;
  keys::KeyRing ring;
  for (std::uint16_t session_id = 0; session_id < 2; ++session_id) {
    keys::SaKeys sa;
    sa.protocol = keys::SaProtocol::eesp;
    sa.spi = spi;
    sa.encr = aes_gcm.value;
    sa.encr_key = crypto::Secret(36, 0x31);
    sa.eesp = {session_id, true, prototype};
    ring.add(sa);
  }
  auto cipher = crypto::PacketCipher::of(aes_gcm, crypto::Secret(36, 0x31), {}, {});
  Auditor auditor(&ring, &profile);
  Frames frames(auditor);
  std::uint64_t sequence = 0;
  while (cipher && in.ok() && !in.empty()) {
    const auto session_id = in.number<std::uint8_t>("Session ID");
    const auto options_octets = in.number<std::uint8_t>("options length");
    const std::size_t size = in.number<std::uint16_t>("size");
    const Bytes options = in.take(std::min<std::size_t>(options_octets, in.left()), "options");
    const Bytes inside = in.take(std::min<std::size_t>({size, in.left(), 60'000}), "payload");
    Octets front = prototype ? Octets{options_octets, 1} : Octets{0x80, options_octets};
    append(front, session_id, 2);
    append(front, spi, 4);
    append(front, options);
    append(front, ++sequence, 8);
    append(front, Octets(iv_octets, 0x33));
    frames.send(ipv4(*sessions::eesp_protocol_of(&profile),
                     cipher->seal_eesp(front, {}, inside, sequence, !prototype)));
  }
  auditor.finish();
  std::uint64_t opened = 0;
  auditor.sessions().flows().for_each([&](const auto& flow) { opened += flow.icv_ok; });
  return opened;
}

}  // namespace espect::fuzz
