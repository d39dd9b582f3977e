// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>

#include "analyzer/report/json/sas.h"
#include "ipsec/sessions/said/proposal.h"

namespace espect::report {

// The bom-ref of a transform: one for all SAs that use it.
std::string algorithm_reference(const sessions::Transform& transform);
std::string auth_reference(registry::AuthenticationMethod method);

// Components of type cryptographic-asset.
Json algorithm_component(const sessions::Transform& transform);
Json auth_component(registry::AuthenticationMethod method);

}  // namespace espect::report
