// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <map>
#include <string_view>
#include <vector>

#include "ipsec/keys/charon_ike.h"

namespace espect::keys {

// The IKEv1 SAs of a charon log: shared secret, SKEYID and what follows from it, down to the key of
// the cipher ("encryption key Ka"). The dumps say no SPIs, as those of IKEv2.
class CharonIkev1 {
 public:
  CharonIkev1(KeyRing& ring, Complaints& complaints) : ring_(ring), complaints_(complaints) {}

  static bool is_dump(std::string_view name);
  // A dump of is_dump(), or the shared secret of a key exchange, is complete.
  void dump(const CharonTask& task, unsigned thread, std::string_view name, crypto::Secret&& octets,
            std::uint32_t line);
  // A thread says SPIs.
  void spis(unsigned thread, Spis spis);
  // A thread turns to another message.
  void task_ends(unsigned thread);
  void finish();

 private:
  struct Derivation {
    Ikev1Keys keys;
    crypto::Secret secret;
  };
  void store(Derivation derivation, Spis spis);

  KeyRing& ring_;
  Complaints& complaints_;
  std::map<unsigned, Derivation> running_;               // by thread, until the cipher's key
  std::map<unsigned, std::vector<Derivation>> unnamed_;  // by thread, until SPIs are said
};

}  // namespace espect::keys
