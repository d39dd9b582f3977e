// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "samples/make/session.h"

// What happens in each sample. A scenario puts it on the wire; the folder of the sample has its
// name.
namespace espect::samples {

struct Sample {
  explicit Sample(std::string_view name) : random(name), wire(random, 4) {
    keys.psk = crypto::secret_of(random.octets(32));
  }

  Random random;
  Wire wire;
  SampleKeys keys;
};

void esp_echo_plain(Sample& sample);
void esp_echo_plain_defect(Sample& sample);
void vpn_id(Sample& sample);

struct Scenario {
  const char* name;
  void (*play)(Sample& sample);
};
inline constexpr Scenario scenarios[] = {
    {"esp-echo-plain", esp_echo_plain},
    {"esp-echo-plain-defect", esp_echo_plain_defect},
    {"vpn-id", vpn_id},
};

// 192.168.1.0/24 behind the initiator, 192.168.2.0/24 behind the responder.
inline ChildPlan between_the_sites(const ChildSuite& suite = {}) {
  ChildPlan plan;
  plan.suite = suite;
  plan.ts_i = {address_range("192.168.1.0", "192.168.1.255")};
  plan.ts_r = {address_range("192.168.2.0", "192.168.2.255")};
  return plan;
}
inline constexpr auto left_host = "192.168.1.10", right_host = "192.168.2.10";

}  // namespace espect::samples
