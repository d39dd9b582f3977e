// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "analyzer/options/arguments.h"
#include "analyzer/options/command.h"
#include "analyzer/report/escape.h"
#include "analyzer/run/output_file.h"

namespace espect::commands::config_show {
namespace {

// "fail-on = high   (espect.toml:3)".
int show(const std::vector<options::Held>& in_force) {
  return run::print([&](std::ostream& out) {
    for (const auto& [key, values, origin] : in_force) {
      std::string text;
      for (const auto& value : values) text += (text.empty() ? "" : ", ") + value;
      out << report::terminal_text(fmt::format("{} = {}  ({})", key, text, origin)) << '\n';
    }
  });
}

options::Action declare(options::Arguments& arguments) {
  return [in_force = arguments.in_force()] { return show(*in_force); };
}

}  // namespace

extern const options::Command command{
    "config show", "Say what audit is told without the command line, and by whom", declare, true,
    "espect config show"};

}  // namespace espect::commands::config_show
