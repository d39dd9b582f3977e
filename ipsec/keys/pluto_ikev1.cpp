// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/pluto_ikev1.h"

#include "ipsec/bytes/endian.h"
#include "ipsec/keys/pluto_dump.h"

namespace espect::keys {
namespace {

constexpr std::size_t most_octets = 4096;

}  // namespace

PlutoIkev1::Label PlutoIkev1::label_of(std::string_view text) {
  static constexpr std::pair<std::string_view, Label> labels[] = {
      {"initiator cookie:", Label::cookie_i}, {"responder cookie:", Label::cookie_r},
      {"DH shared-secret:", Label::secret},   {"Skeyid:", Label::skeyid},
      {"Skeyid_d:", Label::skeyid_d},         {"Skeyid_a:", Label::skeyid_a},
      {"Skeyid_e:", Label::skeyid_e},         {"enc key:", Label::cipher_key},
  };
  text = trimmed(text);
  for (const auto& [words, label] : labels)
    if (text.starts_with(words)) return label;
  return Label::none;
}

bool PlutoIkev1::is_key(std::string_view debug) {
  return label_of(debug) == Label::skeyid_d;
}

void PlutoIkev1::debug_line(std::string_view text, std::uint32_t number) {
  if (label_ != Label::none && is_pluto_dump(text)) {
    if (octets_.size() < most_octets) append_pluto_dump(text, octets_);
    return;
  }
  ends();
  label_ = label_of(text);
  if (label_ == Label::none) return;
  line_ = number;
  append_pluto_dump(text.substr(text.find(':') + 1), octets_);
}

// The octets of the label are complete.
void PlutoIkev1::ends() {
  const Label label = std::exchange(label_, Label::none);
  crypto::Secret octets = std::exchange(octets_, {});
  if (label == Label::none || octets.empty()) return;
  if (label > Label::secret && keys_.origin.line == 0) keys_.origin = complaints_.at(line_);
  switch (label) {
    case Label::cookie_i:
    case Label::cookie_r:
      if (octets.size() == 8)
        (label == Label::cookie_i ? spi_i_ : spi_r_) = load_be<std::uint64_t>(octets.data());
      break;
    case Label::secret:
      secret_ = std::move(octets);
      secret_origin_ = complaints_.at(line_);
      break;
    case Label::skeyid:
      keys_.skeyid = std::move(octets);
      break;
    case Label::skeyid_d:
      keys_.skeyid_d = std::move(octets);
      break;
    case Label::skeyid_a:
      keys_.skeyid_a = std::move(octets);
      break;
    case Label::skeyid_e:
      keys_.skeyid_e = std::move(octets);
      break;
    case Label::cipher_key:
      keys_.encr_key = std::move(octets);
      store();
      break;
    case Label::none:
      break;
  }
}

void PlutoIkev1::store() {
  Ikev1Keys keys = std::exchange(keys_, {});
  crypto::Secret secret = std::exchange(secret_, {});
  keys.spi_i = spi_i_;
  keys.spi_r = spi_r_;
  if (keys.spi_i == 0)
    return complaints_.add(keys.origin.line, "the log does not say the cookies of these keys");
  if (!secret.empty() && keys.spi_r != 0)
    ring_.add(IkeSecret{keys.spi_i, keys.spi_r, 0, {}, std::move(secret), keys.origin});
  ring_.add(std::move(keys));
}

// A secret that led to no Skeyid was that of a quick mode with PFS.
void PlutoIkev1::line(std::string_view text) {
  ends();
  if (text.find("IPsec SA established") == std::string_view::npos) return;
  const auto spis = between(text, "{", "}");
  const std::size_t out_at = spis ? spis->find("=>0x") : std::string_view::npos;
  if (out_at == std::string_view::npos || secret_.empty()) return;
  const auto parts = words(spis->substr(out_at + 2));
  if (const auto out = number_from<std::uint32_t>(parts[0]))
    ring_.add(ChildSecret{*out, {}, 0, {}, std::exchange(secret_, {}), secret_origin_});
}

void PlutoIkev1::finish() {
  ends();
  if (!keys_.skeyid_d.empty()) complaints_.add(keys_.origin.line, "the log ends amid these keys");
}

}  // namespace espect::keys
