// SPDX-License-Identifier: GPL-2.0-or-later
// ESP with AES-GCM-128 (RFC 4106): writes a capture and its keys, or decrypts the same packets in
// memory, which is what OpenSSL alone takes of an audit with keys.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <string_view>
#include <vector>

#include <openssl/evp.h>

#include "ipsec/crypto/packet_cipher.h"

namespace {

constexpr std::size_t ip_at = 14;
constexpr std::size_t esp_at = ip_at + 20;
constexpr std::size_t iv_at = esp_at + 8;
constexpr std::size_t sealed_at = iv_at + 8;
constexpr std::size_t icv_octets = 16;
constexpr std::size_t key_octets = 16;
constexpr std::size_t salt_octets = 4;

void put32(std::uint8_t* at, std::uint32_t value) {
  for (int i = 0; i < 4; ++i) at[i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
}

std::array<std::uint8_t, key_octets + salt_octets> key_of(std::uint32_t sa) {
  std::array<std::uint8_t, key_octets + salt_octets> key{};
  for (std::size_t i = 0; i < key.size(); ++i)
    key[i] = static_cast<std::uint8_t>(sa * 31 + i * 7 + (sa >> 8));
  return key;
}

// One context for each SA; only the IV changes from packet to packet.
class Cipher {
 public:
  Cipher(std::uint32_t sa, bool seal)
      : key_(key_of(sa)), context_(EVP_CIPHER_CTX_new()), seal_(seal) {
    EVP_CipherInit_ex(context_, EVP_aes_128_gcm(), nullptr, key_.data(), nullptr, seal ? 1 : 0);
  }
  Cipher(const Cipher&) = delete;
  Cipher& operator=(const Cipher&) = delete;
  ~Cipher() { EVP_CIPHER_CTX_free(context_); }

  bool operator()(std::vector<std::uint8_t>& frame, std::uint8_t* output) {
    std::array<std::uint8_t, 12> nonce{};
    std::memcpy(nonce.data(), key_.data() + key_octets, salt_octets);
    std::memcpy(nonce.data() + salt_octets, frame.data() + iv_at, 8);
    const auto octets = static_cast<int>(frame.size() - sealed_at - icv_octets);
    std::uint8_t* icv = frame.data() + frame.size() - icv_octets;
    int size = 0;
    EVP_CipherInit_ex(context_, nullptr, nullptr, nullptr, nonce.data(), seal_ ? 1 : 0);
    EVP_CipherUpdate(context_, nullptr, &size, frame.data() + esp_at, 8);
    EVP_CipherUpdate(context_, output, &size, frame.data() + sealed_at, octets);
    if (!seal_) EVP_CIPHER_CTX_ctrl(context_, EVP_CTRL_GCM_SET_TAG, icv_octets, icv);
    if (EVP_CipherFinal_ex(context_, output + size, &size) != 1) return false;
    if (seal_) EVP_CIPHER_CTX_ctrl(context_, EVP_CTRL_GCM_GET_TAG, icv_octets, icv);
    return true;
  }

 private:
  std::array<std::uint8_t, key_octets + salt_octets> key_;
  EVP_CIPHER_CTX* context_;
  bool seal_;
};

// Ethernet, IPv4, ESP; inside a dummy packet (next header 59), of which nothing is read.
std::vector<std::uint8_t> frame_of(std::uint32_t sa, std::uint32_t sequence, std::size_t octets) {
  std::vector<std::uint8_t> frame(octets);
  constexpr std::array<std::uint8_t, 14> ethernet{2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0};
  std::memcpy(frame.data(), ethernet.data(), ethernet.size());
  std::uint8_t* ip = frame.data() + ip_at;
  ip[0] = 0x45;
  ip[2] = static_cast<std::uint8_t>((octets - ip_at) >> 8);
  ip[3] = static_cast<std::uint8_t>(octets - ip_at);
  ip[4] = static_cast<std::uint8_t>(sequence >> 8);
  ip[5] = static_cast<std::uint8_t>(sequence);
  ip[8] = 64;
  ip[9] = 50;
  put32(ip + 12, 0x0A01000A);
  put32(ip + 16, 0x0A02000A);
  put32(frame.data() + esp_at, 0x1000 + sa);
  put32(frame.data() + esp_at + 4, sequence);
  put32(frame.data() + iv_at + 4, sequence);
  frame[octets - icv_octets - 2] = 0;  // no padding
  frame[octets - icv_octets - 1] = 59;
  return frame;
}

template <class Use>
bool each(std::uint32_t packets, std::uint32_t sas, std::size_t octets, const Use& use) {
  for (std::uint32_t i = 0; i < packets; ++i)
    if (!use(i, i % sas, frame_of(i % sas, i / sas + 1, octets))) return false;
  return true;
}

int write(std::uint32_t packets, std::uint32_t sas, std::size_t octets, const char* capture,
          const char* keys) {
  std::FILE* out = std::fopen(capture, "wb");
  std::FILE* rows = std::fopen(keys, "w");
  if (out == nullptr || rows == nullptr) return 2;
  const std::array<std::uint32_t, 6> file{0xA1B2C3D4, 0x00040002, 0, 0, 262144, 1};
  std::fwrite(file.data(), sizeof file, 1, out);
  std::deque<Cipher> ciphers;
  for (std::uint32_t sa = 0; sa < sas; ++sa) {
    ciphers.emplace_back(sa, true);
    std::fprintf(rows,
                 "{\"type\":\"esp\",\"spi\":\"0x%08x\",\"src\":\"10.1.0.10\",\"dst\":\"10.2.0.10\","
                 "\"encr\":20,\"encr_key_bits\":128,\"sn\":0,\"encr_key\":\"",
                 0x1000 + sa);
    for (const auto octet : key_of(sa)) std::fprintf(rows, "%02x", octet);
    std::fprintf(rows, "\"}\n");
  }
  std::vector<std::uint8_t> sealed(octets);
  const bool good = each(packets, sas, octets, [&](std::uint32_t i, std::uint32_t sa, auto frame) {
    if (!ciphers[sa](frame, sealed.data())) return false;
    std::memcpy(frame.data() + sealed_at, sealed.data(), octets - sealed_at - icv_octets);
    const auto size = static_cast<std::uint32_t>(octets);
    const std::array<std::uint32_t, 4> record{1'700'000'000 + i / 10'000, i % 10'000 * 100, size,
                                              size};
    std::fwrite(record.data(), sizeof record, 1, out);
    return std::fwrite(frame.data(), octets, 1, out) == 1;
  });
  return std::fclose(out) == 0 && std::fclose(rows) == 0 && good ? 0 : 2;
}

// What opens espect's packets, whichever library does it.
class PacketCipher {
 public:
  PacketCipher(std::uint32_t sa, bool /*seal*/)
      : spi_(0x1000 + sa),
        cipher_(espect::crypto::PacketCipher::of(
            espect::registry::encryption_algorithm::encr_aes_gcm_16, key_of(sa), {}, {})) {}
  bool operator()(const std::vector<std::uint8_t>& frame, std::uint8_t* /*output*/) {
    constexpr std::uint32_t sequence = 1;
    return cipher_ &&
           cipher_->open_esp(spi_, sequence, {}, espect::Bytes(frame).subspan(iv_at), &plain_);
  }

 private:
  std::uint32_t spi_;
  tl::expected<espect::crypto::PacketCipher, std::string> cipher_;
  std::vector<std::uint8_t> plain_;
};

// The packets of a few milliseconds, again and again, so that they stay in the caches.
template <class Opener>
int loop(std::uint32_t packets, std::uint32_t sas, std::size_t octets) {
  std::deque<Opener> open;
  std::vector<std::vector<std::uint8_t>> frames;
  std::vector<std::uint8_t> plain(octets);
  for (std::uint32_t sa = 0; sa < sas; ++sa) {
    Cipher seal(sa, true);
    open.emplace_back(sa, false);
    frames.push_back(frame_of(sa, 1, octets));
    seal(frames.back(), plain.data());
    std::memcpy(frames.back().data() + sealed_at, plain.data(), octets - sealed_at - icv_octets);
  }
  for (std::uint32_t i = 0; i < packets; ++i)
    if (!open[i % sas](frames[i % sas], plain.data())) return 2;
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  const std::string_view how = count == 5 ? arguments[1] : "";
  const bool looping = how == "--loop" || how == "--loop-espect";
  if (!looping && count != 6) {
    std::fprintf(stderr,
                 "usage: bench_gcm_packets PACKETS SAS FRAME_OCTETS CAPTURE KEYS\n"
                 "       bench_gcm_packets --loop PACKETS SAS FRAME_OCTETS\n"
                 "       bench_gcm_packets --loop-espect PACKETS SAS FRAME_OCTETS\n");
    return 2;
  }
  char** numbers = arguments + (looping ? 2 : 1);
  const auto packets = static_cast<std::uint32_t>(std::strtoul(numbers[0], nullptr, 10));
  const auto sas = static_cast<std::uint32_t>(std::strtoul(numbers[1], nullptr, 10));
  const std::size_t octets = std::strtoul(numbers[2], nullptr, 10);
  if (packets == 0 || sas == 0 || octets < sealed_at + icv_octets + 2) return 2;
  if (how == "--loop") return loop<Cipher>(packets, sas, octets);
  if (how == "--loop-espect") return loop<PacketCipher>(packets, sas, octets);
  return write(packets, sas, octets, arguments[4], arguments[5]);
}
