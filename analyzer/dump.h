// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "analyzer/options/settings.h"

namespace espect {

// `espect dump`: every IKE, ESP and AH datagram of the captures, decoded, to standard output.
// Returns the exit status: 0, or 3 when a capture could not be read to its end.
int dump(const options::Dump& settings, bool colour);

}  // namespace espect
