// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/sources.h"
#include "ipsec/keys/text_lines.h"
#include "ipsec/keys/uat.h"
#include "ipsec/keys/wireshark_ike_rows.h"

namespace espect::keys::wireshark_ikev1_table {
namespace {

bool is_ikev1_row(const std::vector<SecretText>& fields) {
  if (fields.size() != 2 || !is_ike_spi(fields[0])) return false;
  const auto key = secret_from_hex(view(fields[1]));
  return key && key->size() >= 8;
}

bool recognises(std::string_view text) {
  return any_row(text, is_ikev1_row);
}

void read(std::string_view text, const std::string& file, KeyRing& ring,
          std::vector<Warning>& warnings) {
  Complaints complaints(file, warnings);
  TextLines lines(text);
  for (TextLine line; lines.next(line);) {
    if (is_no_row(trimmed(line.text))) continue;
    const auto fields = uat_fields(line.text);
    if (!fields) {
      complaints.add(line.number, "a quoted column does not end");
    } else if (fields->size() != 2) {
      complaints.add(line.number,
                     "a row has 2 columns, this one has " + std::to_string(fields->size()));
    } else if (!is_ike_spi((*fields)[0])) {
      complaints.add(line.number, "the initiator's cookie is not 8 octets in hex");
    } else if (auto key = secret_from_hex(view((*fields)[1])); !key || key->empty()) {
      complaints.add(line.number, "the key is no hex");
    } else {
      Ikev1Keys keys;
      keys.origin = complaints.at(line.number);
      keys.spi_i = number_from<std::uint64_t>(view((*fields)[0]), 16).value_or(0);
      keys.encr_key = std::move(*key);
      ring.add(std::move(keys));
    }
  }
}

}  // namespace

const KeySource source = {"Wireshark ikev1_decryption_table", recognises, read, begins_ike_row};

}  // namespace espect::keys::wireshark_ikev1_table
