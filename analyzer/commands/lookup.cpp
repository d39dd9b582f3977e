// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "analyzer/options/command.h"
#include "analyzer/options/shared.h"
#include "analyzer/report/text/catalogue.h"
#include "analyzer/run/codepoints.h"
#include "analyzer/run/messages.h"
#include "analyzer/run/output_file.h"

namespace espect::commands {
namespace {

struct Settings {
  std::string text;
  std::string codepoints;
};

int run_lookup(const Settings& settings) {
  const auto profile = run::load_codepoints(settings.codepoints);
  if (!profile) return run::exit_usage;
  const auto matches = registry::lookup(settings.text, &*profile);
  if (matches.empty()) {
    run::tell(fmt::format("no registry knows {}", settings.text));
    return run::exit_findings;
  }
  return run::print([&](std::ostream& out) { out << report::lookup_text(matches, &*profile); });
}

options::Action declare(options::Arguments& arguments) {
  const auto settings = std::make_shared<Settings>();
  arguments.positional("NUMBER|NAME", settings->text, "36, 0x24 or part of a name, such as ml-kem");
  options::add_codepoints(arguments, settings->codepoints);
  return [settings] { return run_lookup(*settings); };
}

}  // namespace

extern const options::Command lookup{"lookup", "Look a code point up in every registry", declare};

}  // namespace espect::commands
