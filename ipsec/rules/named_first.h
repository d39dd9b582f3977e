// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace espect::rules {

// Names for a sentence, each once: a hostile message has thousands. The first are shown, the others
// are counted.
class NamedFirst {
 public:
  static constexpr std::size_t most_shown = 32;

  // False: it was there before.
  bool add(std::string name) {
    if (!names_.insert(name).second) return false;
    if (names_.size() <= most_shown) shown_ += (shown_.empty() ? "" : ", ") + name;
    return true;
  }
  bool empty() const { return names_.empty(); }
  // "a, b and 3 more"
  std::string text() const {
    return names_.size() <= most_shown
               ? shown_
               : fmt::format("{} and {} more", shown_, names_.size() - most_shown);
  }

 private:
  std::set<std::string> names_;
  std::string shown_;
};

}  // namespace espect::rules
