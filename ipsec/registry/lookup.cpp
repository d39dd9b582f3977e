// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/lookup.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "ipsec/bytes/hex.h"
#include "ipsec/registry/algorithms.h"
#include "ipsec/registry/experimental_profile.h"
#include "ipsec/registry/proposal_words.h"
#include "ipsec/registry/signature_algorithm.h"
#include "ipsec/registry/tables.h"
#include "ipsec/registry/vendor_id.h"

namespace espect::registry {
namespace {

// How well a row answers; lower is better.
// `apart`: but for where the words are parted, "KMAC128" of PRF_KMAC_128.
enum class Fit : std::uint8_t { exact, part, apart, note, range, none };

std::string fold(std::string_view text) {
  std::string folded;
  for (const char c : text)
    folded += c == '-' || c == '_'   ? ' '
              : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a')
                                     : c;
  const auto first = folded.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {};
  return folded.substr(first, folded.find_last_not_of(" \t\r\n") - first + 1);
}

std::optional<std::uint32_t> parse_number(std::string_view folded) {
  const bool hex = folded.starts_with("0x");
  if (hex) folded.remove_prefix(2);
  std::uint32_t value = 0;
  const char* begin = folded.data();
  const char* end = begin + folded.size();
  const auto result = std::from_chars(begin, end, value, hex ? 16 : 10);
  if (folded.empty() || result.ec != std::errc{} || result.ptr != end) return std::nullopt;
  return value;
}

Fit fit_number(const ExperimentalProfile* profile, const Registry& registry, const Row& row,
               std::uint32_t number) {
  if (row.state == State::experimental)
    return number_of(profile, registry, row.first) == number ? Fit::exact : Fit::none;
  if (!row.has_number() || number < row.first || number > row.last) return Fit::none;
  return row.is_range_text() ? Fit::range : Fit::exact;
}

std::string without_blanks(std::string_view folded) {
  std::string text(folded);
  std::erase(text, ' ');
  return text;
}

Fit fit_name(const Row& row, std::string_view folded) {
  const std::string name = fold(row.name);
  if (name.find(folded) != std::string::npos)
    return row.is_range_text() ? Fit::range : name == folded ? Fit::exact : Fit::part;
  if (!row.is_range_text() &&
      without_blanks(name).find(without_blanks(folded)) != std::string::npos)
    return Fit::apart;
  return fold(row.note).find(folded) != std::string::npos ? Fit::note : Fit::none;
}

template <class Parameters>
std::string text_or_empty(const Parameters* parameters) {
  return parameters != nullptr ? to_text(*parameters) : std::string();
}

// Sizes belong to what the number means by registry, not to software that squats on it.
std::string parameters_text(const ExperimentalProfile* profile, const Registry& registry,
                            const Row& row) {
  if (&registry == &tables::vendor_ids) {
    for (const VendorId& known : all_vendor_ids())
      if (known.row == &row) return to_hex(known.octets) + (known.prefix ? "..." : "");
    return {};
  }
  if (&registry == &tables::signature_algorithms) {
    for (const SignatureAlgorithm& known : all_signature_algorithms())
      if (known.row == &row)
        return std::string(known.dotted) + (known.quantum_resistant() ? "; quantum resistant" : "");
    return {};
  }
  if (!row.has_number()) return {};
  const auto id = row.first;
  const auto number =
      row.state == State::experimental ? number_of(profile, registry, id) : row.first;
  const bool squats = row.state == State::collision_shipped ||
                      (row.state != State::private_shipped && find(registry, number, id) != &row);
  if (number == no_number || squats) return {};
  if (&registry == &tables::encr) return text_or_empty(encryption_parameters(id));
  if (&registry == &tables::integ) return text_or_empty(integrity_parameters(id));
  if (&registry == &tables::prf) return text_or_empty(prf_parameters(id));
  if (&registry == &tables::ke) return text_or_empty(key_exchange_parameters(id));
  return {};
}

std::optional<Match> vendor_match(std::string_view folded) {
  const auto octets = from_hex(folded.starts_with("0x") ? folded.substr(2) : folded);
  if (!octets) return std::nullopt;
  const VendorId* known = find_vendor_id(*octets);
  if (known == nullptr) return std::nullopt;
  return Match{&tables::vendor_ids, known->row,
               parameters_text(nullptr, tables::vendor_ids, *known->row)};
}

std::optional<Match> signature_match(std::string_view text) {
  for (const SignatureAlgorithm& known : all_signature_algorithms())
    if (known.dotted == text) return Match{&tables::signature_algorithms, known.row, {}};
  return std::nullopt;
}

const Registry& registry_of(PolicyKind kind) {
  switch (kind) {
    case PolicyKind::prf:
      return tables::prf;
    case PolicyKind::integ:
      return tables::integ;
    case PolicyKind::ke:
      return tables::ke;
    case PolicyKind::sn:
      return tables::sn;
    default:
      return tables::encr;
  }
}

// What strongSwan, libreswan and OpenSSL mean by it, in front of the rows of that name.
void add_proposal_word(std::string_view text, std::vector<Match>& matches) {
  auto place = matches.begin();
  for (const auto& word : proposal_word(text)) {
    const Registry& registry = registry_of(word.kind);
    const Row* row = find(registry, word.id);
    if (row == nullptr || std::ranges::count(matches, row, &Match::row) != 0) continue;
    place = matches.insert(place, Match{&registry, row, {}}) + 1;
  }
}

}  // namespace

std::vector<Match> lookup(std::string_view text, const ExperimentalProfile* profile) {
  const std::string folded = fold(text);
  if (folded.empty()) return {};
  const auto number = parse_number(folded);
  std::array<std::vector<Match>, 5> by_fit;
  for (const Registry* registry : all_registries()) {
    for (const Row& row : registry->rows) {
      const Fit fit = number ? fit_number(profile, *registry, row, *number) : fit_name(row, folded);
      if (fit == Fit::none) continue;
      by_fit.at(static_cast<std::size_t>(fit)).push_back({registry, &row, {}});
    }
  }
  auto& [matches, part, apart, note, range] = by_fit;
  matches.insert(matches.end(), part.begin(), part.end());
  if (!number) add_proposal_word(text, matches);
  if (matches.empty()) matches = std::move(apart);
  if (matches.empty()) matches = std::move(note);
  if (auto signature = signature_match(folded)) matches.push_back(*std::move(signature));
  if (auto vendor = vendor_match(folded)) matches.push_back(*std::move(vendor));
  if (matches.empty()) matches = std::move(range);
  for (Match& match : matches)
    match.parameters = parameters_text(profile, *match.registry, *match.row);
  return matches;
}

}  // namespace espect::registry
