// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include <fmt/format.h>

#include "analyzer/installation/check.h"
#include "analyzer/options/arguments.h"
#include "analyzer/options/command.h"
#include "analyzer/options/shared.h"
#include "analyzer/report/escape.h"
#include "analyzer/report/json/text.h"
#include "analyzer/report/version.h"
#include "analyzer/run/key_loading.h"
#include "analyzer/run/output_file.h"

namespace espect::commands::doctor {
namespace {

using installation::Check;
using installation::State;

struct Settings {
  std::vector<std::string> keys;
  std::string format = "text";
  std::shared_ptr<const std::vector<options::Held>> in_force;
};

std::vector<std::string> key_paths(const Settings& settings) {
  auto paths = settings.keys;
  for (const auto& held : *settings.in_force)
    if (held.key == "keys" && paths.empty()) paths = held.values;
  return paths;
}

void write_text(const installation::Checks& checks, std::ostream& out) {
  std::size_t width = 0;
  for (const auto& check : checks) width = std::max(width, check.name.size());
  for (const auto& check : checks) {
    out << fmt::format("{:<7}  {:<{}}  {}\n", to_text(check.state), check.name, width,
                       report::terminal_text(check.text));
    if (!check.remedy.empty())
      out << fmt::format("{:>{}}-> {}\n", "", width + 11, report::terminal_text(check.remedy));
  }
}

void write_json(const installation::Checks& checks, bool fits, std::ostream& out) {
  report::Json all = report::Json::array();
  for (const auto& check : checks)
    all.push_back(
        {{"name", check.name},
         {"state", to_text(check.state)},
         {"text", check.text},
         {"remedy", check.remedy.empty() ? report::Json(nullptr) : report::Json(check.remedy)}});
  const report::Json object = {
      {"schema_version", report::schema_version}, {"fits", fits}, {"checks", std::move(all)}};
  out << report::indented(object, 0) << '\n';
}

int run_doctor(const Settings& settings) {
  run::forbid_core_dumps();
  installation::Checks checks;
  check_program(checks);
  check_libraries(checks);
  check_wiretap(checks);
  check_sandbox(checks);
  check_wireshark(checks);
  check_dumpcap(checks);
  check_key_sources(key_paths(settings), checks);
  const bool fits = std::ranges::count(checks, State::wrong, &Check::state) == 0;
  const int written = run::print([&](std::ostream& out) {
    if (settings.format == "json")
      write_json(checks, fits, out);
    else
      write_text(checks, out);
  });
  if (written != run::exit_success) return written;
  return fits ? run::exit_success : run::exit_findings;
}

options::Action declare(options::Arguments& arguments) {
  const auto settings = std::make_shared<Settings>();
  settings->in_force = arguments.in_force();
  options::add_keys(arguments, settings->keys);
  arguments.value("--format,-f", settings->format, "text or json (default: text)",
                  {.placeholder = "FORMAT", .choices = {"text", "json"}});
  return [settings] { return run_doctor(*settings); };
}

}  // namespace

extern const options::Command command{
    "doctor", "Say what is installed and fits, what is missing, and what brings it", declare, true,
    "espect doctor\n"
    "espect doctor --keys keys/ -f json"};

}  // namespace espect::commands::doctor
