// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "analyzer/options/command.h"
#include "analyzer/options/shared.h"
#include "analyzer/report/text/catalogue.h"
#include "analyzer/run/codepoints.h"
#include "analyzer/run/messages.h"
#include "analyzer/run/output_file.h"
#include "ipsec/bytes/closest_word.h"
#include "ipsec/registry/proposal_words.h"

namespace espect::commands::lookup {
namespace {

struct Settings {
  std::string text;
  std::string codepoints;
};

std::vector<std::string_view> known_words() {
  const auto words = registry::known_proposal_words();
  std::vector<std::string_view> known(words.begin(), words.end());
  for (const auto* registry : registry::all_registries())
    for (const auto& row : registry->rows)
      if (!row.is_range_text()) known.emplace_back(row.name);
  return known;
}

int run_lookup(const Settings& settings) {
  const auto profile = run::load_codepoints(settings.codepoints);
  if (!profile) return run::exit_usage;
  const auto matches = registry::lookup(settings.text, &*profile);
  if (matches.empty()) {
    run::tell(fmt::format("no registry knows {}{}", settings.text,
                          did_you_mean(settings.text, known_words())));
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

extern const options::Command command{"lookup", "Look a code point up in every registry", declare,
                                      false,
                                      "espect lookup 36\n"
                                      "espect lookup ml-kem\n"
                                      "espect lookup aes256gcm16"};

}  // namespace espect::commands::lookup
