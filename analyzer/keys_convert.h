// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "analyzer/options/settings.h"

namespace espect {

// Writes what key sources say as espect keys or as a table of Wireshark. Gives the exit status.
int keys_convert(const options::KeysConvert& settings);

}  // namespace espect
