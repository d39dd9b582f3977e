// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <functional>
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

// The arguments of one command. What is handed in receives the value and outlives the parsing.
// Defaults are what it holds before. Names: "--output,-o".
class Arguments {
 public:
  explicit Arguments(CLI::App& command) : command_(command) {}

  // Without a name; required.
  void positional(std::string_view placeholder, std::string& value, std::string_view help);
  void positionals(std::string_view placeholder, std::vector<std::string>& values,
                   std::string_view help);
  void flag(std::string_view names, bool& value, std::string_view help);
  void value(std::string_view names, std::string& value, std::string_view help, Form form = {});
  // Repeatable, one value each time.
  void values(std::string_view names, std::vector<std::string>& values, std::string_view help,
              Form form = {});
  void values(std::string_view names, std::vector<unsigned>& values, std::string_view help,
              Form form = {});
  // Asked when all values are there: why they do not fit together, empty when they do.
  void together(std::function<std::string()> problem);

 private:
  CLI::App& command_;
};

}  // namespace espect::options
