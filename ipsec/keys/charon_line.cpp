// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/charon_line.h"

#include <algorithm>

#include "ipsec/bytes/hex.h"
#include "ipsec/keys/text_lines.h"

namespace espect::keys {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

// "IKE" or, with log_level = yes, "IKE4".
bool is_group(std::string_view text) {
  return text.size() >= 3 && text.size() <= 4 &&
         std::all_of(text.begin(), text.begin() + 3, is_upper) &&
         (text.size() == 3 || is_digit(text[3]));
}

}  // namespace

std::optional<CharonLine> charon_line(std::string_view line) {
  for (std::size_t open = line.find('['); open != std::string_view::npos;
       open = line.find('[', open + 1)) {
    const std::size_t close = line.find(']', open);
    if (close == std::string_view::npos) return std::nullopt;
    std::size_t first = open;
    while (first > 0 && is_digit(line[first - 1])) --first;
    const auto group = line.substr(open + 1, close - open - 1);
    if (first == open || !is_group(group)) continue;
    const auto thread = number_from<unsigned>(line.substr(first, open - first));
    if (!thread) return std::nullopt;
    auto text = line.substr(close + 1);
    if (text.starts_with(' ')) text.remove_prefix(1);
    // With ike_name = yes: "<connection|1> ".
    if (text.starts_with('<') && text.find("> ") != std::string_view::npos)
      text.remove_prefix(text.find("> ") + 2);
    return CharonLine{*thread, group.substr(0, 3), text};
  }
  return std::nullopt;
}

std::optional<DumpHeading> dump_heading(std::string_view text) {
  const std::size_t arrow = text.rfind(" => ");
  if (arrow == std::string_view::npos) return std::nullopt;
  const auto parts = words(text.substr(arrow + 4));
  if (parts.size() < 2 || parts[1] != "bytes") return std::nullopt;
  const auto octets = number_from<std::uint32_t>(parts[0]);
  if (!octets) return std::nullopt;
  return DumpHeading{text.substr(0, arrow), *octets};
}

bool append_dump_line(std::string_view text, crypto::Secret& octets, std::size_t wanted) {
  text = trimmed(text);
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return false;
  const auto offset = number_from<std::size_t>(text.substr(0, colon));
  if (!offset || *offset != octets.size() || octets.size() >= wanted) return false;
  text.remove_prefix(colon + 1);
  const std::size_t count = std::min<std::size_t>(16, wanted - octets.size());
  crypto::Secret row;
  for (std::size_t i = 0; i < count; ++i) {
    if (text.size() < 3 || text[0] != ' ') return false;
    const auto octet = hex_octet(text.substr(1, 2));
    if (!octet) return false;
    row.push_back(*octet);
    text.remove_prefix(3);
  }
  octets.insert(octets.end(), row.begin(), row.end());
  return true;
}

}  // namespace espect::keys
