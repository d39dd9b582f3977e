// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>

#include "ipsec/bytes/bytes.h"
#include "ipsec/registry/tables.h"

namespace espect::sessions {

// Whether Key Exchange Data of curveSM2 is a point of the curve: x and y, with or without 0x04 in
// front. Nothing for other methods and sizes.
std::optional<bool> is_curve_point(registry::KeyExchangeMethod method, Bytes data);

}  // namespace espect::sessions
