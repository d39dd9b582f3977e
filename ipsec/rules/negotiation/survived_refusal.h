// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/rules/negotiation/ike_sa_list.h"

namespace espect::rules {

// An error notify in IKE_SA_INIT is not authenticated: anybody can send it, and an initiator may
// wait for a better answer (RFC 7296 section 2.21.1). Where the peers went on, the finding about it
// is low, and its evidence says so.
inline void judge_survived_refusals(const Bench& bench) {
  const auto ike_sas = IkeSaList::listen(bench.events);
  bench.events.to<sessions::CaptureEnded>([bench, ike_sas](const sessions::CaptureEnded&) {
    ike_sas->for_each([&](const sessions::IkeSa& sa) {
      if (sa.version == 1 || sa.state == sessions::IkeSaState::refused ||
          sa.state == sessions::IkeSaState::half_open)
        return;
      Finding* finding = bench.findings.find(bench.rule, Subject(sa));
      if (finding == nullptr || finding->certainty == Certainty::decrypted) return;
      finding->judge(Severity::low);
      finding->evidence.set("survived", std::string("the peers went on all the same"));
    });
  });
}

// The end of a sentence; empty where the refusal stood.
inline std::string survived_text(const Evidence& evidence) {
  const auto survived = evidence.text("survived");
  return survived.empty() ? std::string() : "; " + std::string(survived);
}

}  // namespace espect::rules
