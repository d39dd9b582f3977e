// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/python_literals.h"

#include <algorithm>

#include "ipsec/bytes/hex.h"
#include "ipsec/keys/text_lines.h"

namespace espect::keys {
namespace {

constexpr std::string_view white_space = " \t\r\n";

std::string_view stripped(std::string_view text) {
  const std::size_t first = text.find_first_not_of(white_space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(white_space) - first + 1);
}

// Behind the closing quote; the end of the text when there is none.
std::size_t behind_string(std::string_view text, std::size_t at) {
  const char quote = text[at];
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\')
      ++at;
    else if (text[at] == quote)
      return at + 1;
  }
  return text.size();
}

void add_argument(std::string_view text, PythonCall& call) {
  text = stripped(text);
  // The interpreter's mark of a line that goes on.
  if (text.starts_with("... ")) text = stripped(text.substr(4));
  while (text.starts_with('#'))
    text = stripped(text.substr(std::min(text.find('\n'), text.size())));
  if (text.empty()) return;
  const std::size_t equals = text.find('=');
  const auto name = text.substr(0, equals);
  const bool named = equals != std::string_view::npos && !name.empty() &&
                     name.find_first_of("'\"([") == std::string_view::npos;
  if (named)
    call.named[stripped(name)] = stripped(text.substr(equals + 1));
  else
    call.positional.push_back(text);
}

// Reads arguments from behind the opening parenthesis; how far it came.
std::size_t read_arguments(std::string_view text, PythonCall& call) {
  std::size_t begin = 0;
  int depth = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '\'' || c == '"') {
      at = behind_string(text, at);
      continue;
    }
    if (c == '#') {
      at = std::min(text.find('\n', at), text.size());
      continue;
    }
    if (c == '(' || c == '[' || c == '{') ++depth;
    if ((c == ',' && depth == 0) || (c == ')' && depth == 0)) {
      add_argument(text.substr(begin, at - begin), call);
      begin = at + 1;
      if (c == ')') return at + 1;
    } else if (c == ')' || c == ']' || c == '}') {
      --depth;
    }
    ++at;
  }
  return text.size();
}

}  // namespace

std::string_view PythonCall::argument(std::string_view name, std::size_t place) const {
  const auto at = named.find(name);
  if (at != named.end()) return at->second;
  return place < positional.size() ? positional[place] : std::string_view();
}

std::vector<PythonCall> python_calls(std::string_view text, std::string_view function) {
  std::vector<PythonCall> calls;
  std::uint32_t line = 1;
  while (true) {
    const std::size_t at = text.find(function);
    if (at == std::string_view::npos) return calls;
    line += static_cast<std::uint32_t>(
        std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    text.remove_prefix(at + function.size());
    const std::size_t open = std::min(text.find_first_not_of(" \t"), text.size());
    if (open == text.size() || text[open] != '(') continue;
    PythonCall call;
    call.line = line;
    const std::size_t end = open + 1 + read_arguments(text.substr(open + 1), call);
    calls.push_back(std::move(call));
    line += static_cast<std::uint32_t>(
        std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
    text.remove_prefix(end);
  }
}

std::optional<crypto::Secret> python_octets(std::string_view literal) {
  literal = stripped(literal);
  while (literal.starts_with('b') || literal.starts_with('u')) literal.remove_prefix(1);
  if (literal.size() < 2 || (literal[0] != '\'' && literal[0] != '"') ||
      literal.back() != literal[0])
    return std::nullopt;
  const auto content = literal.substr(1, literal.size() - 2);
  crypto::Secret octets;
  for (std::size_t at = 0; at < content.size(); ++at) {
    if (content[at] != '\\') {
      octets.push_back(static_cast<std::uint8_t>(content[at]));
      continue;
    }
    if (++at == content.size()) return std::nullopt;
    constexpr std::string_view names = "\\'\"abfnrtv0";
    constexpr std::string_view meanings("\\'\"\a\b\f\n\r\t\v\0", 11);
    if (content[at] == 'x') {
      const auto octet = hex_octet(content.substr(at + 1, 2));
      if (!octet) return std::nullopt;
      octets.push_back(*octet);
      at += 2;
    } else if (const std::size_t name = names.find(content[at]); name != std::string_view::npos) {
      octets.push_back(static_cast<std::uint8_t>(meanings[name]));
    } else {
      return std::nullopt;
    }
  }
  return octets;
}

std::optional<crypto::Secret> python_key(std::string_view expression) {
  expression = stripped(expression);
  if (const auto octets = python_octets(expression)) return octets;
  const std::size_t open = expression.find('(');
  if (open == std::string_view::npos || !expression.ends_with(')')) return std::nullopt;
  const auto function = expression.substr(0, open);
  const auto one_of = {std::string_view("fromhex"), std::string_view("unhexlify"),
                       std::string_view("hex_bytes"), std::string_view("a2b_hex")};
  if (std::none_of(one_of.begin(), one_of.end(),
                   [&](std::string_view name) { return function.ends_with(name); }))
    return std::nullopt;
  const auto digits = python_octets(expression.substr(open + 1, expression.size() - open - 2));
  if (!digits) return std::nullopt;
  // fromhex() takes blanks between octets.
  crypto::Secret dense;
  std::copy_if(digits->begin(), digits->end(), std::back_inserter(dense),
               [](std::uint8_t octet) { return octet != ' ' && octet != '\n'; });
  return from_hex<crypto::Secret>({reinterpret_cast<const char*>(dense.data()), dense.size()});
}

}  // namespace espect::keys
