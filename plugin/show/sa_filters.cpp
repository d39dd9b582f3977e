// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/show/sa_filters.h"

#include "plugin/audit/open_capture.h"

namespace espect::plugin {
namespace {

int espect_protocol = -1;
constexpr std::uint32_t sas_key = 4;

Sas* sas_of(packet_info* pinfo) {
  return static_cast<Sas*>(p_get_proto_data(pinfo->pool, pinfo, espect_protocol, sas_key));
}

Sas& noted(packet_info* pinfo) {
  Sas* sas = sas_of(pinfo);
  if (sas == nullptr) {
    sas = wmem_new0(pinfo->pool, Sas);
    p_add_proto_data(pinfo->pool, pinfo, espect_protocol, sas_key, sas);
  }
  return *sas;
}

template <std::uint32_t Sas::* Id>
bool is_there(packet_info* pinfo) {
  const Sas* sas = sas_of(pinfo);
  return sas != nullptr && sas->*Id != 0;
}

char* ike_sa_filter(packet_info* pinfo) {
  return g_strdup_printf("espect.ike_sa == %u", sas_of(pinfo)->ike_sa);
}

char* child_sa_filter(packet_info* pinfo) {
  return g_strdup_printf("espect.child_sa == %u", sas_of(pinfo)->child_sa);
}

char* flow_filter(packet_info* pinfo) {
  return g_strdup_printf("espect.flow == %u", sas_of(pinfo)->flow);
}

}  // namespace

void register_sa_filters(int protocol) {
  espect_protocol = protocol;
  add_conversation_filter<is_there<&Sas::ike_sa>, ike_sa_filter>("espect", "IKE SA");
  add_conversation_filter<is_there<&Sas::child_sa>, child_sa_filter>("espect", "Child SA");
  add_conversation_filter<is_there<&Sas::flow>, flow_filter>("espect", "ESP or AH flow");
}

void note_sas(packet_info* pinfo, const IkeResult& ike) {
  Sas& sas = noted(pinfo);
  sas.ike_sa = ike.ike_sa;
  if (ike.dialogue != nullptr && !ike.dialogue->child_sas.empty())
    sas.child_sa = ike.dialogue->child_sas.back();
}

void note_sas(packet_info* pinfo, const Sas& sas) {
  noted(pinfo) = sas;
}

void note_sas(packet_info* pinfo, const EspResult& esp) {
  if (esp.flow == nullptr) return;
  Sas& sas = noted(pinfo);
  sas.flow = esp.flow->id;
  sas.child_sa = esp.flow->child_sa;
  const CaptureAudit* audit = open_audit();
  if (audit == nullptr || sas.child_sa == 0) return;
  const auto& children = audit->sessions().child_sas();
  if (sas.child_sa <= children.size()) sas.ike_sa = children[sas.child_sa - 1].ike_sa;
}

}  // namespace espect::plugin
