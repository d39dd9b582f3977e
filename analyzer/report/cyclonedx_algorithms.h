// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>

#include "analyzer/report/json/sas.h"
#include "ipsec/sessions/said/proposal.h"

namespace espect::report {

// The bom-ref of a transform: one for all SAs that use it.
std::string algorithm_reference(const sessions::Transform& transform);
// Of method 14 by the signature algorithm where it is known.
std::string auth_reference(const sessions::PeerAuthentication& peer);

// Components of type cryptographic-asset.
Json algorithm_component(const sessions::Transform& transform);
Json auth_component(const sessions::PeerAuthentication& peer);

}  // namespace espect::report
