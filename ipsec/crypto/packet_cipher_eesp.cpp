// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>

#include "ipsec/bytes/endian.h"
#include "ipsec/crypto/packet_cipher.h"
#include "ipsec/crypto/packet_state.h"

namespace espect::crypto {
namespace {

std::array<std::uint8_t, implicit_iv_octets> implicit_iv(std::uint64_t number) {
  std::array<std::uint8_t, implicit_iv_octets> octets{};
  for (std::size_t i = 0; i < octets.size(); ++i)
    octets[i] = static_cast<std::uint8_t>(number >> (56 - 8 * i));
  return octets;
}

// Everything before the ciphertext, with or without the IV.
std::vector<std::uint8_t> associated_of(Bytes packet, const EespPlaces& places,
                                        std::size_t iv_octets) {
  std::vector<std::uint8_t> associated(packet.begin(),
                                       packet.begin() + static_cast<std::ptrdiff_t>(places.iv));
  const std::size_t behind = places.iv_is_associated ? places.iv : places.iv + iv_octets;
  const Bytes rest = packet.subspan(behind, places.encrypted - behind);
  associated.insert(associated.end(), rest.begin(), rest.end());
  return associated;
}

}  // namespace

bool PacketCipher::open_eesp(Bytes packet, const EespPlaces& places,
                             std::vector<std::uint8_t>* plaintext) {
  if (plaintext != nullptr) plaintext->clear();
  State& state = *state_;
  const std::size_t iv_octets = state.parameters->wire_iv_octets;
  const std::size_t icv_octets = state.icv_octets();
  const std::size_t payload_at = places.iv + iv_octets;
  if (places.encrypted < payload_at || packet.size() < places.encrypted + icv_octets + 1)
    return false;
  const bool implicit = state.aead && iv_octets == 0;
  if (implicit && !places.sequence) return false;
  const auto counter = implicit_iv(places.sequence.value_or(0));
  const Bytes iv = implicit ? Bytes(counter) : packet.subspan(places.iv, iv_octets);
  const Bytes icv = packet.last(icv_octets);
  const Bytes sealed =
      packet.subspan(places.encrypted, packet.size() - icv_octets - places.encrypted);
  const Bytes clear = packet.subspan(payload_at, places.encrypted - payload_at);
  const auto associated = associated_of(packet, places, iv_octets);
  std::vector<std::uint8_t>& out = plaintext != nullptr ? *plaintext : state.scratch;
  out.resize(clear.size() + sealed.size());
  bool opened = false;
  if (state.aead) {
    opened = state.aead->open(state.nonce(iv), associated, sealed, icv, out.data() + clear.size());
  } else if (state.mac && state.authentication_only()) {
    opened = state.mac->verify({associated, sealed}, icv, iv);
    std::ranges::copy(sealed, out.data() + clear.size());
  }
  if (!opened) {
    out.clear();
    return false;
  }
  std::ranges::copy(clear, out.begin());
  return true;
}

std::vector<std::uint8_t> PacketCipher::seal_eesp(Bytes front, Bytes clear, Bytes plaintext,
                                                  std::optional<std::uint64_t> sequence,
                                                  bool iv_is_associated) {
  State& state = *state_;
  const std::size_t iv_octets = state.parameters->wire_iv_octets;
  if (front.size() < iv_octets || plaintext.empty()) return {};
  std::vector<std::uint8_t> packet(front.begin(), front.end());
  packet.insert(packet.end(), clear.begin(), clear.end());
  const EespPlaces places{front.size() - iv_octets, packet.size(), sequence, iv_is_associated};
  const auto counter = implicit_iv(sequence.value_or(0));
  const auto associated = associated_of(packet, places, iv_octets);
  packet.resize(places.encrypted + plaintext.size() + state.icv_octets());
  const Bytes iv = iv_octets == 0 ? Bytes(counter) : Bytes(front).last(iv_octets);
  std::uint8_t* const sealed = packet.data() + places.encrypted;
  std::uint8_t* const icv = sealed + plaintext.size();
  if (state.aead)
    return state.aead->seal(state.nonce(iv), associated, plaintext, sealed, icv)
               ? packet
               : std::vector<std::uint8_t>{};
  if (!state.mac || !state.authentication_only()) return {};
  std::ranges::copy(plaintext, sealed);
  const auto made = state.mac->icv({associated, plaintext}, iv);
  std::ranges::copy(made, icv);
  return made.empty() ? std::vector<std::uint8_t>{} : packet;
}

}  // namespace espect::crypto
