// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/text/paint.h"

#include <fmt/format.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/rule_url.h"

namespace espect::report {

std::string Paint::wrapped(std::string_view codes, std::string_view text) const {
  if (!colour_ || codes.empty() || text.empty()) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", codes, text);
}

std::string Paint::operator()(Tone tone, std::string_view text) const {
  switch (tone) {
    case Tone::plain:
      return wrapped("", text);
    case Tone::bold:
      return wrapped("1", text);
    case Tone::dim:
      return wrapped("2", text);
    case Tone::good:
      return wrapped("32", text);
    case Tone::caution:
      return wrapped("33", text);
    case Tone::bad:
      return wrapped("31", text);
  }
  return std::string(text);
}

std::string Paint::operator()(rules::Severity severity, std::string_view text) const {
  switch (severity) {
    case rules::Severity::high:
      return wrapped("1;31", text);
    case rules::Severity::medium:
      return wrapped("33", text);
    case rules::Severity::low:
      return wrapped("36", text);
    case rules::Severity::info:
      return wrapped("2", text);
  }
  return std::string(text);
}

std::string Paint::linked(const rules::RuleInfo& rule, std::string_view text) const {
  if (rule_url_.empty()) return std::string(text);
  return fmt::format("\x1b]8;;{}\x1b\\{}\x1b]8;;\x1b\\", url_of(rule, rule_url_), text);
}

std::string wrapped(std::string_view text, std::size_t indent, std::size_t width) {
  std::string lines;
  std::size_t column = indent;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    const auto wide = columns(word);
    const bool starts_line = column == indent;
    if (!starts_line && column + 1 + wide > width) {
      lines += '\n' + std::string(indent, ' ');
      column = indent;
    } else if (!starts_line) {
      lines += ' ';
      ++column;
    }
    lines += word;
    column += wide;
  }
  return lines;
}

}  // namespace espect::report
