// SPDX-License-Identifier: GPL-2.0-or-later
#include <filesystem>

#include "analyzer/options/command.h"
#include "analyzer/options/shared.h"
#include "analyzer/run/messages.h"
#include "analyzer/run/output_file.h"

namespace espect::commands::init {
namespace {

constexpr const char* text =
    R"(# What espect audit is told without the command line. Flags win over ESPECT_* variables
# (ESPECT_FAIL_ON), these win over this file. Paths are meant from the folder of this file.
# espect config show says what holds.

[audit]
# Lowest severity that makes the exit status 1: high, medium, low, info, never
fail-on = "high"

# Lowest severity that is reported and counted
# min-severity = "low"

# Findings that are known: espect audit --write-baseline espect-baseline.csv CAPTURE
# baseline = "espect-baseline.csv"

# Findings that somebody answers for: rule,peers,fingerprint,reason,owner,expires
# waivers = "espect-waivers.csv"

# default, rfc8247-rfc8221, cnsa2, bsi-tr02102-3, nist-sp800-77r1, or a CSV file
# policy = "default"

# Rules, families, or the start of rules with a * behind
# select = ["replay", "policy"]
# ignore = ["pq-*"]

# Key files and folders of them
# keys = ["keys"]

# Your own pages of the rules: links on a terminal, helpUri of SARIF
# rule-url = "https://vpn.example/rules/{rule}.html"

# No IPsec in a capture, or something that was not opened, makes the exit status 3
# require-ipsec = true
# require-opened = true

# [audit.severity]
# "esp-capture-duplicate" = "info"
)";

int run_init(const std::string& path) {
  std::error_code error;
  if (path != run::standard_output && std::filesystem::exists(path, error)) {
    run::tell(path + ": is there already and stays as it is");
    return run::exit_usage;
  }
  return run::write_output(path, {}, run::Readers::as_usual,
                           [](std::ostream& out) { out << text; });
}

options::Action declare(options::Arguments& arguments) {
  const auto path = std::make_shared<std::string>("espect.toml");
  arguments.value("--output,-o", *path, "File to write (default: espect.toml)",
                  {.placeholder = "FILE"});
  return [path] { return run_init(*path); };
}

}  // namespace

extern const options::Command command{"init", "Write a commented espect.toml", declare, false,
                                      "espect init"};

}  // namespace espect::commands::init
