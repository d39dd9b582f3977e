// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/options/configuration.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "analyzer/options/toml_text.h"
#include "ipsec/bytes/closest_word.h"
#include "ipsec/bytes/text_file.h"

namespace espect::options {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view table = "audit";
constexpr std::string_view variable_prefix = "ESPECT_";

std::string variable_of(std::string_view key) {
  std::string name(variable_prefix);
  for (const char c : key)
    name += c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return name;
}

// Why a value cannot be; empty when it can.
std::string problem(const Described& option, const std::string& value) {
  const auto& choices = option.form.choices;
  if (!choices.empty() && std::ranges::find(choices, value) == choices.end())
    return fmt::format(
        "{}: '{}' is none of {}{}", option.key, value, fmt::join(choices, ", "),
        did_you_mean(value, std::vector<std::string_view>(choices.begin(), choices.end())));
  const auto wrong = option.form.problem ? option.form.problem(value) : std::string();
  return wrong.empty() ? wrong : fmt::format("{}: {}", option.key, wrong);
}

class FileReader {
 public:
  FileReader(std::span<const Described> options, std::string path, Configuration& into)
      : options_(options), path_(std::move(path)), into_(into) {}

  void read() {
    const auto text = read_text_file(path_);
    if (!text) {
      into_.errors.push_back(fmt::format("{}: cannot be read: {}", path_, text.error()));
      return;
    }
    if (const auto place = beyond_ascii(*text)) {
      into_.errors.push_back(fmt::format(
          "{}:{}:{}: a character beyond ASCII, which TOML has in strings and comments only", path_,
          place->line, place->column));
      return;
    }
    const auto parsed = toml::parse(std::string_view(*text), path_);
    if (!parsed) {
      complain(parsed.error().source(), std::string(parsed.error().description()));
      return;
    }
    for (const auto& [key, node] : parsed.table()) {
      if (key.str() == table && node.is_table())
        take_table(*node.as_table());
      else
        complain(node.source(),
                 fmt::format("'{}' is no table of this file; it has [{}]", key.str(), table));
    }
  }

 private:
  void complain(const toml::source_region& at, const std::string& what) {
    into_.errors.push_back(
        fmt::format("{}:{}:{}: {}", path_, at.begin.line, at.begin.column, what));
  }

  void take_table(const toml::table& settings) {
    for (const auto& [key, node] : settings) {
      const auto known = std::ranges::find(options_, key.str(), &Described::key);
      if (known == options_.end()) {
        std::vector<std::string_view> keys;
        for (const auto& option : options_) keys.emplace_back(option.key);
        complain(node.source(),
                 fmt::format("no option is called {}{}", key.str(), did_you_mean(key.str(), keys)));
        continue;
      }
      take(*known, node);
    }
  }

  void take(const Described& option, const toml::node& node) {
    const auto& at = node.source();
    Held held{option.key, {}, fmt::format("{}:{}", path_, at.begin.line)};
    if (option.kind == OptionKind::flag) {
      const auto on = node.value_exact<bool>();
      if (!on) return complain(at, option.key + ": true or false");
      held.values.emplace_back(*on ? "true" : "false");
    } else if (option.kind == OptionKind::value) {
      if (!add(option, node, held)) return;
    } else if (const auto* list = node.as_array()) {
      for (const auto& element : *list)
        if (!add(option, element, held)) return;
    } else if (const auto* pairs = node.as_table()) {
      for (const auto& [name, value] : *pairs) {
        const auto text = text_of(value);
        if (!text) return complain(value.source(), option.key + ": wants \"...\"");
        if (!add(option, fmt::format("{}={}", name.str(), *text), value, held)) return;
      }
    } else if (!add(option, node, held)) {
      return;
    }
    into_.held.push_back(std::move(held));
  }

  static std::optional<std::string> text_of(const toml::node& node) {
    if (const auto number = node.value_exact<std::int64_t>()) return std::to_string(*number);
    return node.value_exact<std::string>();
  }

