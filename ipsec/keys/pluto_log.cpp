// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <map>
#include <set>

#include "ipsec/bytes/hex.h"
#include "ipsec/keys/algorithm_names.h"
#include "ipsec/keys/sources.h"
#include "ipsec/keys/text_lines.h"

// pluto (libreswan) with plutodebug="all private". NSS keeps SK_d and the shared secrets to itself:
// the log has the encryption keys of IKE SAs (the final generation, AEAD without the salt) and
// the keys of ESP and AH SAs as they go to the kernel.
namespace espect::keys {
namespace {

// What pluto logs for debugging stands behind a bar; the rest is a time stamp of any form.
std::optional<std::string_view> debug_text(std::string_view line) {
  if (line.starts_with("| ")) return line.substr(2);
  return between(line, " | ", "");
}

// "  37 99 fc c0  1d 6a a4 63   7...": octets in groups, then the same as characters.
bool is_dump(std::string_view text) {
  const auto row = trimmed(text);
  return text.starts_with("  ") && hex_octet(row.substr(0, 2)) &&
         (row.size() == 2 || row[2] == ' ');
}

void append_dump(std::string_view text, crypto::Secret& key) {
  text = trimmed(text);
  for (int count = 0; count < 16; ++count) {
    const auto octet = hex_octet(text.substr(0, 2));
    if (!octet || (text.size() > 2 && text[2] != ' ')) return;
    key.push_back(*octet);
    const std::size_t next = text.find_first_not_of(' ', 2);
    if (next == std::string_view::npos || next > 4) return;
    text.remove_prefix(next);
  }
}

enum class KeyKind : std::uint8_t { none, encryption, integrity };

// libreswan 5 says "encrypt key", 4 and older "enckey".
KeyKind key_kind(std::string_view text) {
  const auto one_of = [&](std::initializer_list<std::string_view> names) {
    return std::any_of(names.begin(), names.end(),
                       [&](std::string_view name) { return text.starts_with(name); });
  };
  if (one_of({"ESP encrypt key:", "ESP enckey:"})) return KeyKind::encryption;
  if (one_of({"ESP integrity key:", "ESP authkey:", "AH integrity key:", "AH authkey:"}))
    return KeyKind::integrity;
  return KeyKind::none;
}

class Reading {
 public:
  Reading(KeyRing& ring, Complaints& complaints) : ring_(ring), complaints_(complaints) {}

  void line(std::string_view text, std::uint32_t number) {
    if (text.starts_with("ikev2 ")) return read_ike(text, number);  // as tcpdump -E takes it
    const auto debug = debug_text(text);
    if (!debug) return;
    if (debug->starts_with("ikev2 I ") || debug->starts_with("ikev2 R "))
      return read_ike(*debug, number);
    if (filling_ != nullptr && is_dump(*debug)) return append_dump(*debug, *filling_);
    read_child(*debug, number);
  }

  void finish() {
    for (auto& [spis, keys] : half_) add(std::move(keys));
    half_.clear();
  }

 private:
  // "ikev2 I 0xSPIi 0xSPIr INTEG:0xKEY ENCR:0xKEY"; one line for each direction.
  void read_ike(std::string_view text, std::uint32_t number) {
    const auto parts = words(text);
    if (parts.size() < 6) return complaints_.add(number, "this line of ikev2 keys is cut off");
    const auto spi_i = number_from<std::uint64_t>(parts[2]);
    const auto spi_r = number_from<std::uint64_t>(parts[3]);
    const std::size_t integ_colon = parts[4].find(':');
    const std::size_t encr_colon = parts[5].find(':');
    if (!spi_i || !spi_r || integ_colon == std::string_view::npos ||
        encr_colon == std::string_view::npos)
      return complaints_.add(number, "this is no line of ikev2 keys");
    const auto encr = daemon_encryption(parts[5].substr(0, encr_colon));
    const auto integ = daemon_integrity(parts[4].substr(0, integ_colon));
    auto encr_key = secret_from_hex(parts[5].substr(encr_colon + 1));
    auto integ_key = secret_from_hex(parts[4].substr(integ_colon + 1));
    if (!encr || !integ) return complaints_.add(number, "unknown algorithm");
    if (!encr_key || !integ_key) return complaints_.add(number, "key is no hex");

    const bool initiator = parts[1] == "I";
    IkeKeys keys;
    keys.origin = complaints_.at(number);
    keys.spi_i = *spi_i;
    keys.spi_r = *spi_r;
    keys.encr = encr;
    keys.integ = integ->integ;
    (initiator ? keys.ei : keys.er) = std::move(*encr_key);
    (initiator ? keys.ai : keys.ar) = std::move(*integ_key);
    if (auto fault = fault_of(keys); !fault.empty()) {
      if (closed_.emplace(*spi_i, *spi_r).second)
        complaints_.add(number, fault + "; this log does not open this IKE SA");
      return;
    }
    join(std::move(keys), initiator);
  }

  void join(IkeKeys keys, bool initiator) {
    const auto spis = std::pair(keys.spi_i, keys.spi_r);
    const auto other = half_.find(spis);
    if (other == half_.end()) {
      half_.emplace(spis, std::move(keys));
      return;
    }
    IkeKeys whole = std::move(other->second);
    half_.erase(other);
    const bool pair = initiator ? whole.ei.empty() : whole.er.empty();
    if (!pair) {  // the same direction twice: a log of several runs
      add(std::move(whole));
      half_.emplace(spis, std::move(keys));
      return;
    }
    (initiator ? whole.ei : whole.er) = initiator ? keys.ei : keys.er;
    (initiator ? whole.ai : whole.ar) = initiator ? keys.ai : keys.ar;
    add(std::move(whole));
  }

