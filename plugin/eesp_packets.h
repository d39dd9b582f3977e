// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "plugin/show/esp.h"

namespace espect::plugin {

// What is audited under the IP protocol of EESP, whose number is one of the preferences.
using AuditEesp = bool (*)(tvbuff_t* tvb, packet_info* pinfo, const EspResult*& esp);
void install_eesp(AuditEesp audit);
// Before each capture: the number may be another one.
void take_eesp_protocol();
// As a layer of EESP.
int call_eesp(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, KeyedEsp& keyed);

}  // namespace espect::plugin
