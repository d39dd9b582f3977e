// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ipsec/registry/experimental_profile.h"
#include "ipsec/registry/registry.h"

namespace espect::registry {

struct Match {
  const Registry* registry;
  const Row* row;
  std::string
      parameters;  // sizes of an algorithm, octets of a vendor id, OID of a signature; else empty
};

// In the order of registries.csv, with signature_algorithms and vendor_ids at the end.
std::span<const Registry* const> all_registries();

// Every row that says something about a number ("36", "0x24") or a name: case does not matter,
// and neither does which of space, '-' and '_' stands between words. Rows named exactly so come
// first. Rows whose note alone holds the text are given when no name does; unassigned and
// private-use ranges only when nothing better is there. A vendor id is found by its hex octets too,
// a signature algorithm by its object identifier ("1.3.101.112"), and an algorithm by its words in
// strongSwan, libreswan and OpenSSL ("aes256gcm16", "x25519").
std::vector<Match> lookup(std::string_view text, const ExperimentalProfile* profile = nullptr);

}  // namespace espect::registry
