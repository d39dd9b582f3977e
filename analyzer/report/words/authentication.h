// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>
#include <string>

#include "ipsec/sessions/ike/ike_sa.h"

// What peers of an IKE SA proved themselves with.
namespace espect::report {

// "ML-DSA-65", "Shared Key Message Integrity Code": of method 14 the signature algorithm where it
// is known.
std::string authentication_name(const sessions::PeerAuthentication& peer);

// Whether it withstands a quantum computer: a preshared key, ML-DSA, SLH-DSA and composites do.
// Nothing when it was not seen or hangs on an EAP method.
std::optional<bool> quantum_safe(const sessions::PeerAuthentication& peer);

// Of both sides: false when one is known not to be, nothing when one is not known.
std::optional<bool> authentication_quantum_safe(const sessions::IkeSa& sa);

// The names of both, once when they are equal; empty when nothing was opened.
std::string authentication_names(const sessions::IkeSa& sa);

}  // namespace espect::report
