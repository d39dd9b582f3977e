// SPDX-License-Identifier: GPL-2.0-or-later
#include <array>

#include "ipsec/keys/algorithm_names.h"
#include "ipsec/keys/sources.h"
#include "ipsec/keys/text_lines.h"
#include "ipsec/keys/uat.h"
#include "ipsec/keys/wireshark_names.h"

// esp_sa: 8 columns up to Wireshark 4.4, then also the length of the sequence number and its high
// half.
namespace espect::keys::wireshark_esp_sa {
namespace {

enum Column : std::size_t {
  family,
  source,
  destination,
  spi,
  encryption,
  encryption_key,
  integrity,
  integrity_key,
  sequence_length,
  sequence_high,
};
constexpr std::size_t columns_before_4_6 = 8;
constexpr std::size_t columns_of_4_6 = 10;

bool skipped(std::string_view line) {
  return line.empty() || line.starts_with('#');
}

bool is_family(std::string_view text) {
  return equal_without_case(text, "IPv4") || equal_without_case(text, "IPv6") ||
         equal_without_case(text, "ANY");
}

bool recognises(std::string_view text) {
  TextLines lines(text);
  TextLine line;
  for (int looked_at = 0; looked_at < 20 && lines.next(line);) {
    if (skipped(trimmed(line.text))) continue;
    ++looked_at;
    const auto fields = uat_fields(line.text);
    if (fields && fields->size() >= columns_before_4_6 && is_family(view((*fields)[family])))
      return true;
  }
  return false;
}

std::optional<std::uint8_t> prefix_length(std::string_view text, unsigned highest) {
  const auto bits = number_from<std::uint8_t>(text);
  return bits && *bits <= highest ? bits : std::nullopt;
}

// "10.1.*.*" is read as 10.1.0.0/16, and "10.*.*.1" as 10.0.0.0/8: an address too many costs a
// try, and the ICV decides.
std::optional<AddressPattern> with_wildcards(std::string_view text) {
  if (text.find(':') != std::string_view::npos) return AddressPattern{};
  Address address;
  std::uint8_t bits = 0;
  while (!text.empty() && text.front() != '*' && bits < 32) {
    const auto octet = number_from<std::uint8_t>(text.substr(0, text.find('.')));
    if (!octet) return std::nullopt;
    address.octets[bits / 8] = *octet;
    bits = static_cast<std::uint8_t>(bits + 8);
    text.remove_prefix(std::min(text.find('.'), text.size() - 1) + 1);
  }
  return AddressPattern{address, bits};
}

std::optional<AddressPattern> pattern_from(std::string_view text) {
  if (text == "*") return AddressPattern{};
  if (text.find('*') != std::string_view::npos) return with_wildcards(text);
  const std::size_t slash = text.find('/');
  const auto address = address_from(text.substr(0, slash));
  if (!address) return std::nullopt;
  AddressPattern pattern = exactly(*address);
  if (slash == std::string_view::npos) return pattern;
  const auto bits = prefix_length(text.substr(slash + 1), pattern.prefix_bits);
  if (!bits) return std::nullopt;
  pattern.prefix_bits = *bits;
  return pattern;
}

struct SpiPattern {
  std::uint32_t spi = 0;
  std::uint32_t mask = UINT32_MAX;
};

std::optional<SpiPattern> spi_from(std::string_view text) {
  if (text == "*") return SpiPattern{0, 0};
  if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2);
  if (text.empty() || text.size() > 8) return std::nullopt;
  SpiPattern pattern;
  for (const char c : text) {
    const bool any = c == '*';
    const auto digit = number_from<std::uint32_t>(any ? "0" : std::string_view(&c, 1), 16);
    if (!digit) return std::nullopt;
    pattern.spi = pattern.spi << 4 | *digit;
    pattern.mask = pattern.mask << 4 | (any ? 0u : 15u);
  }
  return pattern;
}

// Wireshark takes a key without 0x for the octets themselves, and puts a 0 before an odd number of
// digits.
std::optional<crypto::Secret> key_from(std::string_view text) {
  if (!text.starts_with("0x") && !text.starts_with("0X"))
    return crypto::Secret(text.begin(), text.end());
  if (text.size() % 2 == 0) return secret_from_hex(text);
  SecretText even = "0";
  even += text.substr(2);
  return secret_from_hex(view(even));
}

std::string read_columns_of_4_6(const std::vector<SecretText>& fields, SaKeys& keys) {
  if (fields.size() <= sequence_length) return {};
  const auto length = view(fields[sequence_length]);
  if (length.starts_with("64"))
    keys.esn = true;
  else if (length.starts_with("32"))
    keys.esn = false;
  else if (!length.empty())
    return "sequence number length is neither 32-bit nor 64-bit";
  if (fields.size() <= sequence_high || keys.esn != true) return {};
  const auto high = view(fields[sequence_high]);
  keys.sequence_high = high.empty() ? 0 : number_from<std::uint32_t>(high, 16);
  return keys.sequence_high ? "" : "high half of the sequence number is no hex number";
}

// AES-GCM without an ICV length, older Wireshark and save-keys: the other column may say it.
void settle_gcm(std::string_view name, std::uint16_t icv_octets, SaKeys& keys) {
  if (!equal_without_case(trimmed(name.substr(0, name.find('['))), "AES-GCM")) return;
  if (icv_octets == 8) keys.encr = 18;
  if (icv_octets == 12) keys.encr = 19;
}

std::string read_algorithms(const std::vector<SecretText>& fields, SaKeys& keys) {
  const auto* encr = wireshark_esp_encryption(view(fields[encryption]));
  const auto* integ = wireshark_esp_integrity(view(fields[integrity]));
  if (encr == nullptr) return unknown("encryption algorithm", view(fields[encryption]));
  if (integ == nullptr) return unknown("authentication algorithm", view(fields[integrity]));
  auto encr_key = key_from(view(fields[encryption_key]));
  auto integ_key = key_from(view(fields[integrity_key]));
  if (!encr_key) return "encryption key is no hex";
  if (!integ_key) return "authentication key is no hex";
  keys.encr = encr->id;
  keys.encr_key = std::move(*encr_key);
  settle_gcm(view(fields[encryption]), integ->octets, keys);
  const auto fault = encryption_key_fault(*keys.encr, keys.encr_key.size());
  if (!fault.empty()) return fault;
  // With AEAD the second column has nothing to say, whatever stands there.
  const auto id = *keys.encr;
  if ((id >= 14 && id <= 20) || id == 28 || id == 30 || id == 31) return {};
  keys.integ = integ->id;
  keys.integ_key = std::move(*integ_key);
  const bool standard_length = !integ->id || *integ->id != 12 || integ->octets == 16;
  if (!integ->id || !standard_length) keys.icv_octets = integ->octets;
  return {};
}

std::string read_row(const std::vector<SecretText>& fields, SaKeys& keys) {
  if (fields.size() < columns_before_4_6 || fields.size() > columns_of_4_6)
    return "a row has 8 or 10 columns, this one has " + std::to_string(fields.size());
  if (!is_family(view(fields[family]))) return "protocol is none of IPv4, IPv6, Any";
  const auto from = pattern_from(view(fields[source]));
  const auto to = pattern_from(view(fields[destination]));
  const auto number = spi_from(view(fields[spi]));
  if (!from) return "source is no address";
  if (!to) return "destination is no address";
  if (!number) return "SPI is no SPI";
  keys.source = *from;
  keys.destination = *to;
  keys.spi = number->spi;
  keys.spi_mask = number->mask;
  if (auto fault = read_algorithms(fields, keys); !fault.empty()) return fault;
  if (auto fault = read_columns_of_4_6(fields, keys); !fault.empty()) return fault;
  return fault_of(keys);
}

// As Wireshark does, whose users forget it.
std::string hints(const std::vector<SecretText>& fields) {
  if (fields.size() <= integrity_key) return {};
  const auto hint = without_0x(view(fields[encryption_key]));
  return hint.empty() ? without_0x(view(fields[integrity_key])) : hint;
}

bool begins_line(std::string_view content) {
  if (content.starts_with('#')) return true;
  if (content.starts_with('"')) content.remove_prefix(1);
  return is_family(content.substr(0, content.find_first_of("\",")));
}

void read(std::string_view text, const std::string& file, KeyRing& ring,
          std::vector<Warning>& warnings) {
  Complaints complaints(file, warnings);
  TextLines lines(text);
  for (TextLine line; lines.next(line);) {
    if (skipped(trimmed(line.text))) continue;
    const auto fields = uat_fields(line.text);
    SaKeys keys;
    keys.origin = complaints.at(line.number);
    const std::string fault = fields ? read_row(*fields, keys) : "a quoted column does not end";
    const std::string hint = fields ? hints(*fields) : "";
    if (fault.empty()) ring.add(std::move(keys));
    if (!fault.empty() || !hint.empty())
      complaints.add(line.number, (fault.empty() ? "this row is used" : fault) + hint);
  }
}

}  // namespace

const KeySource source = {"Wireshark esp_sa", recognises, read, begins_line};

}  // namespace espect::keys::wireshark_esp_sa
