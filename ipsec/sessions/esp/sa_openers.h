// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>

#include <tl/expected.hpp>

#include "ipsec/crypto/mac.h"
#include "ipsec/crypto/packet_cipher.h"
#include "ipsec/crypto/sa_algorithms.h"
#include "ipsec/sessions/esp/esp_flow.h"

namespace espect::sessions {

// What SaOpeners tells one from another.
struct OpenerKeys {
  Protocol protocol = Protocol::esp;
  crypto::SaAlgorithms algorithms;
  Bytes encr_key, integ_key;   // empty: none
  std::size_t icv_octets = 0;  // 0 = the registry's for its integrity algorithm
};

// The keys of one direction of an SA, and what was set up with them to open its packets: more than
// 2 KB, so it is there once, for the flows of all addresses.
struct SaOpener {
  crypto::Secret encr_key;
  crypto::Secret integ_key;
  std::size_t asked_icv_octets = 0;                    // as of OpenerKeys
  std::variant<crypto::PacketCipher, crypto::Mac> of;  // ESP and EESP, AH
  EspAlgorithms algorithms;

  crypto::PacketCipher* cipher() { return std::get_if<crypto::PacketCipher>(&of); }
  // Its cipher once more, of ESP, for another thread: reads what never changes.
  std::optional<crypto::PacketCipher> another_cipher() const;
};

class SaOpeners {
 public:
  // Made on first use; stays where it is. The error says, for people, why there can be none.
  tl::expected<SaOpener*, std::string> get(const OpenerKeys& keys);

 private:
  struct ByKeys {
    using is_transparent = void;
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      return less(keys_of(a), keys_of(b));
    }
    static const OpenerKeys& keys_of(const OpenerKeys& keys) { return keys; }
    static OpenerKeys keys_of(const std::unique_ptr<SaOpener>& opener);
    static bool less(const OpenerKeys& a, const OpenerKeys& b);
  };
  std::set<std::unique_ptr<SaOpener>, ByKeys> made_;
};

}  // namespace espect::sessions
