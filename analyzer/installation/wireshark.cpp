// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/installation/wireshark.h"

#include <algorithm>
#include <filesystem>
#include <sstream>

#include <fmt/format.h>
#include <unistd.h>

#include "analyzer/installation/check.h"
#include "analyzer/report/version.h"
#include "analyzer/run/child_program.h"

namespace espect::installation {
namespace {

namespace fs = std::filesystem;

constexpr const char* plugin_file = "espect.so";
constexpr const char* build_and_install =
    "cmake --preset release -DESPECT_PLUGIN=ON && cmake --build --preset release --target "
    "install-plugin-personal";

std::string without_blanks(std::string text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && blank(text.back())) text.pop_back();
  const auto begin = std::ranges::find_if_not(text, blank);
  text.erase(text.begin(), begin);
  return text;
}

std::string version_in(const std::string& text) {
  constexpr std::string_view before = "TShark (Wireshark) ";
  const auto at = text.find(before);
  if (at == std::string::npos) return {};
  const auto from = at + before.size();
  auto version = text.substr(from, text.find_first_not_of("0123456789.", from) - from);
  while (version.ends_with('.')) version.pop_back();
  return version;
}

std::string minor_of(const std::string& version) {
  const auto first = version.find('.');
  return first == std::string::npos ? version : version.substr(0, version.find('.', first + 1));
}

// Plugins of another version of Wireshark lie in the folder beside.
std::string of_another_version(const std::string& folder) {
  std::error_code error;
  std::vector<std::string> found;
  const auto parent = fs::path(folder).parent_path();
  for (auto entry = fs::directory_iterator(parent, error); entry != fs::directory_iterator();
       entry.increment(error)) {
    const auto file = entry->path() / "epan" / plugin_file;
    std::error_code none;
    if (entry->path() != folder && fs::exists(file, none)) found.push_back(file.string());
  }
  return found.empty() ? std::string() : *std::ranges::min_element(found);
}

Check plugin_check(const Wireshark& wireshark) {
  Check check{"plugin", State::wrong, {}, build_and_install};
  const auto loaded = std::ranges::find(wireshark.plugins, plugin_file, &Wireshark::Loaded::file);
  if (loaded != wireshark.plugins.end()) {
    const bool same = loaded->version == report::version;
    check.text = fmt::format("{} in {}, loaded by TShark {}{}", loaded->version, loaded->path,
                             wireshark.version,
                             same ? "" : fmt::format("; this is espect {}", report::version));
    if (same) check = {"plugin", State::fits, check.text, {}};
    return check;
  }
  for (const auto& folder : {wireshark.personal_plugins, wireshark.global_plugins}) {
    std::error_code error;
    const auto file = fs::path(folder) / "epan" / plugin_file;
    if (folder.empty() || !fs::exists(file, error)) continue;
    if (folder == wireshark.personal_plugins && geteuid() == 0)
      return {
          "plugin", State::unknown,
          fmt::format("{}: started as root, Wireshark loads no personal plugins", file.string()),
          "su USER -c 'espect doctor'"};
    check.text = fmt::format("{} is not loaded by TShark {}: it was built for another version",
                             file.string(), wireshark.version);
    return check;
  }
  for (const auto& folder : {wireshark.personal_plugins, wireshark.global_plugins})
    if (const auto other = folder.empty() ? "" : of_another_version(folder); !other.empty()) {
      check.text = fmt::format("{} is of another version; TShark {} looks in {}", other,
                               wireshark.version, folder);
      return check;
    }
  check.state = State::missing;
  check.text = fmt::format("no {} in {} or {}", plugin_file, wireshark.personal_plugins,
                           wireshark.global_plugins);
  return check;
}

}  // namespace

Wireshark wireshark_from(const std::string& version, const std::string& folders,
                         const std::string& plugins) {
  Wireshark made;
  made.version = version_in(version);
  std::istringstream lines(folders);
  for (std::string line; std::getline(lines, line);) {
    const auto colon = line.find(':');
    if (colon == std::string::npos) continue;
    const auto name = line.substr(0, colon);
    const auto path = without_blanks(line.substr(colon + 1));
    if (name == "Personal configuration") made.configuration = path;
    if (name == "Personal Plugins") made.personal_plugins = path;
    if (name == "Global Plugins") made.global_plugins = path;
  }
  // Name, version, kinds, path, between tabs and with blanks behind.
  std::istringstream rows(plugins);
  for (std::string row; std::getline(rows, row);) {
    std::vector<std::string> words;
    std::istringstream columns(row);
    for (std::string word; std::getline(columns, word, '\t');)
      words.push_back(without_blanks(word));
    if (words.size() >= 4) made.plugins.push_back({words[0], words[1], words.back()});
  }
  return made;
}

std::optional<Wireshark> find_wireshark() {
  const auto program = run::program_in_path("tshark");
  if (!program) return std::nullopt;
  const auto says = [&](std::vector<std::string> words) {
    words.insert(words.begin(), *program);
    return run::output_of(words).value_or("");
  };
  return wireshark_from(says({"--version"}), says({"-G", "folders"}), says({"-G", "plugins"}));
}

void check_wireshark(Checks& checks) {
  const auto wireshark = find_wireshark();
  if (!wireshark) {
    checks.push_back({"Wireshark", State::missing, "no tshark in PATH; the plugin needs Wireshark",
                      "apt-get install tshark"});
    return;
  }
  if (wireshark->version.empty()) {
    checks.push_back({"Wireshark", State::wrong, "the tshark in PATH does not say its version",
                      "apt-get install --reinstall tshark"});
    return;
  }
  const auto minor = minor_of(wireshark->version);
  // Before 4.0 there is no plugin of espect.
  if (minor.starts_with("0.") || minor.starts_with("1.") || minor.starts_with("2.") ||
      minor.starts_with("3.")) {
    checks.push_back({"Wireshark", State::wrong,
                      fmt::format("{}; the plugin needs 4.0 or later", wireshark->version),
                      "apt-get install tshark"});
    return;
  }
  checks.push_back({"Wireshark", State::fits, wireshark->version, {}});
  checks.push_back(plugin_check(*wireshark));
}

void check_dumpcap(Checks& checks) {
  const auto program = run::program_in_path("dumpcap");
  if (!program) {
    checks.push_back({"dumpcap", State::missing, "not in PATH; espect watch captures with it",
                      "apt-get install wireshark-common"});
    return;
  }
  const auto interfaces = run::output_of({*program, "-D"});
  const auto count = interfaces ? std::ranges::count(*interfaces, '\n') : 0;
  if (count == 0)
    checks.push_back({"dumpcap", State::missing,
                      fmt::format("{} may capture on no interface", *program),
                      "dpkg-reconfigure wireshark-common && adduser $USER wireshark"});
  else
    checks.push_back({"dumpcap",
                      State::fits,
                      fmt::format("{}, {} interface{}", *program, count, count == 1 ? "" : "s"),
                      {}});
}

}  // namespace espect::installation
