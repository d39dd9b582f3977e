// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/registry/tables.h"
#include "ipsec/sessions/ike/ike_sa.h"

namespace espect::rules {

// Nothing of a closed IKEv1 SA shows what an Informational says. One that ends it may be its
// Delete.
inline bool may_have_been_deleted(const sessions::IkeSa& sa) {
  return sa.version == 1 && sa.decrypted == 0 && !sa.exchanges.empty() &&
         sa.exchanges.back().type == registry::ikev1_exchange::informational &&
         sa.exchanges.back().encrypted;
}

}  // namespace espect::rules
