// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include "ipsec/keys/sources.h"
#include "ipsec/keys/text_lines.h"
#include "ipsec/keys/vpp_algorithms.h"
#include "ipsec/registry/algorithms.h"

// VPP's `show ipsec sa detail` (vnet/ipsec/ipsec_format.c). The salt stands in a line of its own.
namespace espect::keys::vpp_listing {
namespace {

// "[0] sa 10 (0xa) spi 3238002689 (0xc1000001) protocol:esp flags:[tunnel ]"
bool is_header(std::string_view line) {
  return line.starts_with('[') && line.find("] sa ") != std::string_view::npos &&
         line.find(" protocol:") != std::string_view::npos;
}

std::string_view word_after(const std::vector<std::string_view>& parts, std::string_view name) {
  const auto at = std::find(parts.begin(), parts.end(), name);
  return at == parts.end() || at + 1 == parts.end() ? std::string_view() : at[1];
}

bool recognises(std::string_view text) {
  if (!says_any(text, {"crypto alg "})) return false;
  TextLines lines(text);
  bool after_header = false;
  for (TextLine line; lines.next(line);) {
    const auto content = trimmed(line.text);
    if (is_header(content)) after_header = true;
    if (after_header && content.starts_with("crypto alg ")) return true;
  }
  return false;
}

bool begins_line(std::string_view content) {
  static constexpr std::string_view first_words[] = {
      "[",      "crypto",      "integrity", "salt",     "thread", "seq",   "last-seq",
      "window", "packets",     "lost",      "table-ID", "tunnel", "src",   "locks",
      "UDP",    "anti-replay", "IPsec",     "IPIP",     "dst",    "vnet_", "DBGvpp#"};
  return std::any_of(std::begin(first_words), std::end(first_words),
                     [&](std::string_view word) { return content.starts_with(word); });
}

class Reading {
 public:
  Reading(KeyRing& ring, Complaints& complaints) : ring_(ring), complaints_(complaints) {}

  void line(std::string_view text, std::uint32_t number) {
    const auto content = trimmed(text);
    const auto parts = words(content);
    if (is_header(content)) {
      finish();
      return begin(content, parts, number);
    }
    if (!open_ || parts.size() < 2) return;
    if (parts[0] == "salt") salt_ = number_from<std::uint32_t>(parts[1]);
    if (content.starts_with("crypto alg ")) read_encryption(parts, number);
    if (content.starts_with("integrity alg ")) read_integrity(parts, number);
    for (const std::string_view name : {"seq-hi", "last-seq-hi"})
      if (const auto high = number_from<std::uint32_t>(word_after(parts, name)))
        keys_.sequence_high = std::max(*high, keys_.sequence_high.value_or(0));
    // "table-ID 0 tunnel 192.0.2.1 dst ..." (older) and "... tunnel src 192.0.2.1 dst ..."
    if (content.find("tunnel ") != std::string_view::npos) read_addresses(parts);
    if (parts[0] == "tunnel" || parts[0] == "src") read_addresses(parts);
  }

  void finish() {
    if (open_ && !failed_) {
      if (salt_) add_vpp_salt(keys_, *salt_);
      // Without ESN the high half is 0 and means nothing.
      if (keys_.esn != true) keys_.sequence_high.reset();
      const auto fault = fault_of(keys_);
      if (fault.empty())
        ring_.add(std::move(keys_));
      else
        complaints_.add(keys_.origin.line, fault);
    }
    open_ = failed_ = false;
    salt_.reset();
    keys_ = {};
  }

 private:
  void begin(std::string_view text, const std::vector<std::string_view>& parts,
             std::uint32_t number) {
    open_ = true;
    keys_.origin = complaints_.at(number);
    const auto spi = number_from<std::uint32_t>(word_after(parts, "spi"));
    if (!spi) return fail(number, "spi is no number");
    keys_.spi = *spi;
    keys_.protocol =
        text.find("protocol:ah") != std::string_view::npos ? SaProtocol::ah : SaProtocol::esp;
    const auto flags = words(between(text, "flags:[", "]").value_or(""));
    const auto has = [&](std::string_view flag) {
      return std::find(flags.begin(), flags.end(), flag) != flags.end();
    };
    if (has("esn")) keys_.esn = true;
    if (has("tunnel") || has("tunnel-v6")) keys_.mode = "tunnel";
  }

  void read_encryption(const std::vector<std::string_view>& parts, std::uint32_t number) {
    const auto name = word_after(parts, "alg");
    if (keys_.protocol == SaProtocol::ah) return;
    keys_.encr = id_of(vpp_encryptions, name);
    if (!keys_.encr) return fail(number, unknown("encryption algorithm", name));
    read_key(word_after(parts, "key"), name, keys_.encr_key, number);
  }

  void read_integrity(const std::vector<std::string_view>& parts, std::uint32_t number) {
    const auto name = word_after(parts, "alg");
    const auto* known = vpp_integrity(name);
    if (known == nullptr) return fail(number, unknown("integrity algorithm", name));
    if (known->id == 0 && aead()) return;
    keys_.integ = known->id;
    if (known->icv_octets != 0) keys_.icv_octets = known->icv_octets;
    read_key(word_after(parts, "key"), name, keys_.integ_key, number);
  }

  void read_key(std::string_view hex, std::string_view name, crypto::Secret& key,
                std::uint32_t number) {
    if (name == "none") return;
    if (hex.empty()) return fail(number, "there is no key");
    if (hex == "[redacted]") return fail(number, "the key is hidden ([redacted])");
    auto octets = secret_from_hex(hex);
    if (!octets) return fail(number, "key is no hex");
    key = std::move(*octets);
  }

  void read_addresses(const std::vector<std::string_view>& parts) {
    auto source = address_from(word_after(parts, "src"));
    if (!source) source = address_from(word_after(parts, "tunnel"));
    const auto destination = address_from(word_after(parts, "dst"));
    if (source) keys_.source = exactly(*source);
    if (destination) keys_.destination = exactly(*destination);
  }

  bool aead() const {
    const auto* parameters = keys_.encr ? registry::encryption_parameters(*keys_.encr) : nullptr;
    return parameters != nullptr && parameters->is_aead();
  }

  void fail(std::uint32_t number, const std::string& reason) {
    if (!failed_) complaints_.add(number, reason);
    failed_ = true;
  }

  KeyRing& ring_;
  Complaints& complaints_;
  SaKeys keys_;
  std::optional<std::uint32_t> salt_;
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

const KeySource source = {"VPP ipsec sa", recognises, read, begins_line};

}  // namespace espect::keys::vpp_listing
