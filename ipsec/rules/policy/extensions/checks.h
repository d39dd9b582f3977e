// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/rules/rule.h"

// What each extension forbids; extension-rule-violated has them all.
namespace espect::rules {

void check_vpn_ids(const Bench& bench);          // XVPN
void check_replay_status(const Bench& bench);    // XAR
void check_path_mtus(const Bench& bench);        // XPM
void check_shangmi(const Bench& bench);          // XSM-01 to 04
void check_shangmi_presets(const Bench& bench);  // XSM-05, XSM-06
void check_shangmi_ikev1(const Bench& bench);    // XSM-05
void check_echoes(const Bench& bench);           // XEC, ESP-04, ESP-05, ESP-10

}  // namespace espect::rules
