// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <iterator>

#include "ipsec/keys/algorithm_names.h"
#include "ipsec/keys/sources.h"
#include "ipsec/keys/text_lines.h"

// `setkey -D` of ipsec-tools, FreeBSD and NetBSD. Its "replay=" counts octets on some systems and
// packets on others, so no window is taken from it.
namespace espect::keys::setkey_dump {
namespace {

// "10.0.0.1[4500]": the port, when there is one.
std::optional<Address> endpoint(std::string_view text, std::uint16_t& port) {
  const std::size_t bracket = text.find('[');
  if (bracket != std::string_view::npos && text.ends_with(']'))
    port =
        number_from<std::uint16_t>(text.substr(bracket + 1, text.size() - bracket - 2)).value_or(0);
  return address_from(text.substr(0, bracket));
}

struct Protocol {
  SaProtocol protocol;
  bool udp;
};

std::optional<Protocol> protocol_of(std::string_view name) {
  if (name == "esp" || name == "esp-old") return Protocol{SaProtocol::esp, false};
  if (name == "esp-udp") return Protocol{SaProtocol::esp, true};
  if (name == "ah" || name == "ah-old") return Protocol{SaProtocol::ah, false};
  return std::nullopt;
}

bool is_sa_line(const std::vector<std::string_view>& parts) {
  if (parts.size() < 3 || !protocol_of(parts[0])) return false;
  return between(parts[2], "spi=", "").has_value();
}

// "10.0.0.1 10.0.0.2", or with ports.
bool begins_sa(const std::vector<std::string_view>& parts) {
  std::uint16_t port = 0;
  return parts.size() == 2 && endpoint(parts[0], port) && endpoint(parts[1], port);
}

bool recognises(std::string_view text) {
  if (!says_any(text, {"spi="})) return false;
  TextLines lines(text);
  bool after_addresses = false;
  for (TextLine line; lines.next(line);) {
    const auto parts = words(line.text);
    if (after_addresses && is_sa_line(parts)) return true;
    after_addresses = begins_sa(parts);
  }
  return false;
}

bool begins_line(std::string_view content) {
  const auto parts = words(content);
  static constexpr std::string_view first_words[] = {
      "E:",    "A:",    "C:",       "seq=",       "created:",  "diff:",
      "last:", "hard:", "current:", "allocated:", "sadb_seq=", "refcnt"};
  return begins_sa(parts) || is_sa_line(parts) ||
         std::any_of(std::begin(first_words), std::end(first_words),
                     [&](std::string_view word) { return content.starts_with(word); });
}

class Reading {
 public:
  Reading(KeyRing& ring, Complaints& complaints) : ring_(ring), complaints_(complaints) {}

  void line(std::string_view text, std::uint32_t number) {
    const auto parts = words(text);
    if (begins_sa(parts)) {
      finish();
      return begin(parts, number);
    }
    if (parts.empty() || !open_) return;
    if (is_sa_line(parts)) read_sa(parts, number);
    if (parts[0] == "E:" || parts[0] == "A:") read_key(parts, number);
  }

  void finish() {
    if (open_ && is_sa_ && !failed_) {
      const auto fault = fault_of(keys_);
      if (fault.empty())
        ring_.add(std::move(keys_));
      else
        complaints_.add(keys_.origin.line, fault);
    }
    open_ = is_sa_ = failed_ = false;
    keys_ = {};
  }

 private:
  void begin(const std::vector<std::string_view>& parts, std::uint32_t number) {
    const auto source = endpoint(parts[0], source_port_);
    const auto destination = endpoint(parts[1], destination_port_);
    if (!source || !destination) return;
    open_ = true;
    keys_.origin = complaints_.at(number);
    keys_.source = exactly(*source);
    keys_.destination = exactly(*destination);
  }

  void read_sa(const std::vector<std::string_view>& parts, std::uint32_t number) {
    const auto protocol = protocol_of(parts[0]);
    std::string_view spi = between(parts[2], "spi=", "").value_or("");
    spi = spi.substr(0, spi.find('('));
    const auto value = number_from<std::uint32_t>(spi);
    if (!value) return fail(number, "spi is no number");
    is_sa_ = true;
    keys_.protocol = protocol->protocol;
    keys_.spi = *value;
    if (const auto mode = between(parts[1], "mode=", ""); mode && *mode != "any")
      keys_.mode = std::string(*mode);
    if (protocol->udp) keys_.encapsulation = {false, source_port_, destination_port_};
  }

  // "E: aes-cbc  01234567 89abcdef": hex in groups.
  void read_key(const std::vector<std::string_view>& parts, std::uint32_t number) {
    if (!is_sa_ || failed_) return;
    crypto::Secret key;
    for (std::size_t i = 2; i < parts.size(); ++i) {
      const auto group = secret_from_hex(parts[i]);
      if (!group) return fail(number, "key is no hex");
      key.insert(key.end(), group->begin(), group->end());
    }
    const std::string_view name = parts.size() > 1 ? parts[1] : std::string_view();
    if (parts[0] == "E:") {
      keys_.encr = setkey_encryption(name);
      keys_.encr_key = std::move(key);
      if (!keys_.encr) fail(number, unknown("encryption algorithm", name));
    } else if (const auto integrity = setkey_integrity(name)) {
      keys_.integ = integrity->integ;
      keys_.integ_key = std::move(key);
    } else {
      fail(number, unknown("integrity algorithm", name));
    }
  }

  void fail(std::uint32_t number, const std::string& reason) {
    if (!failed_) complaints_.add(number, reason);
    failed_ = true;
  }

  KeyRing& ring_;
  Complaints& complaints_;
  SaKeys keys_;
  std::uint16_t source_port_ = 0;
  std::uint16_t destination_port_ = 0;
  bool open_ = false;
  bool is_sa_ = false;
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

const KeySource source = {"setkey -D", recognises, read, begins_line};

}  // namespace espect::keys::setkey_dump
