// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/messages.h"

#include <iostream>

#include "analyzer/report/escape.h"

namespace espect::run {

void tell(std::string_view message) {
  std::cerr << "espect: " << report::terminal_text(message) << '\n';
}

}  // namespace espect::run
