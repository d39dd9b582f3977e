// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analyzer/options/arguments.h"
#include "analyzer/options/command.h"
#include "analyzer/report/embedded.h"
#include "analyzer/run/messages.h"
#include "analyzer/run/output_file.h"
#include "ipsec/bytes/closest_word.h"

namespace espect::commands::schema {
namespace {

constexpr std::string_view suffix = ".schema.json";

// Of every docs/*.schema.json, that the build embeds.
std::vector<std::string> names() {
  std::vector<std::string> found;
  for (const auto& file : report::embedded_files())
    if (file.name.ends_with(suffix))
      found.emplace_back(file.name.substr(0, file.name.size() - suffix.size()));
  return found;
}

int run_schema(const std::string& name) {
  const auto known = names();
  if (std::ranges::find(known, name) == known.end()) {
    run::tell(
        fmt::format("no schema is named {}: {}{}", name, fmt::join(known, ", "),
                    did_you_mean(name, std::vector<std::string_view>(known.begin(), known.end()))));
    return run::exit_usage;
  }
  const auto& file = report::embedded(name + std::string(suffix));
  return run::print([&](std::ostream& out) { out << file.text; });
}

options::Action declare(options::Arguments& arguments) {
  const auto name = std::make_shared<std::string>();
  arguments.positional("NAME", *name, fmt::format("One of {}", fmt::join(names(), ", ")));
  return [name] { return run_schema(*name); };
}

}  // namespace

extern const options::Command command{"schema",
                                      "Print a JSON Schema of what espect writes or reads", declare,
                                      false, "espect schema report > report.schema.json"};

}  // namespace espect::commands::schema
