// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/key_source.h"

#include <algorithm>

#include "ipsec/keys/sources.h"

namespace espect::keys {

const std::vector<KeySource>& key_sources() {
  static const std::vector<KeySource> sources = {
#define ESPECT_KEY_SOURCE(name) name::source,
#include "ipsec/keys/sources.def"
#undef ESPECT_KEY_SOURCE
  };
  return sources;
}

const KeySource* key_source_of(std::string_view text) {
  const auto& sources = key_sources();
  const auto found = std::find_if(sources.begin(), sources.end(),
                                  [&](const KeySource& source) { return source.recognises(text); });
  return found == sources.end() ? nullptr : &*found;
}

}  // namespace espect::keys
