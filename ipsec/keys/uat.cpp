// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/uat.h"

#include <algorithm>

#include "ipsec/bytes/hex.h"
#include "ipsec/keys/text_lines.h"

namespace espect::keys {
namespace {

// Reads from behind the opening quote to behind the closing one.
bool read_quoted(std::string_view& rest, SecretText& field) {
  while (!rest.empty()) {
    const char c = rest.front();
    rest.remove_prefix(1);
    if (c == '"') return true;
    if (c != '\\') {
      field += c;
      continue;
    }
    if (rest.size() >= 3 && rest.front() == 'x') {
      const auto octet = hex_octet(rest.substr(1, 2));
      if (!octet) return false;
      field += static_cast<char>(*octet);
      rest.remove_prefix(3);
    } else if (!rest.empty()) {
      field += rest.front();
      rest.remove_prefix(1);
    }
  }
  return false;
}

void skip_blanks(std::string_view& text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
}

}  // namespace

std::optional<std::vector<SecretText>> uat_fields(std::string_view line) {
  std::vector<SecretText> fields;
  std::string_view rest = line;
  while (true) {
    skip_blanks(rest);
    SecretText field;
    if (rest.starts_with('"')) {
      rest.remove_prefix(1);
      if (!read_quoted(rest, field)) return std::nullopt;
      skip_blanks(rest);
      if (!rest.empty() && rest.front() != ',') return std::nullopt;
    } else {
      field = trimmed(rest.substr(0, rest.find(',')));
      rest.remove_prefix(std::min(rest.find(','), rest.size()));
    }
    fields.push_back(std::move(field));
    if (rest.empty()) return fields;
    rest.remove_prefix(1);
  }
}

std::string uat_quoted(std::string_view text) {
  return '"' + std::string(text) + '"';
}

}  // namespace espect::keys
