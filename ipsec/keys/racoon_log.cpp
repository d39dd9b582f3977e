// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include "ipsec/bytes/endian.h"
#include "ipsec/bytes/hex.h"
#include "ipsec/keys/sources.h"
#include "ipsec/keys/text_lines.h"

// racoon (ipsec-tools, KAME, Apple, F5) with `log debug`: a label, and the octets in groups of four
// behind it or on the next lines. syslog writes line ends as "#012". Only IKEv1.
namespace espect::keys::racoon_log {
namespace {

constexpr std::size_t most_octets = 1u << 16;
constexpr std::size_t isakmp_header_octets = 28;

enum class Label : std::uint8_t {
  none,
  cookie,   // of this host, when it begins
  message,  // received
  secret,   // of phase 1, or of a quick mode with PFS
  skeyid,
  skeyid_d,
  skeyid_a,
  skeyid_e,
  cipher_key,  // the last of phase 1
  keymat,      // what KEYMAT is computed with: [secret |] protocol | SPI | nonces
};

constexpr std::pair<std::string_view, Label> labels[] = {
    {"new cookie:", Label::cookie},          {"message received from", Label::message},
    {"compute DH's shared.", Label::secret}, {"SKEYID computed:", Label::skeyid},
    {"SKEYID_d computed:", Label::skeyid_d}, {"SKEYID_a computed:", Label::skeyid_a},
    {"SKEYID_e computed:", Label::skeyid_e}, {"final encryption key computed:", Label::cipher_key},
    {"KEYMAT compute with", Label::keymat},
};

Label label_of(std::string_view text) {
  for (const auto& [words, label] : labels)
    if (text.find(words) != std::string_view::npos) return label;
  return Label::none;
}

// Without time stamp, level and "#012"; appends octets when there is nothing else.
enum class Row : std::uint8_t { octets, nothing, words };
Row read_octets(std::string_view text, crypto::Secret& into) {
  for (const std::string_view level : {"DEBUG: ", "DEBUG2: "})
    if (const auto at = text.rfind(level); at != std::string_view::npos)
      text.remove_prefix(at + level.size());
  if (text.ends_with("DEBUG:") || text.ends_with("DEBUG2:")) return Row::nothing;
  crypto::Secret row;
  while (!text.empty()) {
    if (text.starts_with("#012")) {
      text.remove_prefix(4);
    } else if (text.front() == ' ' || text.front() == '\t') {
      text.remove_prefix(1);
    } else {
      const std::size_t end = std::min(text.find_first_of(" \t#"), text.size());
      const auto group = from_hex<crypto::Secret>(text.substr(0, end));
      if (!group || group->empty() || group->size() > 4) return Row::words;
      row.insert(row.end(), group->begin(), group->end());
      text.remove_prefix(end);
    }
  }
  if (row.empty()) return Row::nothing;
  if (into.size() + row.size() <= most_octets) into.insert(into.end(), row.begin(), row.end());
  return Row::octets;
}

class RacoonReading {
 public:
  RacoonReading(KeyRing& ring, Complaints& complaints) : ring_(ring), complaints_(complaints) {}

  void line(std::string_view text, std::uint32_t number) {
    if (const Label label = label_of(text); label != Label::none) {
      ends();
      label_ = label;
      line_ = number;
      // "new cookie:#012831d33d46e20f8e6"
      if (const auto at = text.find("#012"); at != std::string_view::npos)
        read_octets(text.substr(at), octets_);
    } else if (label_ != Label::none && read_octets(text, octets_) == Row::words) {
      ends();
    }
  }

  void finish() {
    ends();
    if (!keys_.skeyid_d.empty()) complaints_.add(keys_.origin.line, "the log ends amid these keys");
  }

 private:
  // The octets of the label are complete.
  void ends() {
    const Label label = std::exchange(label_, Label::none);
    crypto::Secret octets = std::exchange(octets_, {});
    if (label == Label::none || octets.empty()) return;
    switch (label) {
      case Label::cookie:
        if (octets.size() == 8) own_cookie_ = load_be<std::uint64_t>(octets.data());
        break;
      case Label::message:
        received(octets);
        break;
      case Label::secret:
        secret_ = std::move(octets);
        secret_line_ = line_;
        break;
      case Label::skeyid:
        begin().skeyid = std::move(octets);
        break;
      case Label::skeyid_d:
        begin().skeyid_d = std::move(octets);
        break;
      case Label::skeyid_a:
        begin().skeyid_a = std::move(octets);
        break;
      case Label::skeyid_e:
        begin().skeyid_e = std::move(octets);
        break;
      case Label::cipher_key:
        begin().encr_key = std::move(octets);
        store();
        break;
      case Label::keymat:
        keymat(octets);
        break;
      case Label::none:
        break;
    }
  }

  Ikev1Keys& begin() {
    if (keys_.origin.line == 0) keys_.origin = complaints_.at(line_);
    return keys_;
  }

  void received(Bytes message) {
    if (message.size() < isakmp_header_octets) return;
    spi_i_ = load_be<std::uint64_t>(message.data());
    spi_r_ = load_be<std::uint64_t>(message.data() + 8);
  }

  void store() {
    Ikev1Keys keys = std::exchange(keys_, {});
    crypto::Secret secret = std::exchange(secret_, {});
    keys.spi_i = spi_i_ != 0 ? spi_i_ : own_cookie_;
    keys.spi_r = spi_r_;
    if (keys.spi_i == 0)
      return complaints_.add(keys.origin.line, "the log does not say the cookies of these keys");
    if (!secret.empty() && keys.spi_r != 0)
      ring_.add(IkeSecret{keys.spi_i, keys.spi_r, 0, {}, std::move(secret), keys.origin});
    ring_.add(std::move(keys));
  }

  // With PFS the secret stands in front.
  void keymat(Bytes octets) {
    const std::size_t before = secret_.size();
    if (before == 0 || octets.size() < before + 5 ||
        !std::equal(secret_.begin(), secret_.end(), octets.begin()))
      return;
    const auto spi = load_be<std::uint32_t>(octets.data() + before + 1);
    ring_.add(ChildSecret{spi, {}, 0, {}, secret_, complaints_.at(secret_line_)});
  }

  KeyRing& ring_;
  Complaints& complaints_;
  Label label_ = Label::none;
  std::uint32_t line_ = 0;
  crypto::Secret octets_;
  Ikev1Keys keys_;
  crypto::Secret secret_;
  std::uint32_t secret_line_ = 0;
  std::uint64_t own_cookie_ = 0;
  std::uint64_t spi_i_ = 0;  // of the last message received
  std::uint64_t spi_r_ = 0;
};

bool recognises(std::string_view text) {
  return says_any(text, {"SKEYID_d computed:", "final encryption key computed:"});
}

void read(std::string_view text, const std::string& file, KeyRing& ring,
          std::vector<Warning>& warnings) {
  Complaints complaints(file, warnings);
  RacoonReading reading(ring, complaints);
  TextLines lines(text);
  for (TextLine line; lines.next(line);) reading.line(line.text, line.number);
  reading.finish();
}

}  // namespace

const KeySource source = {"racoon log", recognises, read};

}  // namespace espect::keys::racoon_log
