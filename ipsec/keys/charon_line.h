// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "ipsec/crypto/secret.h"

namespace espect::keys {

// "1795528434.373 16[IKE] <c|1> text", from a file, syslog or the journal.
struct CharonLine {
  unsigned thread = 0;
  std::string_view group;  // IKE, CHD, ENC, ...
  std::string_view text;
};
std::optional<CharonLine> charon_line(std::string_view line);

// "key exchange secret => 32 bytes @ 0x5401cc30": what follows are the octets.
struct DumpHeading {
  std::string_view name;
  std::size_t octets = 0;
};
std::optional<DumpHeading> dump_heading(std::string_view text);

// Appends "  16: 5F B0 AF F4  _..."; false when this is no such line or not the next one.
bool append_dump_line(std::string_view text, crypto::Secret& octets, std::size_t wanted);

}  // namespace espect::keys
