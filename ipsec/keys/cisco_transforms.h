// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ipsec/keys/key_ring.h"

namespace espect::keys {

// "crypto ipsec transform-set NAME esp-aes 256 esp-sha-hmac", "mode transport"
struct CiscoTransforms {
  std::vector<std::string_view> words;
  std::string_view mode;
};

// Gives `keys` the algorithms of the set and the keys of "inbound esp 300 cipher HEX authenticator
// HEX" or "inbound ah 256 HEX". What is wrong, or nothing.
std::string use_transforms(const CiscoTransforms& transforms,
                           const std::vector<std::string_view>& session_key, SaKeys& keys);

}  // namespace espect::keys
