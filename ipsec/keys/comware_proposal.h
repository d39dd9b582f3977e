// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ipsec/keys/key_ring.h"

namespace espect::keys {

// "ipsec proposal" of Comware 5 and VRP, "ipsec transform-set" of Comware 7: what an SA is for.
class ComwareProposal {
 public:
  // One of its lines: "esp encryption-algorithm aes-cbc-256", "encapsulation-mode transport".
  void line(const std::vector<std::string_view>& words);

  // Algorithms and keys of an SA whose protocol is set; why not, or empty. A key is hexadecimal,
  // or empty when none was typed.
  std::string use(std::string_view encryption_key, std::string_view authentication_key,
                  SaKeys& keys) const;

 private:
  std::string use_encryption(std::string_view key, SaKeys& keys) const;
  std::string use_authentication(std::string_view key, SaKeys& keys) const;

  std::string esp_encryption_, esp_authentication_, ah_authentication_;  // empty: not said
  bool transport_ = false;
};

}  // namespace espect::keys
