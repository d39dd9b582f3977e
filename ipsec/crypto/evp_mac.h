// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/crypto/keyed_function.h"
#include "ipsec/crypto/openssl_handles.h"

namespace espect::crypto {

// A method of OpenSSL whose context has its key.
class EvpMac : public KeyedFunction {
 public:
  explicit EvpMac(MacContext context)
      : context_(std::move(context)), octets_(EVP_MAC_CTX_get_mac_size(context_.get())) {}
  EvpMac(MacContext context, std::size_t octets) : context_(std::move(context)), octets_(octets) {}

  std::size_t octets() const override { return octets_; }

  bool compute(std::span<const Bytes> parts, Bytes, std::uint8_t* out) override {
    // A null key means the one that was set: no key schedule per packet.
    if (EVP_MAC_init(context_.get(), nullptr, 0, nullptr) != 1) return false;
    for (const Bytes part : parts)
      if (EVP_MAC_update(context_.get(), part.data(), part.size()) != 1) return false;
    std::size_t written = 0;
    return EVP_MAC_final(context_.get(), out, &written, octets_) == 1 && written == octets_;
  }

 private:
  MacContext context_;
  std::size_t octets_;
};

}  // namespace espect::crypto
