// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include "ipsec/keys/algorithm_names.h"
#include "ipsec/keys/name_table.h"
#include "ipsec/keys/sources.h"
#include "ipsec/keys/text_lines.h"
#include "ipsec/registry/algorithms.h"

// FortiGate's `diagnose vpn tunnel list`: the gateways stand in the line "name=", the keys of the
// SA towards this one in "dec:", of that from it in "enc:". AEAD keys end with their salt.
namespace espect::keys::fortigate_listing {
namespace {

constexpr AlgorithmName encryptions[] = {
    {"des", 2},      {"3des", 3},    {"null", encr_null},      {"aes", 12},
    {"aes-gcm", 20}, {"aesgcm", 20}, {"chacha20poly1305", 28},
};
constexpr AlgorithmName integrities[] = {
    {"null", 0}, {"md5", 1}, {"sha1", 2}, {"sha256", 12}, {"sha384", 13}, {"sha512", 14},
};

// Of "spi=c2000002" the rest behind "spi=", in any word.
std::optional<std::string_view> value_of(const std::vector<std::string_view>& parts,
                                         std::string_view name) {
  for (const auto part : parts)
    if (part.size() > name.size() && part.starts_with(name) && part[name.size()] == '=')
      return part.substr(name.size() + 1);
  return std::nullopt;
}

bool is_sa_line(std::string_view text) {
  return (text.starts_with("dec: ") || text.starts_with("enc: ")) &&
         text.find("spi=") != std::string_view::npos;
}

// "192.0.2.1:0", "2001:db8::1:4500": the port is behind the last colon.
std::optional<Address> gateway(std::string_view text) {
  return address_from(text.substr(0, text.rfind(':')));
}

bool recognises(std::string_view text) {
  if (!says_any(text, {"dec: spi=", "enc: spi="})) return false;
  TextLines lines(text);
  for (TextLine line; lines.next(line);) {
    const auto content = trimmed(line.text);
    if (is_sa_line(content) && content.find(" esp=") != std::string_view::npos) return true;
  }
  return false;
}

// With NAME= or NAME:, but not amid the keys of an SA or its gateways.
bool begins_line(std::string_view content) {
  const auto word = content.substr(0, content.find(' '));
  if (word.find("->") != std::string_view::npos) return false;
  for (const std::string_view amid : {"key=", "esp=", "spi=", "ver="})
    if (word.starts_with(amid)) return false;
  return word.find_first_of("=:") != std::string_view::npos || word.starts_with("---");
}

class Reading {
 public:
  Reading(KeyRing& ring, Complaints& complaints) : ring_(ring), complaints_(complaints) {}

  void line(std::string_view text, std::uint32_t number) {
    const auto parts = words(text);
    if (parts.empty()) return;
    if (is_sa_line(trimmed(text))) {
      finish();
      read_sa(parts, number);
    } else if (parts[0].starts_with("ah=") && open_) {
      read_integrity(parts, number);
      finish();
    } else if (parts[0].starts_with("name=")) {
      finish();
      read_gateways(parts);
    } else if (parts[0].starts_with("proxyid=")) {
      finish();
      window_.reset();
      esn_.reset();
    } else {
      if (const auto window = value_of(parts, "replaywin"))
        window_ = number_from<std::uint32_t>(*window);
      if (const auto esn = value_of(parts, "esn"))
        if (*esn == "0" || *esn == "1") esn_ = *esn == "1";
    }
  }

  void finish() {
    if (open_ && !failed_) {
      const auto fault = fault_of(keys_);
      if (fault.empty())
        ring_.add(std::move(keys_));
      else
        complaints_.add(keys_.origin.line, fault);
    }
    open_ = failed_ = false;
    keys_ = {};
  }

 private:
  void read_gateways(const std::vector<std::string_view>& parts) {
    local_ = remote_ = AddressPattern{};
    for (const auto part : parts) {
      const std::size_t arrow = part.find("->");
      if (arrow == std::string_view::npos) continue;
      const auto local = gateway(part.substr(0, arrow));
      const auto remote = gateway(part.substr(arrow + 2));
      if (!local || !remote) continue;
      local_ = exactly(*local);
      remote_ = exactly(*remote);
      return;
    }
  }

  void read_sa(const std::vector<std::string_view>& parts, std::uint32_t number) {
    open_ = true;
    keys_.origin = complaints_.at(number);
    const bool inbound = parts[0] == "dec:";
    keys_.source = inbound ? remote_ : local_;
    keys_.destination = inbound ? local_ : remote_;
    keys_.mode = "tunnel";
    keys_.esn = esn_;
    if (inbound) keys_.window = window_;
    const auto spi = number_from<std::uint32_t>(value_of(parts, "spi").value_or(""), 16);
    if (!spi) return fail(number, "spi is no number");
    keys_.spi = *spi;
    const auto name = value_of(parts, "esp");
    if (!name) return;
    keys_.encr = id_of(encryptions, *name);
    if (!keys_.encr) return fail(number, unknown("encryption algorithm", *name));
    read_key(parts, keys_.encr_key, number);
  }

  void read_integrity(const std::vector<std::string_view>& parts, std::uint32_t number) {
    const auto name = value_of(parts, "ah").value_or("");
    const auto integ = id_of(integrities, name);
    if (!integ) return fail(number, unknown("integrity algorithm", name));
    const auto* parameters = keys_.encr ? registry::encryption_parameters(*keys_.encr) : nullptr;
    if (parameters != nullptr && parameters->is_aead()) return;
    keys_.integ = integ;
    read_key(parts, keys_.integ_key, number);
  }

  // "key=32 4e8f...": so many octets, then they.
  void read_key(const std::vector<std::string_view>& parts, crypto::Secret& key,
                std::uint32_t number) {
    const auto at = std::find_if(parts.begin(), parts.end(),
                                 [](std::string_view part) { return part.starts_with("key="); });
    const auto octets = at != parts.end() ? number_from<std::size_t>(at->substr(4)) : std::nullopt;
    if (!octets) return fail(number, "there is no key");
    if (*octets == 0) return;
    auto said = at + 1 != parts.end() ? secret_from_hex(at[1]) : std::nullopt;
    if (!said) return fail(number, "key is no hex");
    if (said->size() != *octets) return fail(number, "key is not complete");
    key = std::move(*said);
  }

  void fail(std::uint32_t number, const std::string& reason) {
    if (!failed_) complaints_.add(number, reason);
    failed_ = true;
  }

  KeyRing& ring_;
  Complaints& complaints_;
  AddressPattern local_;
  AddressPattern remote_;
  std::optional<std::uint32_t> window_;
  std::optional<bool> esn_;
  SaKeys keys_;
  bool open_ = false;
  bool failed_ = false;
};

void read(std::string_view text, const std::string& file, KeyRing& ring,
          std::vector<Warning>& warnings) {
  Complaints complaints(file, warnings);
  Reading reading(ring, complaints);
  TextLines lines(text);
  for (TextLine line; lines.next(line);) reading.line(line.text, line.number);
  reading.finish();
}

}  // namespace

const KeySource source = {"FortiGate tunnel list", recognises, read, begins_line};

}  // namespace espect::keys::fortigate_listing
