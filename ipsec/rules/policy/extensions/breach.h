// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ipsec/rules/rule.h"

namespace espect::rules {

// A rule of an extension's specification or of the experimental profile that something breaks.
// Errors are medium; warnings and audits low, notes info.
struct Breach {
  std::string_view id;  // "XVPN-02"
  std::string what;
  Severity severity = Severity::medium;
  // In which of the two frames it is; both say of it where it is.
  enum class Place : std::uint8_t { both, first, second } place = Place::both;
};
using Breaches = std::vector<Breach>;

// Says of those from `first` on in which frame they are.
inline void place_from(Breaches& breaches, std::size_t first, Breach::Place place) {
  for (; first < breaches.size(); ++first) breaches[first].place = place;
}

// The rule's finding about the subject: `rules` in the evidence lists the ids, `what` says the
// first of the worst.
void report_breaches(const Bench& bench, const Subject& subject, const Breaches& breaches,
                     std::uint32_t first_frame, std::uint32_t second_frame = 0);

}  // namespace espect::rules
