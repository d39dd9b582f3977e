// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "ipsec/keys/key_files.h"
#include "ipsec/sessions/sessions.h"

namespace espect::report {

// What one key file says. What two files say alike is counted with the first.
struct KeyFileContents {
  std::string file;
  std::string source;               // "charon log"
  std::vector<std::string> counts;  // "2 ESP SAs"
};
std::vector<KeyFileContents> contents_of(const keys::KeyFiles& files);

// One SA of a capture, and the keys that name it.
struct MatchedSa {
  std::string name;               // "ESP SA 0xc1000001 to 192.0.2.1"
  std::string state;              // "5 of 5 packets authentic"
  std::vector<std::string> keys;  // "esp_sa:3"; none: it needs one, or its keys follow from others
};

struct KeyMatch {
  std::vector<MatchedSa> sas;
  std::vector<std::string>
      unused;  // "esp_sa:7: ESP SA 0x00000001 to 10.0.0.1 is not in the capture"
};
KeyMatch match_keys(const keys::KeyRing& ring, const sessions::Sessions& sessions);

}  // namespace espect::report
