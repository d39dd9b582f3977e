// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/content_key.h"

#include "ipsec/sessions/esp/legibility.h"

namespace espect::sessions {
namespace {

constexpr std::size_t esp_header_octets = 8;

}  // namespace

ContentKey::ContentKey(SaOpener& opener, std::optional<std::uint8_t> icv_octets,
                       std::uint32_t child_sa)
    : opener_(opener), algorithms_(opener.algorithms), child_sa_(child_sa) {
  if (icv_octets)
    lengths_ = {*icv_octets};
  else
    lengths_.assign(usual_lengths.begin(), usual_lengths.end());
  seen_.resize(lengths_.size());
}

bool ContentKey::decrypt(const EspPacket& packet, std::size_t icv_octets,
                         std::vector<std::uint8_t>& plaintext) {
  if (packet.octets.size() < esp_header_octets + icv_octets) return false;
  const Bytes data = packet.octets.subspan(esp_header_octets,
                                           packet.octets.size() - esp_header_octets - icv_octets);
  return opener_.cipher()->open_esp(packet.spi, packet.sequence, std::nullopt, data, &plaintext);
}

bool ContentKey::open(const EspPacket& packet, std::vector<std::uint8_t>& plaintext) {
  if (packet.protocol != Protocol::esp || packet.datagram.cut_octets != 0) return false;
  bool opened = false;
  if (proven_)
    opened = decrypt(packet, algorithms_.icv_octets, plaintext) && may_be_packet(plaintext);
  else
    for (std::size_t at = 0; at < lengths_.size() && !opened; ++at)
      opened = prove(packet, at, plaintext);
  if (!opened) plaintext.clear();
  return opened;
}

bool ContentKey::prove(const EspPacket& packet, std::size_t at,
                       std::vector<std::uint8_t>& plaintext) {
  if (!decrypt(packet, lengths_[at], plaintext)) return false;
  const unsigned bits = legible_bits(plaintext);
  if (bits < proof_repeated) return false;
  if (bits < proof_alone && ++seen_[at] < 2) return false;
  proven_ = true;
  algorithms_.icv_octets = lengths_[at];
  return true;
}

}  // namespace espect::sessions
