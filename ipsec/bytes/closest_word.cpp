// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/bytes/closest_word.h"

#include <algorithm>
#include <vector>

namespace espect {
namespace {

// Beyond it nobody meant a name, and the time per word is bounded.
constexpr std::size_t longest_word = 64;
constexpr std::size_t shortest_beginning = 3;

std::string small(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

// Optimal string alignment: insertions, deletions, changes, and swaps of neighbours cost one each.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] =
          std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[b.size()];
}

}  // namespace

std::string_view closest_word(std::string_view word, std::span<const std::string_view> known) {
  if (word.empty() || word.size() > longest_word) return {};
  const auto wanted = small(word);
  std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
  std::string_view best;
  for (const auto candidate : known) {
    if (candidate.size() > longest_word) continue;
    const auto name = small(candidate);
    const bool begun = wanted.size() >= shortest_beginning && name.starts_with(wanted);
    const auto apart = begun ? 1 : distance(wanted, name);
    if (apart >= least) continue;
    least = apart;
    best = candidate;
  }
  return best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> known) {
  const auto best = closest_word(word, known);
  return best.empty() ? std::string() : "; did you mean " + std::string(best) + "?";
}

}  // namespace espect
