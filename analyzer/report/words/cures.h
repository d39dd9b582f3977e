// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <span>
#include <string_view>

namespace espect::report {

// Lines of a product's own configuration that usually end what a rule found. Each row was checked
// against the documentation that it names; a product whose documentation was not read has none.
struct Cure {
  std::string_view rule;
  std::string_view product;  // with the file or tool: "strongSwan, swanctl.conf"
  std::string_view lines;    // as they stand there, between line breaks
  std::string_view source;
};

// All, those of one rule together.
std::span<const Cure> cures();
std::span<const Cure> cures_of(std::string_view rule);

}  // namespace espect::report
