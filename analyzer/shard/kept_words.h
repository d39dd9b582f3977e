// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <set>
#include <string>
#include <string_view>

namespace espect::shard {

// For members that borrow their words, which are literals in an audit: these stay until the program
// ends, each once.
inline std::string_view kept(const std::string& words) {
  static std::set<std::string> all;
  return *all.insert(words).first;
}

}  // namespace espect::shard
