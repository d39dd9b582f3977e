// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "analyzer/options/settings.h"

namespace espect {

// Writes inner packets and opened IKE messages of a capture as a pcapng with the original time
// stamps. Gives the exit status.
int decrypt(const options::Decrypt& settings);

}  // namespace espect
