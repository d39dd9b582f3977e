// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "ipsec/crypto/secret.h"

namespace espect::keys {

// "1795528434.373 16[IKE] <c|1> text" from a file or syslog, "[IKE] <1> text" of swanctl, and a
// line of the journal, which says neither thread nor group: those that matter are known by words.
struct CharonLine {
  unsigned thread = 0;     // 0 where the log says none
  std::string_view group;  // IKE, CHD, ENC, ...; empty for a dump whose group the log does not say
  std::string_view text;
};
std::optional<CharonLine> charon_line(std::string_view line);

// "key exchange secret => 32 bytes @ 0x5401cc30": what follows are the octets.
struct DumpHeading {
  std::string_view name;
  std::size_t octets = 0;
};
std::optional<DumpHeading> dump_heading(const CharonLine& line);

// Dumps of both groups, and of CHD only.
bool is_key_exchange_dump(std::string_view name);
bool is_child_dump(std::string_view name);

// Appends "  16: 5F B0 AF F4  _..."; false when this is no such line or not the next one.
bool append_dump_line(std::string_view text, crypto::Secret& octets, std::size_t wanted);

}  // namespace espect::keys
