// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/policy.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace espect::registry;
  const std::string text(data, data + size);
  if (const auto policy = parse_policy(text, "policy.csv"))
    policy->rate(PolicyKind::encr, 20, 256, PolicyScope::esp);
  return 0;
}
