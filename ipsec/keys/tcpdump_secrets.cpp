// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/algorithm_names.h"
#include "ipsec/keys/sources.h"
#include "ipsec/keys/text_lines.h"

// What tcpdump's -E takes: "spi@ipaddr algo:secret", one a line or separated by commas.
namespace espect::keys::tcpdump_secrets {
namespace {

struct Secret {
  std::optional<std::string_view> sa;  // "spi@ipaddr"; left out: any SA
  std::string_view algorithm;
  std::string_view key;
};

std::optional<Secret> split(std::string_view text) {
  Secret secret;
  const auto parts = words(text);
  if (parts.empty() || parts.size() > 2) return std::nullopt;
  if (parts.size() == 2) {
    if (parts[0].find('@') == std::string_view::npos) return std::nullopt;
    secret.sa = parts[0];
  }
  const std::size_t colon = parts.back().find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  secret.algorithm = parts.back().substr(0, colon);
  secret.key = parts.back().substr(colon + 1);
  return secret;
}

bool skipped(std::string_view line) {
  return line.empty() || line.starts_with('#') || line.starts_with("ikev2 ");
}

// Calls take(part) for each secret of a line.
template <class Take>
void each_part(std::string_view line, Take take) {
  while (!line.empty()) {
    const std::size_t comma = line.find(',');
    const auto part = trimmed(line.substr(0, comma));
    if (!skipped(part)) take(part);
    line.remove_prefix(comma == std::string_view::npos ? line.size() : comma + 1);
  }
}

std::string read_sa(std::string_view sa, SaKeys& keys) {
  const std::size_t at = sa.find('@');
  const auto spi = number_from<std::uint32_t>(sa.substr(0, at));
  const auto address = address_from(sa.substr(at + 1));
  if (!spi) return "SPI is no number";
  if (!address) return "no address after @";
  keys.spi = *spi;
  keys.destination = exactly(*address);
  return {};
}

std::string read_secret(const Secret& secret, SaKeys& keys) {
  if (secret.sa) {
    if (auto fault = read_sa(*secret.sa, keys); !fault.empty()) return fault;
  } else {
    keys.spi_mask = 0;
  }
  std::string_view name = secret.algorithm;
  constexpr std::string_view short_icv = "-hmac96";
  if (name.ends_with(short_icv)) {
    name.remove_suffix(short_icv.size());
    keys.icv_octets = 12;
  }
  keys.encr = tcpdump_encryption(name);
  if (!keys.encr) return unknown("algorithm", name);
  const bool hex = secret.key.starts_with("0x");
  auto key = hex ? secret_from_hex(secret.key)
                 : std::optional(crypto::Secret(secret.key.begin(), secret.key.end()));
  if (!key) return "secret is no hex";
  keys.encr_key = std::move(*key);
  const auto fault = fault_of(keys);
  return fault.empty() || hex ? fault : fault + without_0x(secret.key);
}

bool recognises(std::string_view text) {
  TextLines lines(text);
  TextLine line;
  for (int looked_at = 0; looked_at < 20 && lines.next(line);) {
    const auto content = trimmed(line.text);
    if (skipped(content)) continue;
    ++looked_at;
    const auto secret = split(trimmed(content.substr(0, content.find(','))));
    SaKeys keys;
    if (secret && secret->sa && read_sa(*secret->sa, keys).empty()) return true;
  }
  return false;
}

bool begins_line(std::string_view content) {
  const auto word = content.substr(0, content.find(' '));
  return word.find('@') != std::string_view::npos || content.starts_with('#') ||
         content.starts_with("ikev2 ");
}

void read(std::string_view text, const std::string& file, KeyRing& ring,
          std::vector<Warning>& warnings) {
  Complaints complaints(file, warnings);
  TextLines lines(text);
  for (TextLine line; lines.next(line);) {
    if (trimmed(line.text).starts_with('#')) continue;
    each_part(line.text, [&](std::string_view part) {
      SaKeys keys;
      keys.origin = complaints.at(line.number);
      const auto secret = split(part);
      const std::string fault =
          secret ? read_secret(*secret, keys) : "this is not \"spi@ipaddr algorithm:secret\"";
      if (fault.empty())
        ring.add(std::move(keys));
      else
        complaints.add(line.number, fault);
    });
  }
}

}  // namespace

const KeySource source = {"tcpdump -E secrets", recognises, read, begins_line};

}  // namespace espect::keys::tcpdump_secrets
