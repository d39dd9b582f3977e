// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/keys/key_source.h"

// The sources, one file each. A new one is one row of sources.def.
namespace espect::keys {

#define ESPECT_KEY_SOURCE(name)  \
  namespace name {               \
  extern const KeySource source; \
  }
#include "ipsec/keys/sources.def"
#undef ESPECT_KEY_SOURCE

}  // namespace espect::keys
