// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <vector>

#include "analyzer/options/arguments.h"
#include "analyzer/report/formats.h"

// --format and --fail-on of commands that make the audit's report.
namespace espect::commands {

// `outputs`: "json" for standard output, "json=report.json".
void add_outputs(options::Arguments& arguments, std::vector<std::string>& outputs,
                 std::string& fail_on);
// Why they cannot all be written; empty when they can.
// `others`: what is written besides; empty ones are not.
std::string outputs_problem(const std::vector<std::string>& outputs,
                            const std::vector<std::string>& others = {});
// All of them that are not empty; "-" is standard output.
std::vector<std::string> output_paths(const std::vector<std::string>& outputs,
                                      const std::vector<std::string>& others = {});
struct Looks {
  std::string colour = "auto";
  bool quiet = false;
  bool summary = false;
  bool verbose = false;
  std::string rule_url;  // for links; empty = none
};
// Whether one of them needs that.
bool wants(const std::vector<std::string>& outputs, bool report::Format::* what);
// The worst exit status of all. `read`: what none of them may be.
int write_outputs(const std::vector<std::string>& outputs, const Looks& looks,
                  const std::vector<std::string>& read, const report::AuditReport& report);

}  // namespace espect::commands
