// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/show/info_tags.h"

#include <cinttypes>
#include <cstdarg>
#include <cstring>

#include "plugin/audit/open_capture.h"
#include "plugin/wireshark/column_fields.h"

namespace espect::plugin {
namespace {

int espect_protocol = -1;
constexpr std::uint32_t tags_key = 2;
constexpr std::uint32_t relations_key = 7;
constexpr std::uint32_t message_key = 5;
constexpr std::uint32_t number_key = 6;

// Before that the answer may still come.
bool audit_is_finished() {
  const CaptureAudit* audit = open_audit();
  return audit != nullptr && audit->finished();
}

wmem_strbuf_t* tags_of(packet_info* pinfo, std::uint32_t key) {
  return static_cast<wmem_strbuf_t*>(p_get_proto_data(pinfo->pool, pinfo, espect_protocol, key));
}

// Each text once.
void note_tag(packet_info* pinfo, std::uint32_t key, const char* text) {
  wmem_strbuf_t* tags = tags_of(pinfo, key);
  if (tags == nullptr) {
    tags = wmem_strbuf_new(pinfo->pool, "");
    p_add_proto_data(pinfo->pool, pinfo, espect_protocol, key, tags);
  }
  if (std::strstr(wmem_strbuf_get_str(tags), text) != nullptr) return;
  if (wmem_strbuf_get_len(tags) != 0) wmem_strbuf_append_c(tags, ' ');
  wmem_strbuf_append(tags, text);
}

void add_left_of_window(packet_info* pinfo, const EspResult& esp) {
  add_tag(pinfo, "[Left of window by %" PRIu64 "]", esp.distance + 1 - esp.flow->window);
}

void add_place(packet_info* pinfo, const EspResult& esp) {
  if (esp.captured_twice) {
    // Who made the copy, the capture or the path, no octet says.
    add_tag(pinfo, esp.copy_of != 0 ? "[Same packet as %u]" : "[Same packet as before]",
            esp.copy_of);
    return;
  }
  switch (esp.verdict) {
    case sessions::SequenceVerdict::duplicate:
      add_tag(pinfo, esp.copy_of != 0 ? "[Replay of %u]" : "[Replay]", esp.copy_of);
      if (esp.flow->anti_replay() && esp.distance >= esp.flow->window)
        add_left_of_window(pinfo, esp);
      return;
    case sessions::SequenceVerdict::left_of_window:
      add_left_of_window(pinfo, esp);
      return;
    case sessions::SequenceVerdict::late:
      add_tag(pinfo, "[Late by %" PRIu64 "]", esp.distance);
      return;
    default:
      return;
  }
}

struct NotedNumber {
  std::uint64_t number;
  bool several;
};

NotedNumber* number_of(packet_info* pinfo) {
  return static_cast<NotedNumber*>(
      p_get_proto_data(pinfo->pool, pinfo, espect_protocol, number_key));
}

void note_number(packet_info* pinfo, std::uint64_t number) {
  const CaptureAudit* audit = open_audit();
  if (audit == nullptr || !audit->frame_findings().any_about_flows()) return;
  NotedNumber* noted = number_of(pinfo);
  if (noted != nullptr) {
    noted->several = noted->several || noted->number != number;
    return;
  }
  noted = wmem_new(pinfo->pool, NotedNumber);
  *noted = {number, false};
  p_add_proto_data(pinfo->pool, pinfo, espect_protocol, number_key, noted);
}

void add_unanswered(packet_info* pinfo, const Dialogue& dialogue) {
  if (dialogue.refused_in != 0)
    add_tag(pinfo, "[Refused in %u]", dialogue.refused_in);
  else if (dialogue.answer_expected && audit_is_finished())
    add_tag(pinfo, "[No response found]");
}

void add_nat(packet_info* pinfo, const sessions::IkeSa& sa, bool of_initiator) {
  const auto place = sa.nat_place(of_initiator);
  if (!place || *place == sessions::NatPlace::not_found) return;
  const char* side = of_initiator ? "Initiator" : "Responder";
  if (*place == sessions::NatPlace::behind)
    add_tag(pinfo, "[%s behind NAT]", side);
  else
    add_tag(pinfo, "[%s behind NAT or UDP forced]", side);
}

}  // namespace

void register_info_tags(int protocol) {
  espect_protocol = protocol;
}

void add_tag(packet_info* pinfo, const char* format, ...) {
  va_list values;
  va_start(values, format);
  const char* text = wmem_strdup_vprintf(pinfo->pool, format, values);
  va_end(values);
  note_tag(pinfo, tags_key, text);
}

void add_relation(packet_info* pinfo, const char* what, std::uint32_t number) {
  note_tag(pinfo, relations_key, wmem_strdup_printf(pinfo->pool, "[%s %u]", what, number));
}

void add_tags(packet_info* pinfo, const IkeResult& ike) {
  const Dialogue* dialogue = ike.dialogue;
  if (ike.narrowed) add_tag(pinfo, "[Narrowed]");
  if (ike.selectors_changed) add_tag(pinfo, "[TS changed]");
  if (ike.retransmission) {
    const auto before = dialogue == nullptr ? 0
                        : ike.response      ? dialogue->response_frame
                                            : dialogue->request_frame;
    // Of fragments only the message is known, not which frame held the same one.
    if (before != 0 && before != pinfo->num && ike.fragments == nullptr)
      add_tag(pinfo, "[Retransmission of %u]", before);
    else
      add_tag(pinfo, "[Retransmission]");
  }
  if (ike.refuses != 0) add_relation(pinfo, "Refuses", ike.refuses);
  if (ike.response && dialogue != nullptr && dialogue->request_frame != 0)
    add_relation(pinfo, "Response to", dialogue->request_frame);
  if (!ike.response && dialogue != nullptr && dialogue->response_frame == 0)
    add_unanswered(pinfo, *dialogue);
  if (ike.tells_nat) {
    add_nat(pinfo, *ike.sa, true);
    add_nat(pinfo, *ike.sa, false);
  }
}

void add_tags(packet_info* pinfo, const EspResult& esp) {
  note_number(pinfo, esp.sequence);
  if (esp.icv == IcvState::bad) add_tag(pinfo, "[ICV bad]");
  if (esp.flow != nullptr) add_place(pinfo, esp);
  if (esp.gap != 0) add_tag(pinfo, "[Skips %" PRIu64 "]", esp.gap);
  if (esp.begins_epoch)
    add_tag(pinfo, "[ESN high half %u]", static_cast<unsigned>(esp.sequence >> 32));
  if (esp.rekeyed_in != 0 && esp.rekeyed_in < pinfo->num)
    add_tag(pinfo, "[Rekeyed in %u]", esp.rekeyed_in);
  if (!esp.vpn_id) return;
  if (const char* name = name_of_vpn(*esp.vpn_id))
    add_tag(pinfo, "[VPN-ID %u (%s)]", *esp.vpn_id, name);
  else
    add_tag(pinfo, "[VPN-ID %u]", *esp.vpn_id);
}

void note_message(packet_info* pinfo, const char* title) {
  if (noted_message(pinfo) == nullptr)
    p_add_proto_data(pinfo->pool, pinfo, espect_protocol, message_key, const_cast<char*>(title));
}

const char* noted_message(packet_info* pinfo) {
  return static_cast<const char*>(
      p_get_proto_data(pinfo->pool, pinfo, espect_protocol, message_key));
}

const std::uint64_t* noted_number(packet_info* pinfo) {
  const NotedNumber* noted = number_of(pinfo);
  return noted == nullptr || noted->several ? nullptr : &noted->number;
}

void write_tags(packet_info* pinfo, proto_tree* tree) {
  wmem_strbuf_t* tags = tags_of(pinfo, tags_key);
  wmem_strbuf_t* relations = tags_of(pinfo, relations_key);
  if (tags != nullptr)
    col_prepend_fence_fstr(pinfo->cinfo, COL_INFO, "%s ", wmem_strbuf_get_str(tags));
  if (relations != nullptr) {
    // Of several messages in one TCP segment each ends with a space.
    const char* line = col_get_text(pinfo->cinfo, COL_INFO);
    const bool spaced = line != nullptr && *line != '\0' && line[std::strlen(line) - 1] == ' ';
    col_append_fstr(pinfo->cinfo, COL_INFO, spaced ? "%s" : " %s", wmem_strbuf_get_str(relations));
  }
  if (tags != nullptr || relations != nullptr) renew_info_fields(pinfo, tree);
}

}  // namespace espect::plugin
