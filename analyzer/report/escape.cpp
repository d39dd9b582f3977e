// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/escape.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include <fmt/format.h>

#include "analyzer/report/runner_commands.h"

namespace espect::report {
namespace {

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t octets = 1;  // 1 as well when it is not UTF-8
  bool valid = false;
};

// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. `text` is not empty.
CodePoint first_of(std::string_view text) {
  const auto octet = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = octet(0);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t octets = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < octets) return {lead, 1, false};
  std::uint32_t value = lead & (0x7fU >> octets);
  for (std::size_t i = 1; i < octets; ++i) {
    if ((octet(i) & 0xc0U) != 0x80) return {lead, 1, false};
    value = value << 6 | (octet(i) & 0x3fU);
  }
  const bool overlong = value < (octets == 4 ? 0x10000U : octets == 3 ? 0x800U : 0x80U);
  if (overlong || (value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff) return {lead, 1, false};
  return {value, octets, true};
}

// Unicode's direction marks and line separators act on text around them; others cannot be seen.
bool unseen(std::uint32_t value) {
  return value < 0x20 || (value >= 0x7f && value < 0xa0) || value == 0xad || value == 0x061c ||
         value == 0x115f || value == 0x1160 || value == 0x180e || value == 0x2800 ||
         value == 0x3164 || value == 0xfeff || value == 0xffa0 ||
         (value >= 0x200b && value <= 0x200f) || (value >= 0xe000 && value <= 0xf8ff) ||
         (value >= 0xfe00 && value <= 0xfe0f) || (value >= 0x2028 && value <= 0x202e) ||
         (value >= 0x2060 && value <= 0x206f) || (value >= 0xfff9 && value <= 0xfffb) ||
         (value >= 0xe0000 && value <= 0xe0fff);
}

bool xml_character(std::uint32_t value) {
  return !unseen(value) && value != 0xfffe && value != 0xffff;
}

bool plain_in_json(char c) {
  const auto octet = static_cast<std::uint8_t>(c);
  return octet >= 0x20 && octet < 0x7f && c != '"' && c != '\\';
}

// RFC 8259 section 7: beyond 16 bits as two surrogates.
void append_unicode_escape(std::string& text, std::uint32_t value) {
  auto into = std::back_inserter(text);
  if (value < 0x10000)
    fmt::format_to(into, "\\u{:04x}", value);
  else
    fmt::format_to(into, "\\u{:04x}\\u{:04x}", 0xd7c0 + (value >> 10), 0xdc00 + (value & 0x3ff));
}

void append_escaped(std::string& text, char c) {
  switch (c) {
    case '"':
    case '\\':
      text += '\\';
      text += c;
      return;
    case '\b':
      text += "\\b";
      return;
    case '\f':
      text += "\\f";
      return;
    case '\n':
      text += "\\n";
      return;
    case '\r':
      text += "\\r";
      return;
    case '\t':
      text += "\\t";
      return;
    default:
      fmt::format_to(std::back_inserter(text), "\\u{:04x}", static_cast<std::uint8_t>(c));
  }
}

bool unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

}  // namespace

std::string terminal_text(std::string_view text) {
  std::string safe;
  for (std::size_t at = 0; at < text.size();) {
    const auto code = first_of(text.substr(at));
    if (commands_runner(text, at))
      fmt::format_to(std::back_inserter(safe), "\\x{:02x}", code.value);
    else if (code.valid && !unseen(code.value))
      safe += text.substr(at, code.octets);
    else if (code.value < 0x80 || !code.valid)
      fmt::format_to(std::back_inserter(safe), "\\x{:02x}", code.value);
    else
      fmt::format_to(std::back_inserter(safe), "\\u{{{:04x}}}", code.value);
    at += code.octets;
  }
  return safe;
}

std::string terminal_lines(std::string_view text) {
  std::string lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines += terminal_text(text.substr(0, end));
    if (end == std::string_view::npos) break;
    lines += '\n';
    text.remove_prefix(end + 1);
  }
  return lines;
}

std::size_t columns(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<std::uint8_t>(c) & 0xc0U) != 0x80;
  return count;
}

