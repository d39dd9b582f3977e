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

void add_keys(CLI::App& command, std::vector<std::string>& keys) {
  command
      .add_option("--keys,-k", keys,
                  "Key file or folder of them: espect keys, Wireshark tables, ip xfrm state, "
                  "charon and pluto logs, ...; repeatable")
      ->allow_extra_args(false)
      ->option_text("PATH");
}

void add_codepoints(CLI::App& command, std::string& path) {
  command
      .add_option("--codepoints", path,
                  "CSV file preference,value: other numbers for drafts that have none yet, "
                  "ShangMi presets, readings of VPN-IDs (docs/extensions)")
      ->option_text("FILE");
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
                   "default, rfc8247-rfc8221, cnsa2, bsi-tr02102-3, nist-sp800-77r1, or a CSV file")
      ->option_text("NAME|FILE");
  audit_command->add_flag("--same-traffic", audit.same_traffic,
                          "The two FILEs show the same traffic before and after a hop: say what "
                          "the hop did to it");
  add_keys(*audit_command, audit.keys);
  add_codepoints(*audit_command, audit.codepoints);
  add_colour(*audit_command, audit.colour);

  Dump dump;
  auto* dump_command = app.add_subcommand("dump", "Print the decoded messages of captures");
  dump_command
      ->add_option("FILE", dump.inputs, "Captures, folders of them, or - for standard input")
      ->required();
  dump_command->add_flag("--json", dump.json, "One JSON object a line instead of text");
  dump_command->add_option("--frame", dump.frames, "Only this frame; repeatable")
      ->allow_extra_args(false);
  add_keys(*dump_command, dump.keys);
  add_codepoints(*dump_command, dump.codepoints);
  add_colour(*dump_command, dump.colour);

  Decrypt decrypt;
  auto* decrypt_command =
      app.add_subcommand("decrypt", "Write what travelled inside ESP, AH and IKE as a new capture");
  decrypt_command->add_option("FILE", decrypt.input, "Capture, or - for standard input")
      ->required();
  add_keys(*decrypt_command, decrypt.keys);
  add_codepoints(*decrypt_command, decrypt.codepoints);
  decrypt_command->get_option("--keys")->required();
  decrypt_command->add_option("--output,-o", decrypt.output, "pcapng to write, or -")->required();

  KeysConvert convert;
  auto* keys_command = app.add_subcommand("keys", "Work with key sources");
  keys_command->require_subcommand(1);
  auto* convert_command =
      keys_command->add_subcommand("convert", "Write what key sources say in another form");
  convert_command->add_option("PATH", convert.inputs, "Key files and folders of them")->required();
  convert_command
      ->add_option("--to", convert.to,
                   "espect (JSON Lines), or a table of Wireshark: ikev2_decryption_table, esp_sa")
      ->check(CLI::IsMember({"espect", "ikev2_decryption_table", "esp_sa"}))
      ->option_text("FORM")
      ->required();
  convert_command
      ->add_option("--wireshark", convert.wireshark,
                   "Version that will read the table: 4.0, 4.4, 4.6")
      ->check(CLI::IsMember({"4.0", "4.4", "4.6"}))
      ->option_text("VERSION");
  convert_command->add_option("--output,-o", convert.output, "File to write (default: -)");

  Inventory inventory;
  auto* inventory_command = app.add_subcommand(
      "inventory", "List peers, IKE SAs, Child SAs, algorithms, lifetimes, and who rekeyed what");
  inventory_command
      ->add_option("FILE", inventory.inputs, "Captures, folders of them, or - for standard input")
      ->required();
  inventory_command
      ->add_option("--format,-f", inventory.format,
                   "text, json or cyclonedx: a cryptography bill of materials (CycloneDX 1.6)")
      ->check(CLI::IsMember({"text", "json", "cyclonedx"}))
      ->option_text("FORMAT");
  inventory_command->add_option("--output,-o", inventory.output, "File to write (default: -)");
  add_keys(*inventory_command, inventory.keys);
  add_codepoints(*inventory_command, inventory.codepoints);
  add_colour(*inventory_command, inventory.colour);

  PolicyShow show;
  PolicyFromCapture baseline;
  auto* policy_command = app.add_subcommand("policy", "Work with policies about algorithms");
  policy_command->require_subcommand(1);
  auto* policy_list_command = policy_command->add_subcommand("list", "List the built-in policies");
  auto* policy_show_command = policy_command->add_subcommand("show", "Print a policy as CSV");
  policy_show_command->add_option("NAME|FILE", show.policy, "Built-in policy, or a CSV file")
      ->required();
  auto* baseline_command = policy_command->add_subcommand(
      "from-capture", "Write a policy that allows what captures known to be right hold");
  baseline_command->add_option("FILE", baseline.inputs, "Captures")->required();
  baseline_command->add_option("--output,-o", baseline.output, "File to write (default: -)");
  add_keys(*baseline_command, baseline.keys);
  add_codepoints(*baseline_command, baseline.codepoints);

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
  add_codepoints(*lookup_command, lookup.codepoints);

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
    if (audit.same_traffic && audit.inputs.size() != 2)
      return Leave{2, "--same-traffic compares two captures: BEFORE and AFTER the hop\n"};
    return Settings{audit};
  }
  if (dump_command->parsed()) return Settings{dump};
  if (decrypt_command->parsed()) return Settings{decrypt};
  if (convert_command->parsed()) return Settings{convert};
  if (inventory_command->parsed()) return Settings{inventory};
  if (policy_list_command->parsed()) return Settings{PolicyList{}};
  if (policy_show_command->parsed()) return Settings{show};
  if (baseline_command->parsed()) return Settings{baseline};
  if (rules_command->parsed()) return Settings{rules};
  if (explain_command->parsed()) return Settings{explain};
  return Settings{lookup};
}

}  // namespace espect::options
