// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <vector>

namespace espect::rules {

// Findings that somebody answers for until a day.
struct Waiver {
  std::string rule;                // id, family, or the start of an id with a `*` behind
  std::vector<std::string> peers;  // addresses, all of which the finding is about; empty = any
  std::string fingerprint;         // of the only finding; empty = any
  std::string reason;              // never empty
  std::string owner;               // who answers for it; never empty
  std::string expires;             // "2027-01-31", its last day
  bool expired = false;            // on the day of this run: it waives nothing
  unsigned line = 0;
};

}  // namespace espect::rules
