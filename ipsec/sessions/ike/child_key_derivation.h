// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <vector>

#include "ipsec/keys/key_ring.h"
#include "ipsec/sessions/child/child_sa.h"
#include "ipsec/sessions/ike/ike_generations.h"

namespace espect::sessions {

// What the KEYMAT of a Child SA may be, RFC 7296 section 2.17 and RFC 9370 section 2.2.4: of each
// SK_d, with each shared secret of its own key exchange when it has one. Nonces are those of the
// exchange that made it; of IKE_AUTH those of IKE_SA_INIT.
std::vector<crypto::ChildKeyMaterial> child_keys(const keys::KeyRing& ring, const ChildSa& child,
                                                 const std::vector<SkD>& sk_d,
                                                 bool own_key_exchange, Bytes ni, Bytes nr);

}  // namespace espect::sessions
