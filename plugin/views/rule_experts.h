// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/rules/finding.h"
#include "plugin/wireshark/compat.h"

// One expert item for each rule, espect.finding.<id>, with the rule's title and severity; users may
// give it another severity in Wireshark's own table.
namespace espect::plugin {

void register_rule_experts(expert_module_t* module);

// `text` is in packet memory.
void add_rule_expert(packet_info* pinfo, tvbuff_t* tvb, proto_item* item,
                     const rules::Finding& finding, const char* text);

}  // namespace espect::plugin
