// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/algorithm_names.h"
#include "ipsec/keys/sources.h"
#include "ipsec/keys/text_lines.h"
#include "ipsec/keys/uat.h"
#include "ipsec/keys/wireshark_ike_rows.h"
#include "ipsec/keys/wireshark_names.h"

namespace espect::keys::wireshark_ikev2_table {
namespace {

enum Column : std::size_t { spi_i, spi_r, sk_ei, sk_er, encryption, sk_ai, sk_ar, integrity };
constexpr std::size_t columns = 8;

bool is_ikev2_row(const std::vector<SecretText>& fields) {
  return fields.size() == columns && is_ike_spi(fields[spi_i]) && is_ike_spi(fields[spi_r]) &&
         !fields[encryption].empty() && !fields[integrity].empty();
}

struct Row {
  IkeKeys keys;
  std::string fault;
};

Row read_row(const std::vector<SecretText>& fields) {
  Row row;
  IkeKeys& keys = row.keys;
  if (fields.size() != columns) {
    row.fault = "a row has 8 columns, this one has " + std::to_string(fields.size());
    return row;
  }
  const auto* encr = wireshark_ike_encryption(view(fields[encryption]));
  const auto* integ = wireshark_ike_integrity(view(fields[integrity]));
  if (!is_ike_spi(fields[spi_i]) || !is_ike_spi(fields[spi_r]))
    row.fault = "an SPI is not 8 octets in hex";
  if (integ == nullptr) row.fault = unknown("integrity algorithm", view(fields[integrity]));
  if (encr == nullptr) row.fault = unknown("encryption algorithm", view(fields[encryption]));
  if (!row.fault.empty()) return row;
  keys.spi_i = number_from<std::uint64_t>(view(fields[spi_i]), 16).value_or(0);
  keys.spi_r = number_from<std::uint64_t>(view(fields[spi_r]), 16).value_or(0);
  keys.encr = encr->id;
  keys.integ = integ->id;
  struct Destination {
    Column column;
    crypto::Secret& key;
    const char* name;
  };
  for (const auto& [column, key, name] : {Destination{sk_ei, keys.ei, "SK_ei"},
                                          {sk_er, keys.er, "SK_er"},
                                          {sk_ai, keys.ai, "SK_ai"},
                                          {sk_ar, keys.ar, "SK_ar"}}) {
    auto octets = secret_from_hex(view(fields[column]));
    if (!octets) {
      row.fault = std::string(name) + " is no hex";
      return row;
    }
    key = std::move(*octets);
  }
  if (keys.ei.empty() && keys.er.empty() && keys.encr != encr_null)
    row.fault = "neither SK_ei nor SK_er";
  else if (keys.ei.empty() && keys.ai.empty() && keys.er.empty() && keys.ar.empty())
    row.fault = "no keys";
  for (const auto* key : {&keys.ei, &keys.er})
    if (row.fault.empty() && !key->empty() && key->size() != encr->octets) {
      row.fault = encryption_key_fault(*keys.encr, key->size());
      if (row.fault.empty())
        row.fault = "the key has another length than the algorithm's name says";
    }
  for (const auto* key : {&keys.ai, &keys.ar})
    if (row.fault.empty() && keys.integ && *keys.integ != 0 && !key->empty())
      row.fault = integrity_key_fault(*keys.integ, key->size());
  return row;
}

bool recognises(std::string_view text) {
  return any_row(text, is_ikev2_row);
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
      continue;
    }
    Row row = read_row(*fields);
    row.keys.origin = complaints.at(line.number);
    if (row.fault.empty())
      ring.add(std::move(row.keys));
    else
      complaints.add(line.number, row.fault);
  }
}

}  // namespace

const KeySource source = {"Wireshark ikev2_decryption_table", recognises, read, begins_ike_row};

}  // namespace espect::keys::wireshark_ikev2_table
