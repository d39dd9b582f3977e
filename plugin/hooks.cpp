// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/hooks.h"

#include <array>

#include "plugin/audit/open_capture.h"
#include "plugin/eesp_packets.h"
#include "plugin/other_ports.h"
#include "plugin/show/eesp.h"
#include "plugin/show/esp.h"
#include "plugin/show/esp_extensions.h"
#include "plugin/show/generated_fields.h"
#include "plugin/show/ike.h"
#include "plugin/show/ikev1.h"
#include "plugin/show/info_tags.h"
#include "plugin/show/tcp_encapsulation.h"
#include "plugin/taken_ports.h"
#include "plugin/views/export_pdu.h"
#include "plugin/views/statistics.h"
#include "plugin/wireshark/border.h"
#include "plugin/wireshark/builtin_fields.h"

namespace espect::plugin {
namespace {

int espect_protocol = -1;
// Protocols in name only: enabled and disabled with their parents, and no layer of their own.
int isakmp_front_protocol = -1;
int udpencap_front_protocol = -1;
int esp_front_protocol = -1;
int ah_front_protocol = -1;
int udpencap_subtree = -1;

dissector_handle_t builtin_isakmp;
dissector_handle_t builtin_udpencap;
dissector_handle_t builtin_esp;
dissector_handle_t builtin_ah;
dissector_handle_t front_isakmp;
dissector_handle_t front_marked_isakmp;  // behind a non-ESP marker
dissector_handle_t front_udpencap;
dissector_handle_t front_esp;
dissector_handle_t front_ah;
dissector_handle_t own_isakmp;  // of the protocol isakmp itself, so that Wireshark counts the layer
dissector_handle_t own_udpencap;  // likewise
dissector_handle_t own_esp;

bool enabled() {
  return proto_is_protocol_enabled(find_protocol_by_id(espect_protocol));
}

// A dissector that may throw C++ exceptions; nothing of the packet is left for others then.
template <class Dissect>
int guarded_dissection(tvbuff_t* tvb, packet_info* pinfo, Dissect&& dissect) {
  int used = static_cast<int>(tvb_captured_length(tvb));
  guarded("dissection", pinfo->num, [&] { used = dissect(); });
  return used;
}

// What the audit says about a packet, told to the tables as well.
const PacketResult* audited(tvbuff_t* tvb, packet_info* pinfo, Content content) {
  const PacketResult* result = audit_packet(tvb, pinfo, content);
  tell_statistics(pinfo, result);
  return result;
}

int dissect_own(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) {
  return guarded_dissection(tvb, pinfo, [&] {
    return dissect_ikev2(tvb, pinfo, tree, static_cast<const IkeResult*>(data));
  });
}

int delegate_encrypted(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data,
                       const IkeResult* ike) {
  volatile int used = 0;
  TRY {
    used = call_dissector_only(builtin_isakmp, tvb, pinfo, tree, data);
  }
  FINALLY {
    name_delegated(tvb, pinfo, tree, ike);
    if (ike != nullptr) {
      proto_tree* shown = tree_of_last(tree, "isakmp");
      if (shown != tree) proto_item_append_text(shown, ", IKE SA %u", ike->ike_sa);
      add_ike_fields(shown, tvb, pinfo, *ike);
    }
  }
  ENDTRY;
  return used;
}

int delegate_ikev1(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data,
                   const IkeResult& ike) {
  volatile int used = 0;
  TRY {
    used = call_dissector_only(builtin_isakmp, tvb, pinfo, tree, data);
  }
  FINALLY {
    complete_ikev1(tvb, pinfo, tree, ike);
  }
  ENDTRY;
  return used;
}

int dissect_ike(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data, Content content) {
  if (!enabled()) return call_dissector_only(builtin_isakmp, tvb, pinfo, tree, data);
  const PacketResult* result = audited(tvb, pinfo, content);
  const IkeResult* ike = result != nullptr && result->ike ? &*result->ike : nullptr;
  if (ike != nullptr) export_ike_message(pinfo, tvb, *ike);
  // The descriptions are handed on as data: nobody else gets these handles.
  auto* own_data = const_cast<IkeResult*>(ike);
  switch (handling_of(tvb)) {
    case Handling::clear_ikev2:
      return call_dissector_only(own_isakmp, tvb, pinfo, tree, own_data);
    case Handling::encrypted_ikev2:
      // With keys that do not fit the built-in one would show what they make of the message.
      if ((ike != nullptr && (ike->opened || ike->keys_known)) ||
          keys_name_ike_sa(tvb_get_ntoh64(tvb, 0), tvb_get_ntoh64(tvb, 8)))
        return call_dissector_only(own_isakmp, tvb, pinfo, tree, own_data);
      return delegate_encrypted(tvb, pinfo, tree, data, ike);
    case Handling::other:
      if (ike != nullptr && ike->version == 1)
        return guarded_dissection(tvb, pinfo,
                                  [&] { return delegate_ikev1(tvb, pinfo, tree, data, *ike); });
      break;
  }
  return call_dissector_only(builtin_isakmp, tvb, pinfo, tree, data);
}

int dissect_isakmp(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) {
  return dissect_ike(tvb, pinfo, tree, data, Content::ike);
}

int dissect_marked_isakmp(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) {
  return dissect_ike(tvb, pinfo, tree, data, Content::marked_ike);
}

constexpr unsigned least_octets = 8;  // up to the SPI
constexpr int ah_header_octets = 12;  // RFC 4302 section 2, before the ICV

// The built-in dissector, and espect's fields in its tree.
int delegate_sa(dissector_handle_t builtin, const char* protocol, tvbuff_t* tvb, packet_info* pinfo,
                proto_tree* tree, void* data, const EspResult* esp) {
  volatile int used = 0;
  TRY {
    used = call_dissector_only(builtin, tvb, pinfo, tree, data);
  }
  FINALLY {
    if (esp != nullptr) {
      proto_tree* shown = tree_of_last(tree, protocol);
      const bool ah = builtin == builtin_ah;
      if (shown != tree && tvb_captured_length(tvb) >= least_octets)
        name_root(shown, tvb_get_ntohl(tvb, ah ? 4 : 0), *esp);
      add_tags(pinfo, *esp);
      show_vpn_id(shown, tvb, pinfo, *esp, ah ? ah_header_octets : 8);
      add_sa_fields(shown, tvb, pinfo, *esp);
    }
  }
  ENDTRY;
  return used;
}

const PacketResult* audit_sa(tvbuff_t* tvb, packet_info* pinfo, Content content) {
  return enabled() ? audited(tvb, pinfo, content) : nullptr;
}

const EspResult* esp_of(const PacketResult* result) {
  return result != nullptr && result->esp ? &*result->esp : nullptr;
}

int dissect_own_esp(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) {
  return guarded_dissection(tvb, pinfo, [&] {
    export_inner_packets(pinfo, tvb, *static_cast<const KeyedEsp*>(data)->result);
    return dissect_keyed_esp(tvb, pinfo, tree, data);
  });
}

// What the audit says of a packet under the IP protocol of EESP; false when espect is off.
bool audited_eesp(tvbuff_t* tvb, packet_info* pinfo, const EspResult*& esp) {
  if (!enabled()) return false;
  esp = esp_of(audit_sa(tvb, pinfo, Content::eesp));
  return true;
}

int dissect_esp(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) {
  const PacketResult* result = audit_sa(tvb, pinfo, Content::esp);
  const EspResult* esp = esp_of(result);
  if (is_eesp(esp)) {
    KeyedEsp keyed{esp, nullptr, data};
    return call_eesp(tvb, pinfo, tree, keyed);
  }
  const EchoResult* echo = result != nullptr && result->echo ? &*result->echo : nullptr;
  // The sequence analysis of the built-in one misses what is opened here: it sees only SAs of which
  // no key is known.
  const bool clear_echo = echo != nullptr && echo->in_clear;
  if (esp == nullptr || (esp->icv == IcvState::unknown && !clear_echo))
    return delegate_sa(builtin_esp, "esp", tvb, pinfo, tree, data, esp);
  KeyedEsp keyed{esp, echo, data};
  return call_dissector_only(own_esp, tvb, pinfo, tree, &keyed);
}

int dissect_ah(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) {
  return delegate_sa(builtin_ah, "ah", tvb, pinfo, tree, data,
                     esp_of(audit_sa(tvb, pinfo, Content::ah)));
}

int dissect_udpencap(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) {
  constexpr unsigned marker_size = 4;
  const bool ours = enabled() && tvb_captured_length(tvb) >= marker_size;
  return call_dissector_only(ours ? own_udpencap : builtin_udpencap, tvb, pinfo, tree, data);
}

// As the built-in one does it, but with our fronts for what follows. RFC 3948 section 2.2: IKE has
// four zero octets where ESP has its SPI.
int dissect_encapsulated(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void*) {
  static const int protocol = builtin_protocol("udpencap");
  static const int marker = builtin_field("udpencap.non_esp_marker");
  constexpr int marker_size = 4;
  const bool marked = tvb_get_ntohl(tvb, 0) == 0;
  col_set_str(pinfo->cinfo, COL_PROTOCOL, "UDPENCAP");
  col_set_str(pinfo->cinfo, COL_INFO, marked ? builtin_short_name("isakmp") : "ESP");
  proto_item* item = proto_tree_add_item(tree, protocol, tvb, 0, marked ? marker_size : 0, ENC_NA);
  proto_tree* shown = proto_item_add_subtree(item, udpencap_subtree);
  if (marked) {
    proto_tree_add_item(shown, marker, tvb, 0, marker_size, ENC_NA);
    call_dissector(front_marked_isakmp, tvb_new_subset_remaining(tvb, marker_size), pinfo, tree);
  } else {
    call_dissector(front_esp, tvb, pinfo, tree);
  }
  return static_cast<int>(tvb_captured_length(tvb));
}

// The front that stands for a built-in dissector; null for all others.
dissector_handle_t front_of(dissector_handle_t builtin) {
  if (builtin == nullptr) return nullptr;
  if (builtin == builtin_isakmp) return front_isakmp;
  if (builtin == builtin_udpencap) return front_udpencap;
  if (builtin == builtin_esp) return front_esp;
  if (builtin == builtin_ah) return front_ah;
  return nullptr;
}

void before_capture() {
  guarded("taking the protocol of EESP", 0, [] { take_eesp_protocol(); });
  guarded("taking ports", 0, [] { take_ports(front_of); });
}

}  // namespace

void register_hooks(int protocol) {
  espect_protocol = protocol;
  isakmp_front_protocol =
      proto_register_protocol_in_name_only("ISAKMP with espect", "ISAKMP (espect)", "espect.isakmp",
                                           builtin_protocol("isakmp"), FT_PROTOCOL);
  udpencap_front_protocol = proto_register_protocol_in_name_only(
      "UDPENCAP with espect", "UDPENCAP (espect)", "espect.udpencap", builtin_protocol("udpencap"),
      FT_PROTOCOL);
  esp_front_protocol = proto_register_protocol_in_name_only(
      "ESP with espect", "ESP (espect)", "espect.esp", builtin_protocol("esp"), FT_PROTOCOL);
  ah_front_protocol = proto_register_protocol_in_name_only(
      "AH with espect", "AH (espect)", "espect.ah", builtin_protocol("ah"), FT_PROTOCOL);
  static std::array<int*, 1> subtrees = {&udpencap_subtree};
  proto_register_subtree_array(subtrees.data(), static_cast<int>(subtrees.size()));
  register_eesp(protocol);
  register_tcp_encapsulation(protocol);
  register_other_ports(protocol);
  register_init_routine(before_capture);
}

void install_hooks() {
  constexpr std::uint32_t nat_traversal_port = 4500;
  builtin_isakmp = builtin_dissector("isakmp");
  // Has no name of its own; found where it stands by default.
  builtin_udpencap =
      dissector_get_uint_handle(find_dissector_table("udp.port"), nat_traversal_port);
  constexpr std::uint32_t esp_number = 50;
  constexpr std::uint32_t ah_number = 51;
  builtin_esp = dissector_get_uint_handle(find_dissector_table("ip.proto"), esp_number);
  builtin_ah = dissector_get_uint_handle(find_dissector_table("ip.proto"), ah_number);
  if (builtin_isakmp == nullptr) {
    g_warning("espect: this Wireshark has no dissector for ISAKMP");
    return;
  }
  own_isakmp = create_dissector_handle(dissect_own, builtin_protocol("isakmp"));
  own_udpencap = create_dissector_handle(dissect_encapsulated, builtin_protocol("udpencap"));
  own_esp = create_dissector_handle(dissect_own_esp, builtin_protocol("esp"));
  install_eesp(audited_eesp);
  front_isakmp = create_dissector_handle(dissect_isakmp, isakmp_front_protocol);
  front_marked_isakmp = create_dissector_handle(dissect_marked_isakmp, isakmp_front_protocol);
  front_udpencap = create_dissector_handle(dissect_udpencap, udpencap_front_protocol);
  front_esp = create_dissector_handle(dissect_esp, esp_front_protocol);
  front_ah = create_dissector_handle(dissect_ah, ah_front_protocol);
  install_tcp_encapsulation(front_marked_isakmp, front_esp, audited);
  install_other_ports(front_isakmp, front_udpencap);
  take_ports(front_of);
}

}  // namespace espect::plugin