  bool add(const Described& option, const toml::node& node, Held& held) {
    const auto text = text_of(node);
    if (!text) {
      complain(node.source(),
               fmt::format("{}: wants {}", option.key,
                           option.kind == OptionKind::value ? "\"...\"" : "[\"...\", ...]"));
      return false;
    }
    return add(option, *text, node, held);
  }
  bool add(const Described& option, const std::string& text, const toml::node& at, Held& held) {
    if (const auto wrong = problem(option, text); !wrong.empty()) {
      complain(at.source(), wrong);
      return false;
    }
    held.values.push_back(placed(option, text));
    return true;
  }

  // A path is meant from the folder of the file that says it.
  std::string placed(const Described& option, const std::string& value) const {
    const auto& what = option.form.placeholder;
    if (what != "FILE" && what != "PATH" && what != "NAME|FILE") return value;
    const auto folder = fs::path(path_).parent_path();
    std::error_code error;
    const auto there = folder / value;
    if (what == "NAME|FILE" && !fs::exists(there, error)) return value;
    return folder.empty() ? value : there.string();
  }

  std::span<const Described> options_;
  std::string path_;
  Configuration& into_;
};

// A variable with a wrong name says nothing, and a gate without it is another one.
std::vector<std::string> unknown_variables(std::span<const Described> options) {
  std::vector<std::string> names;
  for (const auto& option : options)
    names.push_back(variable_of(option.key).substr(variable_prefix.size()));
  const std::vector<std::string_view> known(names.begin(), names.end());
  std::vector<std::string> notes;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    std::string_view name(*variable);
    name = name.substr(0, name.find('='));
    if (!name.starts_with(variable_prefix)) continue;
    const auto own = name.substr(variable_prefix.size());  // what all share says nothing
    if (std::ranges::count(known, own) != 0) continue;
    const auto meant = closest_word(own, known);
    notes.push_back(fmt::format("no option has the variable {}, which is set{}", name,
                                meant.empty()
                                    ? std::string()
                                    : fmt::format("; did you mean {}{}?", variable_prefix, meant)));
  }
  std::ranges::sort(notes);
  return notes;
}

std::string nearest_file() {
  std::error_code error;
  auto folder = fs::current_path(error);
  if (error) return {};
  if (fs::exists(configuration_file, error)) return std::string(configuration_file);
  while (folder.has_parent_path() && folder != folder.root_path()) {
    folder = folder.parent_path();
    if (const auto path = folder / configuration_file; fs::exists(path, error))
      return path.string();
  }
  return {};
}

void read_environment(std::span<const Described> options, Configuration& into) {
  for (const auto& option : options) {
    const auto name = variable_of(option.key);
    const char* said = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
    if (said == nullptr) continue;
    Held held{option.key, {}, name};
    std::string rest = said;
    if (option.kind == OptionKind::flag) {
      const bool on = rest == "1" || rest == "true";
      if (!on && rest != "0" && rest != "false" && !rest.empty())
        into.errors.push_back(name + ": 1, true, 0 or false");
      held.values.emplace_back(on ? "true" : "false");
    } else if (option.kind == OptionKind::value) {
      held.values.push_back(rest);
    } else {
      while (!rest.empty()) {
        const auto comma = std::min(rest.find(','), rest.size());
        held.values.push_back(rest.substr(0, comma));
        rest.erase(0, comma + 1);
      }
    }
    if (option.kind != OptionKind::flag)
      for (const auto& value : held.values)
        if (const auto wrong = problem(option, value); !wrong.empty())
          into.errors.push_back(fmt::format("{}: {}", name, wrong));
    std::erase_if(into.held, [&](const Held& other) { return other.key == option.key; });
    into.held.push_back(std::move(held));
  }
}

}  // namespace

Configuration configuration_of(std::span<const Described> options, const std::string& path,
                               bool files) {
  Configuration configuration;
  const auto file = !files ? std::string() : path.empty() ? nearest_file() : path;
  if (!file.empty()) FileReader(options, file, configuration).read();
  read_environment(options, configuration);
  configuration.notes = unknown_variables(options);
  return configuration;
}

}  // namespace espect::options
