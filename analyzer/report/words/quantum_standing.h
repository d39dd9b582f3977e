// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ipsec/sessions/sessions.h"

namespace espect::report {

// From good to bad, of IKE SAs that came up.
enum class QuantumStanding : std::uint8_t {
  resistant,           // a quantum-resistant key exchange was selected
  ppk,                 // a post-quantum preshared key (RFC 8784); without keys only agreed on
  lost_on_rekey,       // the IKE SA that was replaced had it; its SK_d still protects this one
  unknown,             // nobody answered, or the negotiation was not seen
  refused,             // no IKE SA came up, and one was refused
  offered_by_neither,  // the initiator offered nothing, and never showed that it can
  not_offered,         // the initiator offered nothing, and showed elsewhere that it can
  not_taken,           // the initiator offered, the responder did not take it
  downgraded,          // the same, although the responder showed elsewhere that it can
  ikev1,
};
std::string_view to_text(QuantumStanding standing);  // "quantum-resistant", "not-taken"

// What the IKE SAs of a capture show together.
class QuantumFacts {
 public:
  explicit QuantumFacts(const sessions::Sessions& sessions);

  // An IKE SA other than this one in which the address showed that it can; 0 without one.
  std::uint32_t elsewhere(const Address& address, std::uint32_t ike_sa) const;
  // Nothing where it hangs on what was not seen or not opened. One made by a rekey has keys from
  // the SK_d of the old one (RFC 7296 section 2.18), and so what protected that.
  std::optional<bool> safe(const sessions::IkeSa& sa) const { return safe_[sa.id]; }
  // Whether the first of the IKE SAs that this one replaces, or else itself, is in the capture from
  // its negotiation on.
  bool begun(const sessions::IkeSa& sa) const { return begun_[sa.id]; }
  // Whether an IKE SA that this one replaces had a quantum-resistant key exchange.
  bool lost(const sessions::IkeSa& sa) const { return !sa.quantum_resistant() && had_[sa.id]; }

 private:
  void showed(const Address& address, std::uint32_t ike_sa);

  std::map<Address, std::pair<std::uint32_t, std::uint32_t>> able_;  // ids of the first two
  std::vector<std::optional<bool>> safe_;                            // by id
  std::vector<bool> begun_;                                          // by id
  std::vector<bool> had_;  // it or one before it in a chain of rekeys, by id
};

// The methods that resist quantum computers, each once: "ADDKE1 ML-KEM-768, PPK".
std::string offered_methods(const sessions::IkeSa& sa);
// Whether the responder left a method that it could have taken.
bool declined(const sessions::IkeSa& sa);
std::string selected_methods(const sessions::IkeSa& sa);  // "Curve25519 + ML-KEM-768"

// Of one IKE SA whose negotiation ended well.
QuantumStanding standing_of(const sessions::IkeSa& sa, const QuantumFacts& facts);

}  // namespace espect::report
