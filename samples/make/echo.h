// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "samples/make/ip_packet.h"
#include "samples/make/random.h"

// ESP Echo: what stands after SPI and sequence number, by the variants that were published and
// shipped (docs/extensions/esp-echo.md).
namespace espect::samples {

struct EspEcho {
  bool reply = false;
  std::uint16_t identifier = 0;
  std::uint16_t sequence = 0;
  std::uint32_t reply_spi = 0;  // 0: not asked for
  std::uint8_t reserved_flags = 0;
  Octets data{};
};

enum class EchoVariant : std::uint8_t { a, b, c, d, e, f, g };

// A packet on SPI 7 or 8, from the SPI on. `esp_sequence` is that of the ESP header.
Octets plain_echo(EchoVariant variant, const EspEcho& echo, std::uint32_t esp_sequence = 0);

// What an SA protects with Next Header 144.
Octets protected_echo(EchoVariant variant, const EspEcho& echo);

}  // namespace espect::samples
