// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <filesystem>
#include <sstream>

#include <fmt/format.h>

#include "ipsec/bytes/text_file.h"
#include "ipsec/registry/configuration.h"

namespace espect::registry {
namespace {

std::string trimmed(std::string text) {
  const auto start = text.find_first_not_of(" \t\r");
  if (start == std::string::npos) return {};
  return text.substr(start, text.find_last_not_of(" \t\r") - start + 1);
}

// ipsec.conf(5): sections begin in the first column, their settings do not.
class IpsecConfReader {
 public:
  void read(const std::string& text, const std::string& path) {
    if (++files_ > most_files) {
      errors.push_back(fmt::format("{}: too many files are included", path));
      return;
    }
    std::istringstream lines(text);
    std::string line;
    for (unsigned number = 1; std::getline(lines, line); ++number) take(line, path, number);
  }

  std::map<std::string, Settings> sections;
  std::map<std::string, std::vector<Setting>> also;
  std::vector<std::string> order;
  std::vector<std::string> errors;
  std::size_t copied = 0;  // octets

 private:
  void take(std::string line, const std::string& path, unsigned number) {
    const auto comment = line.find('#');
    if (comment == 0 || (comment != std::string::npos && std::isspace(line[comment - 1]) != 0))
      line.resize(comment);
    const bool indented = !line.empty() && (line[0] == ' ' || line[0] == '\t');
    const auto content = trimmed(line);
    if (content.empty()) return;
    if (!indented) {
      head(content, path, number);
      return;
    }
    if (section_ == nullptr) return;
    const auto equals = content.find('=');
    if (equals == std::string::npos) {
      // What stands there may be a secret, or any line of a file that was included.
      add_error(errors, fmt::format("{}: line {}: no KEY=VALUE", path, number));
      return;
    }
    const auto key = trimmed(content.substr(0, equals));
    auto value = trimmed(content.substr(equals + 1));
    if (value.size() > 1 && value.front() == '"' && value.back() == '"')
      value = value.substr(1, value.size() - 2);
    if (key == "also")
      also[name_].push_back({value, path, number});
    else
      (*section_)[key] = {value, path, number};
  }

  void head(const std::string& content, const std::string& path, unsigned number) {
    std::istringstream words(content);
    std::string kind;
    std::string name;
    words >> kind >> name;
    section_ = nullptr;
    if (kind == "include") {
      for (const auto& file : included_files(name, path)) {
        const auto text = read_text_file(file);
        if (text)
          read(*text, file);
        else if (std::error_code error; std::filesystem::exists(file, error))
          add_error(errors,
                    fmt::format("{}: line {}: include {}: {}", path, number, file, text.error()));
      }
      section_ = nullptr;
    } else if (kind == "conn" && name.size() > longest_name) {
      add_error(errors, fmt::format("{}: line {}: the name of the conn is too long", path, number));
    } else if (kind == "conn" && !name.empty()) {
      name_ = name;
      if (!sections.contains(name)) order.push_back(name);
      section_ = &sections[name];
    } else if (kind != "config" && kind != "version") {
      add_error(errors, fmt::format("{}: line {}: begins no section of ipsec.conf", path, number));
    }
  }

  std::string name_;
  Settings* section_ = nullptr;
  std::size_t files_ = 0;
};

// What is said in the section itself wins over also=, that over %default.
Settings whole(IpsecConfReader& reader, const std::string& name, unsigned depth = 0) {
  Settings settings = reader.sections[name];
  constexpr std::size_t of_section = 256;
  reader.copied += of_section + octets_of(settings);
  for (const auto& other : reader.also[name]) {
    if (reader.copied > most_copied) break;
    if (!reader.sections.contains(other.value) || depth > 8) {
      add_error(reader.errors, fmt::format("{}: line {}: also={} leads to no conn", other.file,
                                           other.line, other.value));
      continue;
    }
    settings.merge(whole(reader, other.value, depth + 1));
  }
  return settings;
}

const Setting* find(const Settings& settings, std::initializer_list<const char*> names) {
  for (const auto* name : names)
    if (const auto at = settings.find(name); at != settings.end()) return &at->second;
  return nullptr;
}

std::vector<std::uint16_t> versions(const Settings& settings) {
  if (const auto* exchange = find(settings, {"keyexchange"}))
    return {static_cast<std::uint16_t>(exchange->value == "ikev1" ? 1 : 2)};
  if (const auto* second = find(settings, {"ikev2"}))
    return {static_cast<std::uint16_t>(second->value == "no" || second->value == "never" ? 1 : 2)};
  return {2};
}

ConfiguredConnection connection(const std::string& name, const std::string& path,
                                const Settings& settings) {
  ConfiguredConnection made;
  made.name = name;
  made.file = std::filesystem::path(path).filename().string();
  made.settings = settings;
  made.libreswan = true;
  made.versions = versions(settings);
  if (const auto* ike = find(settings, {"ike"})) made.proposals.push_back({PolicyScope::ike, *ike});
  const auto* kind = find(settings, {"phase2"});
  const bool ah = (kind != nullptr && kind->value == "ah") || settings.contains("ah");
  if (const auto* second = find(settings, {"esp", "ah", "phase2alg"}))
    made.proposals.push_back({ah ? PolicyScope::ah : PolicyScope::esp, *second});
  made.child_sas = true;
  return made;
}

}  // namespace

Configured parse_ipsec_conf(const std::string& text, const std::string& path) {
  IpsecConfReader reader;
  reader.read(text, path);
  std::vector<ConfiguredConnection> connections;
  const auto order = reader.order;
  for (const auto& name : order) {
    if (name == "%default") continue;
    auto settings = whole(reader, name);
    reader.copied += octets_of(reader.sections["%default"]);
    if (reader.copied > most_copied) break;
    settings.merge(Settings(reader.sections["%default"]));
    const auto* adding = find(settings, {"auto"});
    const bool part = !settings.contains("left") && !settings.contains("right") &&
                      (adding == nullptr || adding->value == "ignore");
    if (!part) connections.push_back(connection(name, path, settings));
  }
  if (reader.copied > most_copied) reader.errors = {path + ": also= and %default copy too much"};
  if (!reader.errors.empty()) return tl::unexpected(std::move(reader.errors));
  return connections;
}

}  // namespace espect::registry
