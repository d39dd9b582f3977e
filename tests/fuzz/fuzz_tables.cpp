// SPDX-License-Identifier: GPL-2.0-or-later
#include <string_view>

#include "analyzer/report/words/baseline.h"
#include "ipsec/registry/experimental_profile.h"
#include "ipsec/registry/vpn_names.h"
#include "ipsec/rules/waiver_file.h"

// The octets are each of the CSV files that people hand in: waivers, a baseline, code points, names
// of VPNs. Policies have a target of their own.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace espect;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  rules::parse_waivers(text, "waivers.csv", "2026-11-29");
  if (const auto baseline = report::parse_baseline(text, "known.csv")) report::to_csv(*baseline);
  registry::parse_experimental_profile(text, "mine.csv");
  if (const auto names = registry::parse_vpn_names(text, "vpns.csv"))
    registry::with_vpn_names("VPN-ID 7 and VPN-ID 0x8 were not negotiated", *names);
  return 0;
}
