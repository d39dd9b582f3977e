// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string_view>
#include <vector>

#include "ipsec/keys/text_lines.h"

namespace espect::keys {

// One state of Linux's XFRM, as iproute2 shows it and as it is told to make it. Its parts come in
// groups of words: "proto esp spi 0x1 mode tunnel", "aead NAME KEY 128", "replay-window 32", ...
class XfrmState {
 public:
  // "src A dst B"; anything else between addresses (a policy) is not used.
  XfrmState(const std::vector<std::string_view>& header, std::uint32_t line,
            Complaints& complaints);

  void read(const std::vector<std::string_view>& parts, std::uint32_t line);
  // Nothing when it is no SA, or one that cannot be used: said then.
  std::optional<SaKeys> finish();

 private:
  enum class Direction : std::uint8_t { unknown, in, out };

  void read_protocol(const std::vector<std::string_view>& parts, std::uint32_t line);
  void read_flags(const std::vector<std::string_view>& parts);
  void read_encapsulation(const std::vector<std::string_view>& parts);
  void read_algorithm(const std::vector<std::string_view>& parts, std::uint32_t line);
  void complain(std::uint32_t line, const std::string& text);

  Complaints& complaints_;
  SaKeys keys_;
  std::optional<std::uint32_t> window_;
  std::optional<std::uint32_t> in_high_;
  std::optional<std::uint32_t> out_high_;
  std::string hint_;  // why a key may not fit
  Direction direction_ = Direction::unknown;
  bool usable_ = false;
  bool is_sa_ = false;
  bool said_algorithm_ = false;
  bool complained_ = false;
  bool over_ = false;  // templates of a policy look like SAs
};

// All states of a listing. An outbound one always says window 0; where both of a pair do, the
// inbound one of them has none.
void add_states(std::vector<SaKeys> states, KeyRing& ring);

}  // namespace espect::keys
