// SPDX-License-Identifier: GPL-2.0-or-later
#include <filesystem>

#include <fmt/format.h>
#include <unistd.h>

#include "analyzer/installation/check.h"
#include "analyzer/installation/wireshark.h"
#include "ipsec/keys/key_files.h"

namespace espect::installation {
namespace {

namespace fs = std::filesystem;

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += (text.empty() ? "" : "; ") + line;
  return text;
}

// In quotes for a shell.
std::string quoted(const std::string& path) {
  std::string text = "'";
  for (const char c : path) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

// `named`: somebody counts on it.
void check_source(const std::string& path, bool named, Checks& checks) {
  const auto files = keys::read_key_files({path});
  Check check{"keys", State::fits, joined(files.used), {}};
  std::vector<std::string> warnings;
  for (const auto& warning : files.warnings) warnings.push_back(to_text(warning));
  if (!files.errors.empty()) {
    std::error_code error;
    check.state = named ? State::wrong : State::missing;
    check.text = joined(files.errors);
    if (!fs::exists(path, error))
      check.remedy = "espect config show";
    else if (access(path.c_str(), R_OK) != 0)
      check.remedy = fmt::format("chown $USER {0} && chmod 600 {0}", quoted(path));
    else
      check.remedy = "espect keys list --help";
  } else if (files.used.empty()) {
    check.state = State::missing;
    check.text = path + ": nothing in it is a key source";
    check.remedy = "espect keys list --help";
  }
  if (!warnings.empty()) check.text += (check.text.empty() ? "" : "; ") + joined(warnings);
  checks.push_back(std::move(check));
}

}  // namespace

void check_key_sources(const std::vector<std::string>& paths, Checks& checks) {
  for (const auto& path : paths) check_source(path, true, checks);
  bool any = !paths.empty();
  if (const auto wireshark = find_wireshark())
    for (const char* table : {"esp_sa", "ikev2_decryption_table", "ikev1_decryption_table"}) {
      const auto path = fs::path(wireshark->configuration) / table;
      std::error_code error;
      if (wireshark->configuration.empty() || !fs::is_regular_file(path, error)) continue;
      check_source(path.string(), false, checks);
      any = true;
    }
  if (!any)
    checks.push_back({"keys", State::missing,
                      "no --keys, none in espect.toml or ESPECT_KEYS, no table of Wireshark: what "
                      "is encrypted stays closed",
                      "espect audit --keys PATH CAPTURE"});
}

}  // namespace espect::installation
