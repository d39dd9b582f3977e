// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string_view>
#include <utility>
#include <vector>

#include "ipsec/keys/text_lines.h"

namespace espect::keys {

// The IKEv1 SAs of a log of Openswan, and of libreswan before NSS kept these keys to itself:
// "Skeyid_d:", "enc key:" and the shared secrets, in dumps. The cookies stand in the dumps of the
// message that was parsed last.
class PlutoIkev1 {
 public:
  PlutoIkev1(KeyRing& ring, Complaints& complaints) : ring_(ring), complaints_(complaints) {}

  static bool is_key(std::string_view debug);
  // What pluto logs for debugging, without the bar in front.
  void debug_line(std::string_view text, std::uint32_t number);
  // Any other line.
  void line(std::string_view text);
  void finish();

 private:
  enum class Label : std::uint8_t {
    none,
    cookie_i,
    cookie_r,
    secret,
    skeyid,
    skeyid_d,
    skeyid_a,
    skeyid_e,
    cipher_key,
  };
  static Label label_of(std::string_view text);
  void ends();
  void store();

  KeyRing& ring_;
  Complaints& complaints_;
  Label label_ = Label::none;
  std::uint32_t line_ = 0;
  crypto::Secret octets_;
  Ikev1Keys keys_;
  crypto::Secret secret_;
  Origin secret_origin_;
  std::uint64_t spi_i_ = 0;
  std::uint64_t spi_r_ = 0;
};

}  // namespace espect::keys
