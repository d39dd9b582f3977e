// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>

namespace espect::sessions {

// Transforms that are kept of an IKEv1 offer. Of one that has as many nobody knows what else was in
// it.
inline constexpr std::size_t most_ikev1_transforms = 256;

}  // namespace espect::sessions
