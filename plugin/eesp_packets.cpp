// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/eesp_packets.h"

#include "plugin/audit/audit_preferences.h"
#include "plugin/show/eesp.h"
#include "plugin/views/export_pdu.h"
#include "plugin/wireshark/border.h"

namespace espect::plugin {
namespace {

AuditEesp audit_eesp = nullptr;
dissector_handle_t own_eesp;
dissector_handle_t ip_eesp;
std::uint32_t ip_number = 0;  // under which it stands now; 0: none

int dissect_own(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) {
  int used = static_cast<int>(tvb_captured_length(tvb));
  guarded("dissection", pinfo->num, [&] {
    const auto& keyed = *static_cast<const KeyedEsp*>(data);
    if (keyed.result != nullptr) export_inner_packets(pinfo, tvb, *keyed.result);
    used = dissect_eesp(tvb, pinfo, tree, keyed.result, keyed.data);
  });
  return used;
}

int dissect_ip(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) {
  const EspResult* esp = nullptr;
  if (!audit_eesp(tvb, pinfo, esp)) return 0;
  KeyedEsp keyed{esp, nullptr, data};
  return dissect_own(tvb, pinfo, tree, &keyed);
}

}  // namespace

void install_eesp(AuditEesp audit) {
  audit_eesp = audit;
  own_eesp = create_dissector_handle(dissect_own, eesp_protocol());
  ip_eesp = create_dissector_handle(dissect_ip, eesp_protocol());
  take_eesp_protocol();
}

void take_eesp_protocol() {
  if (ip_eesp == nullptr) return;
  const std::uint32_t wanted = preferred_eesp_protocol();
  if (wanted == ip_number) return;
  if (ip_number != 0) dissector_delete_uint("ip.proto", ip_number, ip_eesp);
  if (wanted != 0) dissector_add_uint("ip.proto", wanted, ip_eesp);
  ip_number = wanted;
}

int call_eesp(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, KeyedEsp& keyed) {
  return call_dissector_only(own_eesp, tvb, pinfo, tree, &keyed);
}

}  // namespace espect::plugin
