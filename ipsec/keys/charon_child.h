// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string_view>

#include "ipsec/keys/charon_ike.h"

namespace espect::keys {

// The Child SAs that one thread of a charon log derives and installs.
class CharonChild {
 public:
  // A dump of group CHD is complete.
  void dump(std::string_view name, crypto::Secret&& octets, const Origin& origin);
  // What was dumped as secret of a key exchange was that of an IKE SA.
  void forget_secrets();
  // A line of group CHD or KNL.
  void line(std::string_view text, const CharonTask& task, KeyRing& ring, Complaints& complaints);

 private:
  void algorithm(std::string_view text);
  void install(std::string_view text, const CharonTask& task, KeyRing& ring,
               Complaints& complaints);
  void add(SaKeys keys, bool initiator_sends, KeyRing& ring, Complaints& complaints);

  std::optional<std::uint16_t> encr_;
  std::optional<std::uint16_t> integ_;
  std::optional<std::uint16_t> icv_octets_;
  crypto::Secret secret_;
  crypto::Secret additional_;
  crypto::Secret encr_i_, encr_r_, integ_i_, integ_r_;
  Origin origin_;
  bool keyed_ = false;
  bool inbound_ = false;
  SaProtocol protocol_ = SaProtocol::esp;
  std::optional<SaKeys> inbound_sa_;  // waits for its replay window
};

}  // namespace espect::keys
