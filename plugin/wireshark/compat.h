// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <type_traits>

// Wireshark's API, and everything in which 4.0, 4.2, 4.4 and 4.6 differ. No other file of this
// room includes <epan/...> or tests a version.
#define HAVE_PLUGINS 1
#include <ws_version.h>
#define ESPECT_WIRESHARK_AT_LEAST(major, minor) \
  (WIRESHARK_VERSION_MAJOR > (major) ||         \
   (WIRESHARK_VERSION_MAJOR == (major) && WIRESHARK_VERSION_MINOR >= (minor)))

// Makes WS_DLL_PUBLIC mean "exported from here".
#define WS_BUILD_DLL
#include <wireshark.h>

#include <epan/conversation.h>
#include <epan/conversation_filter.h>
#include <epan/epan_dissect.h>
#include <epan/exceptions.h>
#include <epan/expert.h>
#include <epan/exported_pdu.h>
#include <epan/frame_data.h>
#include <epan/packet.h>
#include <epan/prefs.h>
#include <epan/proto.h>
#include <epan/proto_data.h>
#include <epan/srt_table.h>
#include <epan/stat_tap_ui.h>
#include <epan/tap.h>
#include <epan/tfs.h>
#include <epan/uat-int.h>
#include <epan/uat.h>
#include <wiretap/wtap.h>
#include <wsutil/filesystem.h>
#include <wsutil/report_message.h>
extern "C" {
#include <epan/dissectors/packet-ip.h>
#include <epan/dissectors/packet-tcp.h>
#include <epan/ipproto.h>
}

#if ESPECT_WIRESHARK_AT_LEAST(4, 2)
#include <wsutil/plugins.h>
#endif

namespace espect::plugin {

inline bool is_unsigned(ftenum type) {
#if ESPECT_WIRESHARK_AT_LEAST(4, 4)
  return FT_IS_UINT(type);
#else
  return IS_FT_UINT(type);
#endif
}

inline std::uint8_t octet_at(tvbuff_t* tvb, int offset) {
#if ESPECT_WIRESHARK_AT_LEAST(4, 4)
  return tvb_get_uint8(tvb, offset);
#else
  return tvb_get_guint8(tvb, offset);
#endif
}

inline std::uint32_t unsigned_value(field_info* info) {
#if ESPECT_WIRESHARK_AT_LEAST(4, 4)
  return fvalue_get_uinteger(info->value);
#else
  return fvalue_get_uinteger(&info->value);
#endif
}

// As a protocol of its own for conversations and columns. False when nobody wants the number.
inline bool try_number(dissector_table_t table, std::uint32_t number, tvbuff_t* tvb,
                       packet_info* pinfo, proto_tree* tree, void* data) {
#if ESPECT_WIRESHARK_AT_LEAST(4, 6)
  return dissector_try_uint_with_data(table, number, tvb, pinfo, tree, true, data) != 0;
#else
  return dissector_try_uint_new(table, number, tvb, pinfo, tree, true, data) != 0;
#endif
}

// An entry of the menu Conversation Filter: whether the selected packet has it, and its filter.
template <bool (*IsThere)(packet_info*), char* (*Filter)(packet_info*)>
void add_conversation_filter(const char* protocol, const char* name) {
#if ESPECT_WIRESHARK_AT_LEAST(4, 2)
  register_conversation_filter(
      protocol, name,
      [](packet_info* pinfo,
         void*) -> std::invoke_result_t<is_filter_valid_func, packet_info*, void*> {
        return IsThere(pinfo);
      },
      [](packet_info* pinfo, void*) { return Filter(pinfo); }, nullptr);
#else
  register_conversation_filter(
      protocol, name, [](packet_info* pinfo) -> gboolean { return IsThere(pinfo); },
      [](packet_info* pinfo) { return Filter(pinfo); });
#endif
}

// gboolean or bool.
using HeuristicResult =
    std::invoke_result_t<heur_dissector_t, tvbuff_t*, packet_info*, proto_tree*, void*>;

// What the start of a tshark -z command returns: nothing, from 4.6 on whether it worked.
using StartResult = std::invoke_result_t<decltype(stat_tap_ui::tap_init_cb), const char*, void*>;

inline bool try_text(dissector_table_t table, const char* text, tvbuff_t* tvb, packet_info* pinfo,
                     proto_tree* tree) {
#if ESPECT_WIRESHARK_AT_LEAST(4, 6)
  return dissector_try_string_with_data(table, text, tvb, pinfo, tree, true, nullptr) != 0;
#else
  return dissector_try_string(table, text, tvb, pinfo, tree, nullptr) != 0;
#endif
}

}  // namespace espect::plugin
