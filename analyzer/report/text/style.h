// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>

namespace espect::report {

struct TextStyle {
  bool colour = false;
  int width = 100;       // columns of the terminal
  bool quiet = false;    // --quiet: a line for each finding that counts, and nothing else
  bool summary = false;  // --summary: the overview, of however few captures
  bool verbose = false;  // --verbose: every capture in full, of however many
  std::string rule_url;  // names of rules lead there, with {rule} for the id; empty = nowhere
};

// Columns of standard output; 100 when it is no terminal.
int terminal_width();

}  // namespace espect::report
