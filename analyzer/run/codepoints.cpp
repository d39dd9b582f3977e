// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/codepoints.h"

#include "analyzer/run/messages.h"
#include "ipsec/registry/profile_file.h"

namespace espect::run {

std::optional<registry::ExperimentalProfile> load_codepoints(const std::string& path) {
  if (path.empty()) return registry::ExperimentalProfile{};
  auto profile = registry::read_experimental_profile(path);
  if (profile) return std::move(*profile);
  tell(profile.error());
  return std::nullopt;
}

}  // namespace espect::run
