// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/quotation.h"

#include <algorithm>
#include <vector>

#include "ipsec/keys/line_stamp.h"
#include "ipsec/keys/text_lines.h"

namespace espect::keys {
namespace {

using Lines = std::vector<std::string_view>;

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// "> > ", ">>", "JD> "
std::string_view without_marks(std::string_view line) {
  constexpr std::size_t longest_initials = 4;
  while (true) {
    const std::size_t start = std::min(line.find_first_not_of(' '), std::size_t{3});
    std::size_t at = std::min(start, line.size());
    while (at < line.size() && at - start < longest_initials && is_alphanumeric(line[at])) ++at;
    if (at >= line.size() || line[at] != '>') return line;
    line.remove_prefix(at + 1);
    if (line.starts_with(' ')) line.remove_prefix(1);
  }
}

// Markdown, BBCode, Jira.
std::string_view without_fences(std::string_view line) {
  const auto content = trimmed(line);
  if (content.starts_with("```") || content.starts_with("~~~")) {
    const auto behind =
        content.substr(content.find_first_not_of(content.front()) == std::string_view::npos
                           ? content.size()
                           : content.find_first_not_of(content.front()));
    return behind.find_first_of(" \"") == std::string_view::npos ? std::string_view() : behind;
  }
  if (content.size() > 2 && content.starts_with('`') && content.ends_with('`'))
    return content.substr(1, content.size() - 2);
  for (const std::string_view open : {"[code", "[quote", "[pre", "{code", "{noformat", "{quote"})
    if (content.starts_with(open)) {
      const std::size_t end = content.find_first_of("]}");
      if (end != std::string_view::npos) return content.substr(end + 1);
    }
  for (const std::string_view close : {"[/code]", "[/quote]", "[/pre]", "{code}", "{noformat}"})
    if (line.ends_with(close)) return line.substr(0, line.size() - close.size());
  return line;
}

// What all lines of a paragraph begin with and says nothing.
void take_common_head_off(Lines& lines, std::size_t begin, std::size_t end) {
  if (begin == end) return;
  constexpr std::string_view says_nothing = " \t|:*#%!;+/-";
  std::string_view common = lines[begin].substr(
      0, std::min(lines[begin].find_first_not_of(says_nothing), lines[begin].size()));
  for (std::size_t i = begin + 1; i < end; ++i) {
    const auto line = lines[i];
    const auto differs = std::mismatch(common.begin(), common.end(), line.begin(), line.end());
    common = common.substr(0, static_cast<std::size_t>(differs.first - common.begin()));
  }
  for (std::size_t i = begin; i < end; ++i) lines[i].remove_prefix(common.size());
}

// "12:text", "  12\ttext", "12) text": the number, and the text behind it.
std::optional<std::uint32_t> numbered(std::string_view line, std::string_view& text) {
  const std::size_t first = std::min(line.find_first_not_of(' '), line.size());
  const std::size_t end = std::min(line.find_first_not_of("0123456789", first), line.size());
  const auto number = number_from<std::uint32_t>(line.substr(first, end - first));
  if (!number || end == line.size() ||
      std::string_view("\t:|.)- ").find(line[end]) == std::string_view::npos)
    return std::nullopt;
  text = line.substr(end + 1);
  return number;
}

// Numbers that follow each other: a dump's offsets do not.
void take_numbers_off(Lines& lines, std::size_t begin, std::size_t end) {
  Lines texts(end - begin);
  std::optional<std::uint32_t> before;
  for (std::size_t i = begin; i < end; ++i) {
    const auto number = numbered(lines[i], texts[i - begin]);
    if (!number || (before && *number != *before + 1)) return;
    before = number;
  }
  // One or two may be anything but what `cat -n` shows.
  const bool columns = begin != end && trimmed(lines[begin]).starts_with("1\t");
  if (texts.size() > 2 || columns)
    std::copy(texts.begin(), texts.end(), lines.begin() + static_cast<std::ptrdiff_t>(begin));
}

// "vpn-1  | text" of docker compose, "[pod/vpn-0/charon] text" of kubectl.
std::string_view without_container(std::string_view line) {
  if (line.starts_with("[pod/")) {
    const std::size_t end = line.find("] ");
    return end == std::string_view::npos ? line : line.substr(end + 2);
  }
  const std::size_t bar = line.find(" | ");
  if (bar == std::string_view::npos || bar == 0) return line;
  const auto name = trimmed(line.substr(0, bar));
  const bool is_name = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
  });
  return is_name ? line.substr(bar + 3) : line;
}

template <class Take>
void each_paragraph(const Lines& lines, Take take) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= lines.size(); ++i)
    if (i == lines.size() || trimmed(lines[i]).empty()) {
      take(begin, i);
      begin = i + 1;
    }
}

Lines lines_of(std::string_view text) {
  Lines all;
  TextLines lines(text);
  for (TextLine line; lines.next(line);) all.push_back(line.text);
  return all;
}

bool joined(const Lines& lines, const Lines& before, SecretText& plain) {
  const bool same =
      std::equal(lines.begin(), lines.end(), before.begin(), before.end(),
                 [](std::string_view a, std::string_view b) { return a.size() == b.size(); });
  if (same) return false;
  for (const auto line : lines) {
    plain += line;
    plain += '\n';
  }
  return true;
}

}  // namespace

bool without_quotation(std::string_view text, SecretText& plain) {
  const Lines before = lines_of(text);
  Lines lines = before;
  for (auto& line : lines) line = without_fences(without_marks(line));
  each_paragraph(
      lines, [&](std::size_t begin, std::size_t end) { take_common_head_off(lines, begin, end); });
  return joined(lines, before, plain);
}

bool without_line_heads(std::string_view text, SecretText& plain) {
  const Lines before = lines_of(text);
  Lines lines = before;
  each_paragraph(lines,
                 [&](std::size_t begin, std::size_t end) { take_numbers_off(lines, begin, end); });
  for (auto& line : lines) line = without_stamp(without_container(line));
  return joined(lines, before, plain);
}

}  // namespace espect::keys
