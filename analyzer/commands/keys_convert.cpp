// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/commands/inputs.h"
#include "analyzer/options/command.h"
#include "analyzer/options/shared.h"
#include "analyzer/run/key_loading.h"
#include "analyzer/run/messages.h"
#include "analyzer/run/output_file.h"
#include "ipsec/keys/convert.h"

namespace espect::commands::keys_convert {
namespace {

struct Settings {
  std::vector<std::string> inputs;  // key files and folders
  std::string to;                 // espect, ikev2_decryption_table, ikev1_decryption_table, esp_sa
  std::string wireshark = "4.0";  // version that will read a table
  std::string output = run::standard_output;
  bool no_sandbox = false;
};

keys::WiresharkVersion version_of(const std::string& text) {
  if (text == "4.6") return keys::WiresharkVersion::v4_6;
  return text == "4.4" ? keys::WiresharkVersion::v4_4 : keys::WiresharkVersion::v4_0;
}

keys::Converted convert(const keys::KeyRing& ring, const Settings& settings) {
  if (settings.to == "espect") return keys::to_espect_jsonl(ring);
  if (settings.to == "ikev1_decryption_table") return keys::to_wireshark_ikev1_table(ring);
  const auto version = version_of(settings.wireshark);
  return settings.to == "esp_sa" ? keys::to_wireshark_esp_sa(ring, version)
                                 : keys::to_wireshark_ikev2_table(ring, version);
}

int run_keys_convert(const Settings& settings) {
  confine(settings.no_sandbox, {settings.inputs, {settings.output}});
  const auto files = run::load_keys(settings.inputs);
  if (!files) return run::exit_usage;
  const auto converted = convert(files->ring, settings);
  for (const auto& warning : converted.warnings) run::tell(to_text(warning));
  const int written = run::write_output(settings.output, settings.inputs, run::Readers::owner_only,
                                        [&](std::ostream& out) { out << converted.text; });
  if (written != run::exit_success || !converted.text.empty()) return written;
  run::tell("nothing to write: what was read holds no keys that " + settings.to + " can express");
  return run::exit_findings;
}

options::Action declare(options::Arguments& arguments) {
  const auto settings = std::make_shared<Settings>();
  arguments.positionals("PATH", settings->inputs, "Key files and folders of them");
  arguments.value(
      "--to", settings->to,
      "espect (JSON Lines), or a table of Wireshark: ikev2_decryption_table, "
      "ikev1_decryption_table, esp_sa",
      {.placeholder = "FORM",
       .choices = {"espect", "ikev2_decryption_table", "ikev1_decryption_table", "esp_sa"},
       .required = true});
  arguments.value("--wireshark", settings->wireshark,
                  "Version that will read the table: 4.0, 4.4, 4.6",
                  {.placeholder = "VERSION", .choices = {"4.0", "4.4", "4.6"}});
  options::add_output(arguments, settings->output);
  options::add_no_sandbox(arguments, settings->no_sandbox);
  return [settings] { return run_keys_convert(*settings); };
}

}  // namespace

extern const options::Command command{
    "keys convert", "Write what key sources say in another form", declare, false,
    "espect keys convert charon.log --to esp_sa -o esp_sa\n"
    "ip xfrm state > state.txt; espect keys convert state.txt --to espect"};

}  // namespace espect::commands::keys_convert
