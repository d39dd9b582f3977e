// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <span>
#include <string>
#include <string_view>

namespace espect {

// The one of `known` that a slip of the pen turns into `word`: letters left out, doubled, changed
// or swapped, about one in three of them, or a word that was not written to its end. Case does not
// matter. Empty when none is near enough; of equally near ones the first.
std::string_view closest_word(std::string_view word, std::span<const std::string_view> known);

// "; did you mean NAME?", or nothing: what to put behind "is unknown".
std::string did_you_mean(std::string_view word, std::span<const std::string_view> known);

}  // namespace espect
