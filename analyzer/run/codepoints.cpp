// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/codepoints.h"

#include "analyzer/run/messages.h"
#include "ipsec/registry/profile_file.h"

namespace espect::run {

bool use_codepoints(const std::string& path) {
  if (path.empty()) return true;
  auto profile = registry::read_experimental_profile(path);
  if (!profile) {
    tell(profile.error());
    return false;
  }
  registry::put_in_force(std::move(*profile));
  return true;
}

}  // namespace espect::run
