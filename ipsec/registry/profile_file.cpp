// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/profile_file.h"

#include <fstream>
#include <iterator>

namespace espect::registry {

tl::expected<ExperimentalProfile, std::string> read_experimental_profile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) return tl::unexpected("cannot read " + path);
  return parse_experimental_profile(text, path);
}

}  // namespace espect::registry
