// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/commands/outputs.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analyzer/options/shared.h"
#include "analyzer/report/formats.h"
#include "analyzer/report/words/grounds.h"
#include "analyzer/run/messages.h"
#include "analyzer/run/output_file.h"
#include "ipsec/bytes/closest_word.h"

namespace espect::commands {
namespace {

struct Output {
  const report::Format* format;
  std::string path;
};

std::string_view format_of(std::string_view output) {
  return output.substr(0, output.find('='));
}

std::string unknown_format(std::string_view name, const std::vector<std::string>& names) {
  const std::vector<std::string_view> known(names.begin(), names.end());
  return fmt::format("unknown format '{}': {}{}", name, fmt::join(names, ", "),
                     did_you_mean(name, known));
}

std::string output_problem(const std::string& text) {
  const auto formats = report::audit_formats();
  if (report::format_named(formats, format_of(text)) == nullptr)
    return unknown_format(format_of(text), report::names_of(formats));
  if (text.back() == '=') return fmt::format("'{}' names no file after '='", text);
  return {};
}

std::vector<Output> outputs_of(const std::vector<std::string>& texts) {
  std::vector<Output> outputs;
  for (const auto& text : texts) {
    const auto equals = text.find('=');
    outputs.push_back(
        {report::format_named(report::audit_formats(), format_of(text)),
         equals == std::string::npos ? run::standard_output : text.substr(equals + 1)});
  }
  if (outputs.empty()) outputs.push_back({&report::audit_formats().front(), run::standard_output});
  return outputs;
}

}  // namespace

void add_outputs(options::Arguments& arguments, std::vector<std::string>& outputs,
                 std::string& fail_on) {
  arguments.values(
      "--format,-f", outputs,
      report::help_of(report::audit_formats()) + "; FORMAT=PATH writes to a file; repeatable",
      {.placeholder = "FORMAT[=PATH]", .problem = output_problem});
  arguments.value(
      "--fail-on", fail_on, "Lowest severity that makes the exit status 1 (default: high)",
      {.placeholder = "SEVERITY", .choices = {"high", "medium", "low", "info", "never"}});
}

std::vector<std::string> output_paths(const std::vector<std::string>& outputs,
                                      const std::vector<std::string>& others) {
  std::vector<std::string> paths;
  for (const auto& output : outputs_of(outputs)) paths.push_back(output.path);
  for (const auto& path : others)
    if (!path.empty()) paths.push_back(path);
  return paths;
}

std::string outputs_problem(const std::vector<std::string>& outputs,
                            const std::vector<std::string>& others) {
  const auto paths = output_paths(outputs, others);
  if (std::ranges::count(paths, run::standard_output) > 1)
    return "Only one --format can go to standard output; give the others a file";
  return run::outputs_collide(paths);
}

namespace {

// A form of findings alone has no place for what the hop did.
void tell_what_is_not_in(const Output& output, const report::AuditReport& report) {
  if (!report.hop || output.format->hop) return;
  std::vector<std::string_view> others;
  for (const auto& format : report::audit_formats())
    if (format.hop) others.push_back(format.name);
  run::tell(fmt::format("what the hop did is not in {}: -f {} have it", output.format->name,
                        fmt::join(others, ", ")));
}

// Forms of findings alone look the same where nothing was found and where nothing could be. Silent
// where another output has it.
void tell_what_was_not_judged(const std::vector<Output>& outputs,
                              const report::AuditReport& report) {
  std::vector<std::string_view> silent;
  for (const auto& output : outputs) {
    if (output.format->coverage) return;
    silent.push_back(output.format->name);
  }
  const auto what = report::not_judged_text(report);
  if (what.empty()) return;
  std::vector<std::string_view> others;
  for (const auto& format : report::audit_formats())
    if (format.coverage) others.push_back(format.name);
  run::tell(fmt::format("what could not be seen is not in {}: {}; -f {} have it",
                        fmt::join(silent, ", "), what, fmt::join(others, ", ")));
}

}  // namespace

bool wants(const std::vector<std::string>& outputs, bool report::Format::* what) {
  return std::ranges::any_of(outputs_of(outputs),
                             [&](const Output& output) { return output.format->*what; });
}

int write_outputs(const std::vector<std::string>& outputs, const Looks& looks,
                  const std::vector<std::string>& read, const report::AuditReport& report) {
  int status = run::exit_success;
  tell_what_was_not_judged(outputs_of(outputs), report);
  for (const auto& output : outputs_of(outputs)) {
    tell_what_is_not_in(output, report);
    const bool shown = output.path == run::standard_output;
    const report::TextStyle style{.colour = shown && options::colour_wanted(looks.colour),
                                  .width = report::terminal_width(),
                                  .quiet = looks.quiet,
                                  .summary = looks.summary,
                                  .verbose = looks.verbose,
                                  .rule_url = shown ? looks.rule_url : std::string()};
    status = std::max(status, run::write_output(output.path, read, run::Readers::as_usual,
                                                [&](std::ostream& out) {
                                                  output.format->write(report, out, style);
                                                }));
  }
  return status;
}

}  // namespace espect::commands
