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
void esp_echo_encrypted(Sample& sample);
void esp_echo_encrypted_defect(Sample& sample);
void vpn_id(Sample& sample);
void vpn_id_defect(Sample& sample);
void anti_replay_status(Sample& sample);
void anti_replay_status_defect(Sample& sample);
void dscp(Sample& sample);
void dscp_defect(Sample& sample);
void lmap_ptb(Sample& sample);
void lmap_ptb_defect(Sample& sample);
void shangmi(Sample& sample);
void shangmi_defect(Sample& sample);
void per_resource_sas(Sample& sample);
void per_resource_sas_defect(Sample& sample);
void ike_additions(Sample& sample);
void eesp(Sample& sample);
void eesp_defect(Sample& sample);
void eesp_linux_prototype(Sample& sample);
void ml_kem_defect(Sample& sample);
void private_key_exchanges(Sample& sample);
void downgrade_prevention(Sample& sample);
void downgrade_prevention_defect(Sample& sample);
void post_quantum_signatures(Sample& sample);
void early_child(Sample& sample);
void payloads_before_skf(Sample& sample);
void unspecified_numbers(Sample& sample);
void ikev1_quick_mode_refused(Sample& sample);

struct Scenario {
  const char* name;
  void (*play)(Sample& sample);
};
inline constexpr Scenario scenarios[] = {
    {"esp-echo-plain", esp_echo_plain},
    {"esp-echo-plain-defect", esp_echo_plain_defect},
    {"esp-echo-encrypted", esp_echo_encrypted},
    {"esp-echo-encrypted-defect", esp_echo_encrypted_defect},
    {"vpn-id", vpn_id},
    {"vpn-id-defect", vpn_id_defect},
    {"anti-replay-status", anti_replay_status},
    {"anti-replay-status-defect", anti_replay_status_defect},
    {"dscp", dscp},
    {"dscp-defect", dscp_defect},
    {"lmap-ptb", lmap_ptb},
    {"lmap-ptb-defect", lmap_ptb_defect},
    {"shangmi", shangmi},
    {"shangmi-defect", shangmi_defect},
    {"per-resource-sas", per_resource_sas},
    {"per-resource-sas-defect", per_resource_sas_defect},
    {"ike-additions", ike_additions},
    {"eesp", eesp},
    {"eesp-defect", eesp_defect},
    {"eesp-linux-prototype", eesp_linux_prototype},
    {"ml-kem-defect", ml_kem_defect},
    {"private-key-exchanges", private_key_exchanges},
    {"downgrade-prevention", downgrade_prevention},
    {"downgrade-prevention-defect", downgrade_prevention_defect},
    {"post-quantum-signatures", post_quantum_signatures},
    {"early-child", early_child},
    {"payloads-before-skf", payloads_before_skf},
    {"unspecified-numbers", unspecified_numbers},
    {"ikev1-quick-mode-refused", ikev1_quick_mode_refused},
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
