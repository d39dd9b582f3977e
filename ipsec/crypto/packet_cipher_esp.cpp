// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>

#include "ipsec/crypto/packet_cipher.h"
#include "ipsec/crypto/packet_state.h"

namespace espect::crypto {
namespace {

constexpr std::size_t trailer_octets = 2;  // pad length, next header

// The numbers of a packet in the orders in which ICVs and nonces want them.
class Numbers {
 public:
  Numbers(std::uint32_t spi, std::uint32_t sequence, std::optional<std::uint32_t> high,
          std::optional<std::uint32_t> vpn_id)
      : extended_(high.has_value()), more_(vpn_id.has_value() ? 4 : 0) {
    put(0, spi);
    put(4, high.value_or(0));
    put(8, sequence);
    put(12, vpn_id.value_or(0));
    put(16, spi);
    put(20, sequence);
    put(24, vpn_id.value_or(0));
  }
  // RFC 4106 section 5, RFC 4309, RFC 7634: SPI | [high] | sequence.
  Bytes associated() const { return extended_ ? all().first(12 + more_) : wire(); }
  // As in the packet.
  Bytes wire() const { return all().subspan(16, 8 + more_); }
  // RFC 4303 section 2.2.1: after the packet, not in it.
  Bytes high() const { return all().subspan(4, extended_ ? 4 : 0); }
  // RFC 8750 section 4: 64 bits, zeros in front without ESN.
  Bytes implicit_iv() const { return all().subspan(4, implicit_iv_octets); }

 private:
  Bytes all() const { return octets_; }
  void put(std::size_t at, std::uint32_t number) {
    for (std::size_t i = 0; i < 4; ++i)
      octets_[at + i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
  }

  std::array<std::uint8_t, 28> octets_{};
  bool extended_;
  std::size_t more_;  // octets of the VPN-ID
};

}  // namespace

bool PacketCipher::open_esp(std::uint32_t spi, std::uint32_t sequence,
                            std::optional<std::uint32_t> high, Bytes data,
                            std::vector<std::uint8_t>* plaintext,
                            std::optional<std::uint32_t> vpn_id) {
  State& state = *state_;
  // Emptied only where nothing comes of it: octets that are written over need not be cleared.
  const auto closed = [plaintext] {
    if (plaintext != nullptr) plaintext->clear();
    return false;
  };
  const auto pieces = state.cut(data, trailer_octets);
  if (!pieces) return closed();
  const auto& [iv, ciphertext, icv] = *pieces;
  const Numbers numbers(spi, sequence, high, vpn_id);

  std::vector<std::uint8_t>& out = plaintext != nullptr ? *plaintext : state.scratch;
  if (state.aead) {
    out.resize(ciphertext.size());
    const Bytes nonce_end = iv.empty() ? numbers.implicit_iv() : iv;
    const bool opened =
        state.aead->open(state.nonce(nonce_end), numbers.associated(), ciphertext, icv, out.data());
    return opened || closed();
  }
  if (state.mac) {
    const Bytes covered = data.first(data.size() - icv.size());
    const bool verified = state.authentication_only()
                              ? state.mac->verify({numbers.associated(), covered}, icv, iv)
                              : state.mac->verify({numbers.wire(), covered, numbers.high()}, icv);
    if (!verified) return closed();
  }
  if (ciphertext.size() % state.parameters->pad_multiple != 0) return closed();
  if (plaintext == nullptr) return true;
  out.resize(ciphertext.size());
  return state.decrypt(iv, ciphertext, out.data()) || closed();
}

std::vector<std::uint8_t> PacketCipher::seal_esp(std::uint32_t spi, std::uint32_t sequence,
                                                 std::optional<std::uint32_t> high, Bytes iv,
                                                 Bytes plaintext,
                                                 std::optional<std::uint32_t> vpn_id) {
  State& state = *state_;
  if (iv.size() != iv_octets() || plaintext.size() < trailer_octets) return {};
  const Numbers numbers(spi, sequence, high, vpn_id);
  std::vector<std::uint8_t> data(iv.begin(), iv.end());
  data.resize(iv.size() + plaintext.size() + state.icv_octets());
  std::uint8_t* const ciphertext = data.data() + iv.size();
  std::uint8_t* const icv = ciphertext + plaintext.size();
  if (state.aead) {
    const Bytes nonce_end = iv.empty() ? numbers.implicit_iv() : iv;
    const bool sealed =
        state.aead->seal(state.nonce(nonce_end), numbers.associated(), plaintext, ciphertext, icv);
    return sealed ? data : std::vector<std::uint8_t>{};
  }
  if (!state.encrypt(iv, plaintext, ciphertext)) return {};
  if (!state.mac) return data;
  const Bytes covered = Bytes(data).first(iv.size() + plaintext.size());
  const auto made = state.authentication_only()
                        ? state.mac->icv({numbers.associated(), covered}, iv)
                        : state.mac->icv({numbers.wire(), covered, numbers.high()});
  std::ranges::copy(made, icv);
  return made.empty() ? std::vector<std::uint8_t>{} : data;
}

}  // namespace espect::crypto
