// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "analyzer/report/json/sas.h"
#include "ipsec/sessions/inner/echoes.h"

// What extensions of the experimental profile add to the objects of SAs and flows.
namespace espect::report {

// Of a Child SA: null when nothing of them was negotiated.
Json extensions_object(const sessions::ChildSa& child);

// Packets per VPN-ID; null when none was read.
// Members that only a sub-SA of EESP has.
void add_eesp(Json& object, const sessions::EspFlow& flow);
// Named where `names` has them; null: nobody gave any.
Json vpn_id_array(const sessions::EspFlow& flow, const registry::VpnNames* names);

Json echo_object(const sessions::EchoPath& path, const Places& places);

}  // namespace espect::report
