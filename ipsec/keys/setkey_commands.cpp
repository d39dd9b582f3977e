// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include "ipsec/keys/algorithm_names.h"
#include "ipsec/keys/sources.h"
#include "ipsec/keys/text_lines.h"

// What `setkey -f` and `setkey -c` read: "add SRC DST PROTOCOL SPI [-m MODE] ... -E NAME KEY -A
// NAME KEY;". The size of -r is one of octets of a bitmap, and not taken for a window.
namespace espect::keys::setkey_commands {
namespace {

// Statements end with a semicolon, wherever lines end; "#" begins a comment.
template <class Take>
void each_statement(std::string_view text, Take take) {
  std::vector<std::string_view> parts;
  std::uint32_t began = 0;
  TextLines lines(text);
  for (TextLine line; lines.next(line);) {
    auto content = line.text.substr(0, line.text.find('#'));
    while (!content.empty()) {
      const std::size_t end = content.find(';');
      for (const auto word : words(content.substr(0, end))) {
        if (word == "\\") continue;  // in a script
        if (word == "add") parts.clear();
        if (parts.empty()) began = line.number;
        if (parts.size() < 64) parts.push_back(word);
      }
      if (end == std::string_view::npos) break;
      if (!take(parts, began)) return;
      parts.clear();
      content.remove_prefix(end + 1);
    }
  }
}

bool is_protocol(std::string_view word) {
  return word == "esp" || word == "esp-old" || word == "esp-udp" || word == "ah" ||
         word == "ah-old";
}

// "10.0.0.1[4500]"
std::optional<Address> endpoint(std::string_view text) {
  return address_from(text.substr(0, text.find('[')));
}

// "add [-46n] SRC DST PROTOCOL SPI"
std::optional<std::size_t> source_of(const std::vector<std::string_view>& parts) {
  if (parts.empty() || parts[0] != "add") return std::nullopt;
  std::size_t at = 1;
  while (at < parts.size() && parts[at].starts_with('-')) ++at;
  if (parts.size() < at + 4 || !is_protocol(parts[at + 2])) return std::nullopt;
  return at;
}

// "0x0011", or characters in double quotes; words() has cut these at blanks.
std::optional<crypto::Secret> key_from(std::string_view text) {
  if (text.starts_with("0x") || text.starts_with("0X")) return secret_from_hex(text);
  if (text.size() < 2 || !text.starts_with('"') || !text.ends_with('"')) return std::nullopt;
  text = text.substr(1, text.size() - 2);
  return crypto::Secret(text.begin(), text.end());
}

std::string read_options(const std::vector<std::string_view>& parts, std::size_t at, SaKeys& keys) {
  for (; at < parts.size(); ++at) {
    const auto option = parts[at];
    const auto next = at + 1 < parts.size() ? parts[at + 1] : std::string_view();
    if (option == "-m" && next != "any") keys.mode = std::string(next);
    if (option != "-E" && option != "-A") continue;
    const auto key = at + 2 < parts.size() ? parts[at + 2] : std::string_view();
    const bool missing = key.empty() || key.starts_with('-');
    auto octets = missing ? std::optional(crypto::Secret{}) : key_from(key);
    if (!octets) return "key is neither 0x... nor characters in double quotes" + without_0x(key);
    if (option == "-E") {
      keys.encr = setkey_encryption(next);
      if (!keys.encr) return unknown("encryption algorithm", next);
      keys.encr_key = std::move(*octets);
    } else {
      const auto integrity = setkey_integrity(next);
      if (!integrity) return unknown("integrity algorithm", next);
      keys.integ = integrity->integ;
      keys.integ_key = std::move(*octets);
    }
    at += missing ? 1 : 2;
  }
  return {};
}

std::string read_statement(const std::vector<std::string_view>& parts, std::size_t at,
                           SaKeys& keys) {
  const auto source = endpoint(parts[at]);
  const auto destination = endpoint(parts[at + 1]);
  const auto spi = number_from<std::uint32_t>(parts[at + 3]);
  if (!source || !destination) return "this SA has no addresses";
  if (!spi) return "spi is no number";
  keys.source = exactly(*source);
  keys.destination = exactly(*destination);
  keys.spi = *spi;
  keys.protocol = parts[at + 2].starts_with("ah") ? SaProtocol::ah : SaProtocol::esp;
  if (auto fault = read_options(parts, at + 4, keys); !fault.empty()) return fault;
  // ESP with an encryption alone is ESP without integrity.
  if (keys.protocol == SaProtocol::esp && keys.encr && !keys.integ) keys.integ = 0;
  return fault_of(keys);
}

bool recognises(std::string_view text) {
  if (!says_any(text, {"-E ", "-A "})) return false;
  bool found = false;
  each_statement(text, [&](const auto& parts, std::uint32_t) {
    const auto at = source_of(parts);
    found = at && endpoint(parts[*at]) && endpoint(parts[*at + 1]);
    return !found;
  });
  return found;
}

bool begins_line(std::string_view content) {
  for (const std::string_view word : {"add", "flush", "spd", "dump", "delete", "get", "-", "#"})
    if (content.starts_with(word)) return true;
  return false;
}

void read(std::string_view text, const std::string& file, KeyRing& ring,
          std::vector<Warning>& warnings) {
  Complaints complaints(file, warnings);
  each_statement(text, [&](const auto& parts, std::uint32_t line) {
    const auto at = source_of(parts);
    if (!at) return true;
    SaKeys keys;
    keys.origin = complaints.at(line);
    const auto fault = read_statement(parts, *at, keys);
    if (fault.empty())
      ring.add(std::move(keys));
    else
      complaints.add(line, fault);
    return true;
  });
}

}  // namespace

const KeySource source = {"setkey -f", recognises, read, begins_line};

}  // namespace espect::keys::setkey_commands
