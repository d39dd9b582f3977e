// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/bytes/bytes.h"

namespace espect::crypto {

// Whether a proof that arrived is the one that the key gives. How long it takes says nothing about
// where they differ.
bool same_proof(Bytes arrived, Bytes expected);

}  // namespace espect::crypto
