// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/registry/tables.h"
#include "ipsec/wire/describe.h"

namespace espect::wire::esp {
using namespace espect::wire::literals;  // NOLINT(google-build-using-namespace): "name"_f

// RFC 4303 section 2. What follows the sequence number can be told apart only with the SA's
// algorithms.
struct EspHeader {
  static constexpr const char* name = "esp";
  static constexpr const char* title = "ESP";
  static constexpr std::size_t octets = 8;

  std::uint32_t spi = 0;       // 0 never on the wire, 1-255 reserved
  std::uint32_t sequence = 0;  // low half with ESN
  Bytes data{};                // IV, ciphertext with trailer, ICV

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("spi"_f, {"SPI", "esp.spi", Display::hex}, self.spi);
    wire.field("sequence"_f, {"Sequence number", "esp.sequence"}, self.sequence);
    wire.rest("data"_f, {"IV, encrypted data and ICV"}, self.data);
  }
};

}  // namespace espect::wire::esp