  void add(IkeKeys keys) { ring_.add(std::move(keys)); }

  void read_child(std::string_view text, std::uint32_t number) {
    if (const auto half = between(text, "setup_half_kernel_state() ", "")) {
      sa_ = {};
      filling_ = nullptr;
      inbound_ = half->starts_with("INBOUND");
      read_addresses(*half);
    } else if (const auto alg = between(text, "looking for alg with encrypt: ", "")) {
      read_algorithms(words(*alg));
    } else if (const auto window = between(text, "setting IPsec SA replay-window to ", "")) {
      const auto parts = words(*window);
      if (!parts.empty() && inbound_) sa_.window = number_from<std::uint32_t>(parts[0]);
    } else if (const KeyKind kind = key_kind(text); kind != KeyKind::none) {
      filling_ = kind == KeyKind::encryption ? &sa_.encr_key : &sa_.integ_key;
      begin_key(text, number);
    } else if (const auto esn = between(text, " esn=", " ")) {
      if (*esn == "yes" || *esn == "no") sa_.esn = *esn == "yes";
    } else if (const auto added = between(text, " Add SA ", "")) {
      install(*added, number);
    }
  }

  void begin_key(std::string_view text, std::uint32_t number) {
    filling_->clear();
    if (sa_.origin.line == 0) sa_.origin = complaints_.at(number);
    append_dump(text.substr(text.find(':') + 1), *filling_);
  }

  // "<...>->[10.1.0.10=TUNNEL=>10.2.0.10]-><...>"
  void read_addresses(std::string_view text) {
    const auto route = between(text, "[", "]");
    if (!route) return;
    const std::size_t equals = route->find('=');
    const std::size_t arrow = route->find("=>");
    if (equals == std::string_view::npos || arrow == std::string_view::npos) return;
    if (const auto source = address_from(route->substr(0, equals))) sa_.source = exactly(*source);
    if (equals + 1 >= arrow) return;
    const auto mode = route->substr(equals + 1, arrow - equals - 1);
    for (const std::string_view known : {"tunnel", "transport", "beet", "iptfs"})
      if (equal_without_case(mode, known)) sa_.mode = std::string(known);
  }

  // "AES_GCM_16 keylen: 256 integ: NONE"
  void read_algorithms(const std::vector<std::string_view>& parts) {
    if (parts.empty()) return;
    sa_.encr = daemon_encryption(parts[0]);
    const auto integ = std::find(parts.begin(), parts.end(), "integ:");
    if (integ == parts.end() || integ + 1 == parts.end()) return;
    if (const auto name = daemon_integrity(integ[1]); name && name->integ != 0) {
      sa_.integ = name->integ;
      sa_.icv_octets = name->icv_octets;
    }
  }

  // "esp.6e9d3224@10.2.0.10"
  void install(std::string_view name, std::uint32_t number) {
    filling_ = nullptr;
    const std::size_t dot = name.find('.');
    const std::size_t at = name.find('@');
    const auto protocol = name.substr(0, dot);
    if (at == std::string_view::npos || dot == std::string_view::npos || dot > at) return;
    if (protocol != "esp" && protocol != "ah") return;
    const auto spi = number_from<std::uint32_t>(name.substr(dot + 1, at - dot - 1), 16);
    const auto rest = words(name.substr(at + 1));
    const auto destination = rest.empty() ? std::nullopt : address_from(rest[0]);
    SaKeys keys = std::move(sa_);
    sa_ = {};
    if (keys.origin.line == 0) return;  // no private debugging: no keys were logged
    if (!spi || !destination) return complaints_.add(number, "this SA has no SPI or no address");
    keys.protocol = protocol == "ah" ? SaProtocol::ah : SaProtocol::esp;
    keys.spi = *spi;
    keys.destination = exactly(*destination);
    if (auto fault = fault_of(keys); !fault.empty())
      return complaints_.add(keys.origin.line, fault);
    ring_.add(std::move(keys));
  }

  KeyRing& ring_;
  Complaints& complaints_;
  std::map<std::pair<std::uint64_t, std::uint64_t>, IkeKeys> half_;
  std::set<std::pair<std::uint64_t, std::uint64_t>> closed_;  // complained about once
  SaKeys sa_;
  bool inbound_ = false;
  crypto::Secret* filling_ = nullptr;  // the key of sa_ that a dump goes on with
};

bool recognises(std::string_view text) {
  TextLines lines(text);
  for (TextLine line; lines.next(line);) {
    if (line.text.starts_with("ikev2 I 0x") || line.text.starts_with("ikev2 R 0x")) return true;
    const auto debug = debug_text(line.text);
    if (!debug) continue;
    if (debug->starts_with("ikev2 I 0x") || debug->starts_with("ikev2 R 0x") ||
        key_kind(*debug) != KeyKind::none)
      return true;
  }
  return false;
}

void read(std::string_view text, const std::string& file, KeyRing& ring,
          std::vector<Warning>& warnings) {
  Complaints complaints(file, warnings);
  Reading reading(ring, complaints);
  TextLines lines(text);
  for (TextLine line; lines.next(line);) reading.line(line.text, line.number);
  reading.finish();
}

}  // namespace

const KeySource pluto_log = {"pluto log", recognises, read};

}  // namespace espect::keys
