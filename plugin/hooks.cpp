// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/hooks.h"

#include <array>
#include <exception>
#include <vector>

#include "plugin/ike_dissector.h"

namespace espect::plugin {
namespace {

int espect_protocol = -1;
// Protocols in name only: enabled and disabled with their parents, and no layer of their own.
int isakmp_front_protocol = -1;
int udpencap_front_protocol = -1;
int udpencap_subtree = -1;

dissector_handle_t builtin_isakmp;
dissector_handle_t builtin_udpencap;
dissector_handle_t front_isakmp;
dissector_handle_t front_udpencap;
dissector_handle_t own_isakmp;  // of the protocol isakmp itself, so that Wireshark counts the layer
dissector_handle_t own_udpencap;  // likewise

bool enabled() {
  return proto_is_protocol_enabled(find_protocol_by_id(espect_protocol));
}

// Runs what may throw C++ exceptions (a bug): none gets out into Wireshark.
// What it says is copied before the handler is left, because calls into Wireshark may longjmp.
template <class Dissect>
int guarded(tvbuff_t* tvb, packet_info* pinfo, Dissect&& dissect) {
  const char* failure = nullptr;
  try {
    return dissect();
  } catch (const std::exception& exception) {
    failure = wmem_strdup(pinfo->pool, exception.what());
  } catch (...) {
    failure = "unknown exception";
  }
  g_warning("espect: frame %u: %s", pinfo->num, failure);
  return static_cast<int>(tvb_captured_length(tvb));
}

int dissect_own(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void*) {
  return guarded(tvb, pinfo, [&] { return dissect_clear_ikev2(tvb, pinfo, tree); });
}

int delegate_encrypted(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) {
  volatile int used = 0;
  TRY {
    used = call_dissector_only(builtin_isakmp, tvb, pinfo, tree, data);
  }
  FINALLY {
    name_delegated(tvb, pinfo, tree);
  }
  ENDTRY;
  return used;
}

int dissect_isakmp(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) {
  switch (enabled() ? handling_of(tvb) : Handling::other) {
    case Handling::clear_ikev2:
      return call_dissector_only(own_isakmp, tvb, pinfo, tree, data);
    case Handling::encrypted_ikev2:
      return delegate_encrypted(tvb, pinfo, tree, data);
    case Handling::other:
      break;
  }
  return call_dissector_only(builtin_isakmp, tvb, pinfo, tree, data);
}

// RFC 3948 section 2.2: four zero octets where ESP has its SPI.
bool has_non_esp_marker(tvbuff_t* tvb) {
  return tvb_captured_length(tvb) >= 4 && tvb_get_ntohl(tvb, 0) == 0;
}

int dissect_udpencap(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) {
  const bool ours = enabled() && has_non_esp_marker(tvb);
  return call_dissector_only(ours ? own_udpencap : builtin_udpencap, tvb, pinfo, tree, data);
}

// As the built-in one does it, but with our front for what follows the marker.
int dissect_marked_ike(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void*) {
  static const int protocol = proto_get_id_by_filter_name("udpencap");
  static const int marker = proto_registrar_get_id_byname("udpencap.non_esp_marker");
  constexpr int marker_size = 4;
  col_set_str(pinfo->cinfo, COL_PROTOCOL, "UDPENCAP");
  col_set_str(pinfo->cinfo, COL_INFO, "ISAKMP");
  proto_item* item = proto_tree_add_item(tree, protocol, tvb, 0, marker_size, ENC_NA);
  proto_tree_add_item(proto_item_add_subtree(item, udpencap_subtree), marker, tvb, 0, marker_size,
                      ENC_NA);
  call_dissector(front_isakmp, tvb_new_subset_remaining(tvb, marker_size), pinfo, tree);
  return static_cast<int>(tvb_captured_length(tvb));
}

struct Entry {
  std::uint32_t port;
  dissector_handle_t front;
  bool by_user;  // Decode As; a port from the preferences otherwise
};

// Called by Wireshark for each entry of a table; an exception must not pass through it.
void collect(const char*, ftenum_t, void* port, void* value, void* into) noexcept {
  auto* entry = static_cast<dtbl_entry_t*>(value);
  const dissector_handle_t current = dtbl_entry_get_handle(entry);
  if (current == nullptr || (current != builtin_isakmp && current != builtin_udpencap)) return;
  const dissector_handle_t front = current == builtin_isakmp ? front_isakmp : front_udpencap;
  const bool by_user = dtbl_entry_get_initial_handle(entry) != current;
  static_cast<std::vector<Entry>*>(into)->push_back({GPOINTER_TO_UINT(port), front, by_user});
}

// Takes every port at which a built-in dissector stands now. Preferences and Decode As put it back,
// so this runs again for each capture and each redissection. A port from preferences is registered
// anew: a mere change would be shown as if the user had asked for Decode As.
void take_ports() {
  for (const char* table : {"udp.port", "tcp.port"}) {
    std::vector<Entry> entries;
    dissector_table_foreach(table, collect, &entries);
    for (const Entry& entry : entries) {
      if (entry.by_user)
        dissector_change_uint(table, entry.port, entry.front);
      else
        dissector_add_uint(table, entry.port, entry.front);
    }
  }
}

void before_capture() {
  try {
    take_ports();
  } catch (const std::exception& exception) {
    g_warning("espect: %s", exception.what());
  }
}

}  // namespace

void register_hooks(int protocol) {
  espect_protocol = protocol;
  isakmp_front_protocol =
      proto_register_protocol_in_name_only("ISAKMP with espect", "ISAKMP (espect)", "espect.isakmp",
                                           proto_get_id_by_filter_name("isakmp"), FT_PROTOCOL);
  udpencap_front_protocol = proto_register_protocol_in_name_only(
      "UDPENCAP with espect", "UDPENCAP (espect)", "espect.udpencap",
      proto_get_id_by_filter_name("udpencap"), FT_PROTOCOL);
  static std::array<int*, 1> subtrees = {&udpencap_subtree};
  proto_register_subtree_array(subtrees.data(), static_cast<int>(subtrees.size()));
  register_init_routine(before_capture);
}

void install_hooks() {
  constexpr std::uint32_t nat_traversal_port = 4500;
  builtin_isakmp = find_dissector("isakmp");
  // Has no name of its own; found where it stands by default.
  builtin_udpencap =
      dissector_get_uint_handle(find_dissector_table("udp.port"), nat_traversal_port);
  if (builtin_isakmp == nullptr) {
    g_warning("espect: this Wireshark has no dissector for ISAKMP");
    return;
  }
  own_isakmp = create_dissector_handle(dissect_own, proto_get_id_by_filter_name("isakmp"));
  own_udpencap =
      create_dissector_handle(dissect_marked_ike, proto_get_id_by_filter_name("udpencap"));
  front_isakmp = create_dissector_handle(dissect_isakmp, isakmp_front_protocol);
  front_udpencap = create_dissector_handle(dissect_udpencap, udpencap_front_protocol);
  take_ports();
}

}  // namespace espect::plugin
