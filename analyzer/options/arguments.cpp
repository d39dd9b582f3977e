// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/options/arguments.h"

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ipsec/bytes/closest_word.h"

namespace espect::options {
namespace {

template <class Value>
CLI::Option* add(CLI::App& command, std::string_view names, Value& value, std::string_view help,
                 const Form& form) {
  auto* option = command.add_option(std::string(names), value, std::string(help));
  option->required(form.required);
  if (!form.placeholder.empty()) option->option_text(form.placeholder);
  if (!form.choices.empty())
    option->check([choices = form.choices](const std::string& text) {
      if (std::ranges::find(choices, text) != choices.end()) return std::string();
      return fmt::format(
          "'{}' is none of {}{}", text, fmt::join(choices, ", "),
          did_you_mean(text, std::vector<std::string_view>(choices.begin(), choices.end())));
    });
  if (form.problem) option->check(form.problem);
  return option;
}

}  // namespace

void Arguments::positional(std::string_view placeholder, std::string& value,
                           std::string_view help) {
  command_.add_option(std::string(placeholder), value, std::string(help))->required();
}

void Arguments::positionals(std::string_view placeholder, std::vector<std::string>& values,
                            std::string_view help) {
  command_.add_option(std::string(placeholder), values, std::string(help))->required();
}

void Arguments::flag_by_hand(std::string_view name, bool& value, std::string_view help) {
  command_.add_flag(std::string(name), value, std::string(help));
}

void Arguments::flag(std::string_view names, bool& value, std::string_view help) {
  flag_by_hand(names, value, help);
  describe(names, OptionKind::flag, {}, {});
}

void Arguments::value(std::string_view names, std::string& value, std::string_view help,
                      Form form) {
  describe(names, OptionKind::value, form, value);
  add(command_, names, value, help, form);
}

void Arguments::values(std::string_view names, std::vector<std::string>& values,
                       std::string_view help, Form form) {
  describe(names, OptionKind::values, form, {});
  add(command_, names, values, help, form)->allow_extra_args(false);
}

void Arguments::values(std::string_view names, std::vector<unsigned>& values, std::string_view help,
                       Form form) {
  describe(names, OptionKind::values, form, {});
  add(command_, names, values, help, form)->allow_extra_args(false);
}

void Arguments::describe(std::string_view names, OptionKind kind, const Form& form,
                         std::string initial) {
  const auto name = names.substr(0, names.find(','));
  if (name.starts_with("--"))
    described_.push_back({std::string(name.substr(2)), kind, form, std::move(initial)});
}

void Arguments::together(std::function<std::string()> problem) {
  command_.final_callback([problem = std::move(problem)] {
    if (const auto text = problem(); !text.empty()) throw CLI::ValidationError(text);
  });
}

}  // namespace espect::options
