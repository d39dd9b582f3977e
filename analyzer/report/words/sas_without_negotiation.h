// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/report/words/audit_report.h"
#include "ipsec/sessions/esp/proven_protection.h"

namespace espect::report {

// One direction of an ESP or AH SA that is no Child SA of this capture: keyed by hand, or nobody
// read its negotiation. Its packets say what protects it, and nothing of its key exchange.
struct SaWithoutNegotiation {
  const sessions::EspFlow* flow;  // where it was first seen
  sessions::ProvenProtection protection;
  std::uint64_t packets = 0;  // wherever they went
  std::uint64_t icv_ok = 0;
  Time last_time{};

  bool proven() const { return protection.by != sessions::ProvenBy::nothing; }
  sessions::Proposal selection() const;
  // Of "encr", "integ", "esn" and "key_exchanges" those that nothing shows.
  std::vector<std::string_view> not_known() const;
};
// Those whose algorithms are proven first, then in order of appearance.
std::vector<SaWithoutNegotiation> sas_without_negotiation(const sessions::Sessions& sessions);

// Calls use(sa, id, capture) for all of a report, with ids that run through its captures.
template <class Use>
void each_sa_without_negotiation(const AuditReport& report, Use&& use) {
  std::uint32_t id = 0;
  for (std::size_t i = 0; i < report.captures.size(); ++i)
    for (const auto& sa : sas_without_negotiation(*report.captures[i].sessions)) use(sa, ++id, i);
}

// "AES_CBC-128 / integrity not known, ICV of 12 octets".
std::string protection_text(const SaWithoutNegotiation& sa);
// "the ICV"; "-" of nothing.
std::string_view display_name(sessions::ProvenBy by);

// The notes of the audit, and of how many SAs nothing proves the algorithms.
std::vector<std::string> inventory_notes(const AuditReport& report);

}  // namespace espect::report
