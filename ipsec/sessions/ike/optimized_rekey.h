// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>

#include "ipsec/sessions/child/child_sas.h"
#include "ipsec/sessions/ike/ike_sa.h"
#include "ipsec/sessions/said/sa_payloads.h"

namespace espect::sessions {

// draft-ietf-ipsecme-ikev2-sa-ts-payloads-opt: a rekey that names only the new SPIs. What it leaves
// out is that of the SA that it replaces.
struct CompletedRekey {
  SaPayloads request;
  SaPayloads response;
};
// Nothing when it is no such rekey, or the old SA is not known.
std::optional<CompletedRekey> complete_rekey(const SaPayloads& request, const SaPayloads& response,
                                             const IkeSa& sa, ChildSas& children);

}  // namespace espect::sessions
