// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace espect::options {

struct Form {
  std::string placeholder = {};           // in the help: FILE
  std::vector<std::string> choices = {};  // what it may be; empty = anything
  // Why a value cannot be, empty when it can.
  std::function<std::string(const std::string&)> problem = nullptr;
  bool required = false;
};

enum class OptionKind : std::uint8_t { flag, value, values };
struct Described {
  std::string key;  // "fail-on"
  OptionKind kind;
  Form form;
  std::string initial = {};  // of a value
};

// What an option holds, and who says so: "espect.toml:3", "ESPECT_FAIL_ON", "default".
struct Held {
  std::string key;
  std::vector<std::string> values;
  std::string origin;
};

// The arguments of one command. What is handed in receives the value and outlives the parsing.
// Defaults are what it holds before. Names: "--output,-o".
class Arguments {
 public:
  explicit Arguments(CLI::App& command, std::shared_ptr<std::vector<Held>> in_force = nullptr)
      : command_(command), in_force_(std::move(in_force)) {}

  // Without a name; required.
  void positional(std::string_view placeholder, std::string& value, std::string_view help);
  void positionals(std::string_view placeholder, std::vector<std::string>& values,
                   std::string_view help);
  void flag(std::string_view names, bool& value, std::string_view help);
  // One that no configuration and no variable can set.
  void flag_by_hand(std::string_view name, bool& value, std::string_view help);
  void value(std::string_view names, std::string& value, std::string_view help, Form form = {});
  // Repeatable, one value each time.
  void values(std::string_view names, std::vector<std::string>& values, std::string_view help,
              Form form = {});
  void values(std::string_view names, std::vector<unsigned>& values, std::string_view help,
              Form form = {});
  // Asked when all values are there: why they do not fit together, empty when they do.
  void together(std::function<std::string()> problem);

  const std::vector<Described>& described() const { return described_; }
  // Of the command audit, as configuration and environment have it; filled before the action runs.
  std::shared_ptr<const std::vector<Held>> in_force() const { return in_force_; }

 private:
  void describe(std::string_view names, OptionKind kind, const Form& form, std::string initial);

  CLI::App& command_;
  std::vector<Described> described_;
  std::shared_ptr<std::vector<Held>> in_force_;
};

}  // namespace espect::options
