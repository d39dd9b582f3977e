// SPDX-License-Identifier: GPL-2.0-or-later
// An ESP packet opened, by cipher, library and octets of what is inside.
#include <benchmark/benchmark.h>

#include "ipsec/crypto/aead.h"
#include "ipsec/crypto/packet_cipher.h"

namespace espect::crypto {
namespace {

using Octets = std::vector<std::uint8_t>;

void open_esp(benchmark::State& state, std::uint16_t encr, std::size_t encr_key,
              std::uint16_t integ = 0, std::size_t integ_key = 0) {
  auto cipher = PacketCipher::of(encr, Octets(encr_key, 7), integ, Octets(integ_key, 9));
  if (!cipher) return state.SkipWithError(cipher.error().c_str());
  const Octets data = cipher->seal_esp(1, 1, std::nullopt, Octets(cipher->iv_octets(), 3),
                                       Octets(static_cast<std::size_t>(state.range(0)), 5));
  Octets plaintext;
  bool opened = true;
  for (auto unused : state) {
    static_cast<void>(unused);
    opened = cipher->open_esp(1, 1, std::nullopt, data, &plaintext) && opened;
  }
  if (!opened) state.SkipWithError("its ICV does not verify");
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
#define OPENS(name, ...) BENCHMARK_CAPTURE(open_esp, name, __VA_ARGS__)->Arg(64)->Arg(1344)
OPENS(aes_128_gcm, 20, 20);
OPENS(aes_256_gcm, 20, 36);
OPENS(aes_128_ccm, 16, 19);
OPENS(chacha20_poly1305, 28, 36);
OPENS(aes_128_gmac, 21, 20);
OPENS(null_hmac_sha2_256, 11, 0, 12, 32);
OPENS(aes_256_cbc_hmac_sha1, 12, 32, 2, 20);
OPENS(aes_256_cbc_hmac_sha2_256, 12, 32, 12, 32);
OPENS(aes_128_cbc_xcbc, 12, 16, 5, 16);
OPENS(camellia_128_ccm_by_libgcrypt, 27, 19);

// AES-128-GCM alone, by each library that has it.
using MakeAead = std::unique_ptr<Aead> (*)(Bytes key, AeadSizes sizes);
std::unique_ptr<Aead> by_openssl(Bytes key, AeadSizes sizes) {
  return openssl_aead("AES-128-GCM", key, sizes);
}

void gcm(benchmark::State& state, MakeAead make) {
  constexpr AeadSizes sizes{12, 16};
  const auto aead = make(Octets(16, 7), sizes);
  if (!aead) return state.SkipWithError("not here");
  const Octets nonce(12, 3), associated(8, 1), text(static_cast<std::size_t>(state.range(0)), 5);
  Octets sealed(text.size()), icv(16), out(text.size());
  bool right = aead->seal(nonce, associated, text, sealed.data(), icv.data());
  for (auto unused : state) {
    static_cast<void>(unused);
    right = aead->open(nonce, associated, sealed, icv, out.data()) && right;
  }
  if (!right) state.SkipWithError("its ICV does not verify");
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK_CAPTURE(gcm, ipsec_mb, ipsec_mb_gcm)->Arg(64)->Arg(1344);
BENCHMARK_CAPTURE(gcm, openssl, by_openssl)->Arg(64)->Arg(1344);

// A key that is set up for one packet.
void key_set_up(benchmark::State& state, std::uint16_t encr, std::size_t encr_key,
                std::uint16_t integ = 0, std::size_t integ_key = 0) {
  const Octets key(encr_key, 7), other(integ_key, 9);
  for (auto unused : state) {
    static_cast<void>(unused);
    benchmark::DoNotOptimize(PacketCipher::of(encr, key, integ, other));
  }
}
BENCHMARK_CAPTURE(key_set_up, aes_128_gcm, 20, 20);
BENCHMARK_CAPTURE(key_set_up, aes_256_cbc_hmac_sha2_256, 12, 32, 12, 32);

}  // namespace
}  // namespace espect::crypto
