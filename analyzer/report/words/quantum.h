// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/report/words/audit_report.h"
#include "analyzer/report/words/quantum_standing.h"

// Which peers are not quantum-safe yet, and who has to change.
namespace espect::report {

// Two addresses between which IKE SAs were seen in one capture, in either direction.
struct PeerPair {
  std::size_t capture = 0;
  std::string initiator;  // of the IKE SA that decides
  std::string responder;
  QuantumStanding standing = QuantumStanding::unknown;
  // Whether every IKE SA that came up is; nothing when the capture and the keys do not show it.
  std::optional<bool> safe;
  // The same of how they proved themselves: a later forgery needs a quantum computer then.
  std::optional<bool> authentication_safe;
  std::string authentication;            // "ML-DSA-65"; empty when nothing was opened
  std::vector<std::string> responsible;  // addresses that have to change whatever the other can do
  std::string methods;                   // selected by, or else offered in, the SA that decides
  std::uint32_t ike_sa = 0;              // that SA, in the ids of the report
  std::vector<std::uint32_t> ike_sas;    // all between the two
  std::string message;
};

// In order of appearance. The worst of the IKE SAs that came up decides; when none did, the newest.
std::vector<PeerPair> quantum_summary(const AuditReport& report);

}  // namespace espect::report
