// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/messages.h"

#include <algorithm>
#include <iostream>

#include "analyzer/report/escape.h"
#include "analyzer/run/progress.h"

namespace espect::run {

void tell(std::string_view message) {
  const WithoutProgress taken_away;
  std::cerr << "espect: " << report::terminal_text(message) << '\n';
}

void tell_lines(std::string_view text) {
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    tell(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace espect::run