std::string xml_text(std::string_view text) {
  std::string safe;
  for (std::size_t at = 0; at < text.size();) {
    const auto code = first_of(text.substr(at));
    const auto octets = text.substr(at, code.octets);
    at += code.octets;
    if (commands_runner(text, at - code.octets))
      fmt::format_to(std::back_inserter(safe), "&#{};", code.value);
    else if (octets == "&")
      safe += "&amp;";
    else if (octets == "<")
      safe += "&lt;";
    else if (octets == ">")
      safe += "&gt;";
    else if (octets == "\"")
      safe += "&quot;";
    else if (octets == "\n" || octets == "\t" || octets == "\r")
      fmt::format_to(std::back_inserter(safe), "&#{};", code.value);
    else if (code.valid && xml_character(code.value))
      safe += octets;
    else
      safe += "\xef\xbf\xbd";
  }
  return safe;
}

namespace {

void append_plain(std::string& text, std::string_view plain) {
  std::size_t done = 0;
  for (auto at = plain.find('#'); at != std::string_view::npos; at = plain.find('#', at + 1)) {
    if (!hash_of_command(plain, at)) continue;
    text += plain.substr(done, at - done);
    append_unicode_escape(text, '#');
    done = at + 1;
  }
  text += plain.substr(done);
}

}  // namespace

void append_json_string(std::string& text, std::string_view value) {
  text += '"';
  while (!value.empty()) {
    const auto plain =
        static_cast<std::size_t>(std::ranges::find_if_not(value, plain_in_json) - value.begin());
    append_plain(text, value.substr(0, plain));
    value.remove_prefix(plain);
    if (value.empty()) break;
    const auto code = first_of(value);
    if (!code.valid)
      text += "\xef\xbf\xbd";
    else if (code.octets == 1)
      append_escaped(text, value.front());
    else if (unseen(code.value))
      append_unicode_escape(text, code.value);
    else
      text += value.substr(0, code.octets);
    value.remove_prefix(code.octets);
  }
  text += '"';
}

namespace {

// In ASCII or full width.
bool starts_formula(std::string_view cell) {
  constexpr std::string_view signs[] = {"=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"};
  return std::ranges::any_of(signs, [&](auto sign) { return cell.starts_with(sign); });
}

}  // namespace

std::string csv_cell(std::string_view text) {
  const auto shown = terminal_text(text);
  std::string cell;
  for (std::size_t at = 0; at < shown.size(); ++at) {
    // Where commas are for decimals a semicolon parts cells.
    const bool begins = at == 0 || shown[at - 1] == ';' || shown[at - 1] == '|';
    if (begins && starts_formula(std::string_view(shown).substr(at))) cell += '\'';
    cell += shown[at];
  }
  if (cell.find_first_of(",\"") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + '"';
}

std::string markdown_text(std::string_view text) {
  std::string safe;
  const auto shown = terminal_text(text);
  const auto in_word = [&](std::size_t i) {
    return i > 0 && i + 1 < shown.size() && unreserved(shown[i - 1]) && unreserved(shown[i + 1]);
  };
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const char c = shown[i];
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      // A comment parts what would become a mention, a reference or a link of its own accord.
      case '@':
        safe += "@<!-- -->";
        break;
      case '#':
        safe += "#<!-- -->";
        break;
      case '/':
        safe += safe.ends_with(":") ? "<!-- -->/" : "/";
        break;
      case '.':
        safe += safe.ends_with("www") || safe.ends_with("WWW") ? "<!-- -->." : ".";
        break;
      case '_':  // emphasis, but inside a word
        safe += in_word(i) ? "_" : "\\_";
        break;
      case '\\':
      case '`':
      case '*':
      case '[':
      case ']':
      case '|':
      case '~':
      case '$':
        safe += '\\';
        [[fallthrough]];
      default:
        safe += c;
    }
  }
  return safe;
}

std::string percent_encoded(std::string_view text, std::string_view which) {
  std::string encoded;
  for (const char c : text) {
    if (which.find(c) == std::string_view::npos)
      encoded += c;
    else
      fmt::format_to(std::back_inserter(encoded), "%{:02X}", static_cast<std::uint8_t>(c));
  }
  return encoded;
}

std::string uri_path(std::string_view path) {
  std::string uri;
  for (const char c : path) {
    if (unreserved(c) || c == '/')
      uri += c;
    else
      fmt::format_to(std::back_inserter(uri), "%{:02X}", static_cast<std::uint8_t>(c));
  }
  return uri;
}

}  // namespace espect::report
