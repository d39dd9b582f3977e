// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/profile_file.h"

#include "ipsec/bytes/text_file.h"

namespace espect::registry {

tl::expected<ExperimentalProfile, std::string> read_experimental_profile(const std::string& path) {
  const auto text = read_text_file(path);
  if (!text) return tl::unexpected("cannot read " + path + ": " + text.error());
  return parse_experimental_profile(*text, path);
}

}  // namespace espect::registry
