// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/options/command_line.h"

#include <algorithm>
#include <sstream>

#include <CLI/CLI.hpp>

namespace espect::options {
namespace {

constexpr const char* about =
    "espect audits IPsec captures: IKEv2, ESP and AH.\n"
    "Exit status: 0 no finding at or above --fail-on, 1 findings, 2 wrong usage,\n"
    "3 input unreadable or cut short, 4 internal error, 130 interrupted.";

constexpr const char* formats[] = {"text", "json", "jsonl", "sarif", "junit"};

std::string check_output(const std::string& text) {
  const auto format = text.substr(0, text.find('='));
  if (std::ranges::count(formats, format) == 0)
    return "unknown format '" + format + "': text, json, jsonl, sarif or junit";
  if (text.find('=') == text.size() - 1) return "'" + text + "' names no file after '='";
  return {};
}

Output output_of(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos) return {text, {}};
  return {text.substr(0, equals), text.substr(equals + 1)};
}

void add_colour(CLI::App& command, Colour& colour) {
  const std::map<std::string, Colour> names{
      {"auto", Colour::automatic}, {"always", Colour::always}, {"never", Colour::never}};
  command
      .add_option("--colour,--color", colour, "auto (a terminal and no NO_COLOR), always or never")
      ->transform(CLI::CheckedTransformer(names, CLI::ignore_case))
      ->option_text("WHEN");
}

}  // namespace

std::variant<Settings, Leave> parse(int argc, const char* const* argv) {
  CLI::App app{about, "espect"};
  app.set_version_flag("--version", "espect " ESPECT_VERSION);
  app.require_subcommand(1);

  Audit audit;
  std::vector<std::string> outputs;
  auto* audit_command = app.add_subcommand("audit", "Audit captures and report findings");
  audit_command
      ->add_option("FILE", audit.inputs,
                   "pcap or pcapng captures, folders of them, or - for standard input")
      ->required();
  audit_command
      ->add_option("--format,-f", outputs,
                   "text, json, jsonl, sarif or junit; FORMAT=PATH writes to a file; repeatable "
                   "(default: text)")
      ->check(check_output)
      ->allow_extra_args(false)
      ->option_text("FORMAT[=PATH]");
  audit_command
      ->add_option("--fail-on", audit.fail_on,
                   "Lowest severity that makes the exit status 1 (default: high)")
      ->check(CLI::IsMember({"high", "medium", "low", "info", "never"}))
      ->option_text("SEVERITY");
  audit_command
      ->add_option("--policy", audit.policy,
                   "default, rfc8247-rfc8221, cnsa2, bsi-tr02102-3 or nist-sp800-77r1")
      ->option_text("NAME");
  add_colour(*audit_command, audit.colour);

  Dump dump;
  auto* dump_command = app.add_subcommand("dump", "Print the decoded messages of captures");
  dump_command
      ->add_option("FILE", dump.inputs, "Captures, folders of them, or - for standard input")
      ->required();
  dump_command->add_flag("--json", dump.json, "One JSON object a line instead of text");
  dump_command->add_option("--frame", dump.frames, "Only this frame; repeatable")
      ->allow_extra_args(false);
  add_colour(*dump_command, dump.colour);

  Rules rules;
  auto* rules_command = app.add_subcommand("rules", "List the rules");
  rules_command->add_flag("--markdown", rules.markdown, "As the table in docs/rules/");

  Explain explain;
  auto* explain_command =
      app.add_subcommand("explain", "Explain a rule: what it means, why it matters, what to do");
  explain_command->add_option("RULE", explain.rule, "Id of the rule, such as esp-sequence-reused")
      ->required();
  explain_command->add_flag("--markdown", explain.markdown, "As the pages in docs/rules/");

  Lookup lookup;
  auto* lookup_command = app.add_subcommand("lookup", "Look a code point up in every registry");
  lookup_command
      ->add_option("NUMBER|NAME", lookup.text, "36, 0x24 or part of a name, such as ml-kem")
      ->required();

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::ostringstream out;
    const int code = app.exit(error, out, out);
    return Leave{code == 0 ? 0 : 2, out.str()};
  }
  if (audit_command->parsed()) {
    std::ranges::transform(outputs, std::back_inserter(audit.outputs), output_of);
    if (audit.outputs.empty()) audit.outputs.push_back({"text", {}});
    const auto on_standard_output =
        std::ranges::count_if(audit.outputs, [](const Output& o) { return o.path.empty(); });
    if (on_standard_output > 1)
      return Leave{2, "Only one --format can go to standard output; give the others a file\n"};
    return Settings{audit};
  }
  if (dump_command->parsed()) return Settings{dump};
  if (rules_command->parsed()) return Settings{rules};
  if (explain_command->parsed()) return Settings{explain};
  return Settings{lookup};
}

}  // namespace espect::options
