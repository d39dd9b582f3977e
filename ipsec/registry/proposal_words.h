// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ipsec/registry/policy.h"
#include "ipsec/registry/registry.h"

namespace espect::registry {

// What configurations of IPsec and OpenSSL call one algorithm.
struct ProposalWord {
  PolicyKind kind;  // encr, prf, integ, ke or sn
  std::uint16_t id;
  std::optional<std::uint16_t> key_bits;  // that the word says
  unsigned addition = 0;                  // of a key exchange: 1 to 7 for ADDKE1 to ADDKE7
};

// A word of a proposal of strongSwan (swanctl.conf, proposals), libreswan (ipsec.conf, ike=, esp=)
// or an OpenSSL group: "aes256gcm16", "aes_gcm256", "modp2048", "dh31", "ke1_mlkem768",
// "addke1=ml_kem_768", "prfsha256". A hash can be an integrity algorithm or a PRF: all that the
// word may mean.
std::vector<ProposalWord> proposal_word(std::string_view word);
// All words that stand for one algorithm without more, for suggestions.
std::span<const std::string_view> known_proposal_words();

}  // namespace espect::registry
