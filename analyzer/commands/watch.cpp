// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/commands/audit_settings.h"
#include "analyzer/options/command.h"
#include "analyzer/run/child_program.h"
#include "analyzer/run/exit_status.h"
#include "analyzer/run/interruption.h"
#include "analyzer/run/messages.h"

namespace espect::commands::watch {
namespace {

struct Settings {
  std::string interface;
  std::string filter;
};

int run_watch(const Settings& settings, const AuditSettings& audit) {
  const auto dumpcap = run::program_in_path("dumpcap");
  if (!dumpcap) {
    run::tell("no dumpcap in PATH, which captures: apt-get install wireshark-common");
    return run::exit_usage;
  }
  std::vector<std::string> words{*dumpcap, "-q", "-i", settings.interface};
  if (!settings.filter.empty()) words.insert(words.end(), {"-f", settings.filter});
  words.insert(words.end(), {"-w", "-"});
  run::ask_before_interruption();  // or it would outlive this program
  run::InputProgram capturing;
  if (!capturing.start(words)) {
    run::tell(*dumpcap + " cannot be run");
    return run::exit_input;
  }
  const int status = run_audit(audit);
  const bool well = capturing.end(run::reading_is_over() || status == run::exit_usage);
  if (well || status > run::exit_findings) return status;
  run::tell("dumpcap ended with an error: the capture may be short");
  return run::exit_input;
}

options::Action declare(options::Arguments& arguments) {
  const auto settings = std::make_shared<Settings>();
  const auto audit = std::make_shared<AuditSettings>();
  audit->captures.paths = {"-"};
  audit->follow = true;
  arguments.positional("INTERFACE", settings->interface,
                       "Network interface to capture on, as dumpcap -D lists them");
  arguments.value("--capture-filter", settings->filter,
                  "What dumpcap lets through, such as 'udp port 500 or udp port 4500 or esp'",
                  {.placeholder = "FILTER"});
  options::add(arguments, audit->captures.ports);
  options::add(arguments, audit->captures.confinement);
  add_judgement(arguments, audit);
  return [settings, audit] { return run_watch(*settings, *audit); };
}

}  // namespace

extern const options::Command command;
const options::Command command{
    "watch", "Capture on an interface and tell each finding as it happens", declare, false,
    "espect watch eth0\n"
    "espect watch eth0 --capture-filter 'udp port 500 or udp port 4500 or esp' -f jsonl"};

}  // namespace espect::commands::watch
