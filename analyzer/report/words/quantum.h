// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/report/words/audit_report.h"

// Which peers are not quantum-safe yet, and whose fault it is.
namespace espect::report {

// From good to bad.
enum class QuantumStanding : std::uint8_t {
  resistant,           // a quantum-resistant key exchange was selected
  ppk,                 // a post-quantum preshared key was agreed on (RFC 8784)
  unknown,             // no negotiation of theirs could be read
  refused,             // no negotiation of theirs succeeded
  offered_by_neither,  // neither of them has shown that it can
  not_offered,         // the responder can, the initiator did not offer
  not_taken,           // the initiator offered, the responder did not select
  downgraded,          // the same, although the responder has shown elsewhere that it can
  lost_on_rekey,       // the IKE SA that was replaced had it
  ikev1,
};
std::string_view to_text(QuantumStanding standing);  // "quantum-resistant", "not-taken"

// Two addresses between which IKE SAs were seen, in either direction.
struct PeerPair {
  std::string initiator;  // of the IKE SA that decides
  std::string responder;
  QuantumStanding standing = QuantumStanding::unknown;
  std::vector<std::string> responsible;  // addresses that have to change; empty when safe
  std::string methods;                   // selected by, or else offered in, the SA that decides
  std::uint32_t ike_sa = 0;              // that SA, in the ids of the report
  std::vector<std::uint32_t> ike_sas;    // all between the two
  std::string message;

  bool safe() const { return standing <= QuantumStanding::ppk; }
};

// In order of appearance. The worst of the IKE SAs that neither ended nor were replaced decides;
// when there is none, the newest.
std::vector<PeerPair> quantum_summary(const AuditReport& report);

}  // namespace espect::report
