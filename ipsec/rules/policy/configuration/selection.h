// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <string_view>

#include "ipsec/sessions/said/proposal.h"

namespace espect::rules::configuration {

// What keeps a selected proposal from being one of "encr:20/256 prf:5 ke:31 ke1:36; ..."; empty:
// it is one. `key_exchange`: it must have one where the proposals do.
std::string not_proposed(std::string_view proposals, const sessions::Proposal& selection,
                         bool key_exchange);

}  // namespace espect::rules::configuration
