// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/wireshark_ike_rows.h"

#include "ipsec/keys/text_lines.h"
#include "ipsec/keys/uat.h"

namespace espect::keys {

bool is_no_row(std::string_view line) {
  return line.empty() || line.starts_with('#');
}

bool any_row(std::string_view text, bool (*fits)(const std::vector<SecretText>&)) {
  TextLines lines(text);
  TextLine line;
  for (int looked_at = 0; looked_at < 20 && lines.next(line);) {
    if (is_no_row(trimmed(line.text))) continue;
    ++looked_at;
    const auto fields = uat_fields(line.text);
    if (fields && fits(*fields)) return true;
  }
  return false;
}

bool is_ike_spi(const SecretText& text) {
  const auto octets = secret_from_hex(view(text));
  return octets && octets->size() == 8;
}

bool begins_ike_row(std::string_view content) {
  constexpr std::size_t digits = 16;
  if (content.starts_with('#')) return true;
  if (content.starts_with('"')) content.remove_prefix(1);
  const auto spi = content.substr(0, content.find_first_of("\","));
  return spi.size() == digits && secret_from_hex(spi);
}

}  // namespace espect::keys
