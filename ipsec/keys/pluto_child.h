// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string_view>
#include <vector>

#include "ipsec/keys/text_lines.h"

namespace espect::keys {

// The ESP and AH SAs of a pluto log. Each release says keys, SPIs and addresses in other lines:
// libreswan 5 "setup_half_kernel_state()" before the keys and "Add SA esp.SPI@ADDRESS" behind them,
// libreswan 4 "add_sa() ... ADDRESS[SPI]==>ADDRESS" behind them, libreswan 3 and Openswan nothing
// but "IPsec SA established {ESP=>0xOUT <0xIN".
class PlutoChild {
 public:
  PlutoChild(KeyRing& ring, Complaints& complaints) : ring_(ring), complaints_(complaints) {}

  static bool is_key(std::string_view debug);
  // What pluto logs for debugging, without the bar in front.
  void debug_line(std::string_view text, std::uint32_t number);
  // Any other line.
  void line(std::string_view text);
  void finish();

 private:
  enum class KeyKind : std::uint8_t { none, encryption, integrity };
  enum class Direction : std::uint8_t { unknown, in, out };
  struct Keyed {
    SaKeys keys;
    Direction direction = Direction::unknown;
  };
  static KeyKind key_kind(std::string_view text);

  void read_key(KeyKind kind, std::string_view text, std::uint32_t number);
  void read_addresses(std::string_view text);
  void read_algorithms(const std::vector<std::string_view>& parts);
  void read_transform(std::string_view text, SaKeys& keys);
  void begin_sa();
  void add_sa(std::string_view text);
  void install(std::string_view name, std::uint32_t number);
  void established(std::string_view text);
  void add(SaKeys keys);

  KeyRing& ring_;
  Complaints& complaints_;
  Keyed now_;
  std::vector<Keyed> waiting_;  // for the line that says their SPIs
  KeyKind filling_ = KeyKind::none;
  KeyKind labelled_ = KeyKind::none;  // the last line was a whole row of this key, with its label
};

}  // namespace espect::keys
