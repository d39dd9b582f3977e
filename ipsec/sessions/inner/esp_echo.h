// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "ipsec/bytes/bytes.h"
#include "ipsec/registry/experimental_profile.h"

namespace espect::sessions {

// Which document's layout an ESP echo has. Inside an SA C and D, and E and F, look alike.
enum class EchoForm : std::uint8_t {
  unknown,  // on an echo SPI, but in no layout that is known
  a,        // no payload
  b,        // identifier, sequence number, data; in the clear
  a_or_b,   // a B without data, which may be an A with padding
  c_to_f,   // 12-octet header inside an SA, R not set
  c_or_d,   // R is the lowest bit
  e_or_f,   // R is the highest bit
  f,        // the 12-octet header in the clear
  g,        // 8-octet header of the proof of concept
};
std::string_view to_text(EchoForm form);  // "B", "C to F", "proof of concept"

// One echo request or reply; borrows the packet.
struct EspEcho {
  EchoForm form = EchoForm::unknown;
  bool in_clear = false;
  bool reply = false;
  bool numbered = false;  // has identifier and sequence number
  std::uint16_t identifier = 0;
  std::uint16_t sequence = 0;
  std::uint32_t esp_sequence = 0;  // of the ESP header in the clear: all that form A has
  bool reply_path = false;         // R
  std::uint32_t reply_spi = 0;
  bool reserved_flags = false;  // bits beside R are set
  bool length_fits = true;      // Data Length and payload agree
  std::uint16_t pad_octets = 0;
  Bytes data;
};

// `payload`: what follows the sequence number of an ESP packet on one of the echo SPIs.
EspEcho read_clear_echo(bool reply, Bytes payload,
                        const registry::ExperimentalProfile* profile = nullptr);

// `payload`: what an opened ESP packet with Next Header 144 carries, without the ESP trailer.
// Nothing when its sub-type is none of the echo.
std::optional<EspEcho> read_sealed_echo(Bytes payload,
                                        const registry::ExperimentalProfile* profile = nullptr);

// Whether the SPI is an echo's, and which; nothing for others.
enum class EchoSpi : std::uint8_t { request, reply };
std::optional<EchoSpi> echo_spi(std::uint32_t spi,
                                const registry::ExperimentalProfile* profile = nullptr);

}  // namespace espect::sessions
