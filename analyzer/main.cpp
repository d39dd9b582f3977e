// SPDX-License-Identifier: GPL-2.0-or-later
#include <exception>
#include <iostream>
#include <new>

#include "analyzer/installation/check.h"
#include "analyzer/options/command_line.h"
#include "analyzer/report/escape.h"
#include "analyzer/run/exit_status.h"
#include "analyzer/run/interruption.h"
#include "analyzer/run/messages.h"
#include "analyzer/run/output_file.h"

// The commands in the order of --help; each is the file of its name in commands/.
#define ESPECT_COMMANDS(row)                                                              \
  row(audit) row(dump) row(decrypt) row(keys_convert) row(keys_list) row(inventory)       \
      row(policy_list) row(policy_show) row(policy_from_capture) row(policy_from_config)  \
          row(rules_list) row(explain) row(lookup) row(schema) row(init) row(config_show) \
              row(watch) row(doctor) row(shard_scan) row(shard_plan) row(shard_split) row(merge)

namespace espect {
namespace commands {
#define ESPECT_DECLARE(name)             \
  namespace name {                       \
  extern const options::Command command; \
  }
ESPECT_COMMANDS(ESPECT_DECLARE)
}  // namespace commands

namespace {

constexpr std::string_view about =
    "espect audits IPsec captures: IKEv2, IKEv1, ESP and AH.\n"
    "Exit status: 0 no finding at or above --fail-on, 1 findings, 2 wrong usage,\n"
    "3 input unreadable or cut short, 4 internal error, 130 interrupted.";

constexpr options::CommandGroup groups[] = {
    {"keys", "Work with key sources"},
    {"policy", "Work with policies about algorithms"},
    {"config", "Work with the configuration"},
    {"shard", "Audit more captures than one machine can (docs/cluster)"},
};

int run_command(int argc, const char* const* argv) {
#define ESPECT_ROW(name) commands::name::command,
  const options::Command table[] = {ESPECT_COMMANDS(ESPECT_ROW)};
  const auto parsed =
      options::parse({about, installation::version_text, run::tell, table, groups}, argc, argv);
  if (const auto* action = std::get_if<options::Action>(&parsed)) return (*action)();
  const auto& leave = std::get<options::Leave>(parsed);
  if (leave.status == 0) return run::print([&](std::ostream& out) { out << leave.text; });
  std::cerr << report::terminal_lines(leave.text);
  return leave.status;
}

}  // namespace
}  // namespace espect

int main(int argc, char** argv) {
  espect::run::survive_broken_outputs();
  try {
    return espect::run::ended(espect::run_command(argc, argv));
  } catch (const std::bad_alloc&) {
    espect::run::tell("there is not enough memory; nothing was written");
    return espect::run::exit_internal;
  } catch (const std::exception& error) {
    espect::run::tell(std::string("internal error: ") + error.what());
    return espect::run::exit_internal;
  }
}
