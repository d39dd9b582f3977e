// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/show/esp_extensions.h"

#include <array>
#include <vector>

#include "ipsec/wire/esp/aggfrag.h"
#include "ipsec/wire/esp/echo.h"
#include "plugin/show/experimental_notes.h"
#include "plugin/show/presenters.h"

namespace espect::plugin {
namespace {

namespace esp = wire::esp;

constexpr int header_octets = 8;

struct Fields {
  int form = -1, request_in = -1, reply_in = -1, time = -1, padding = -1, pad_length = -1;
  int next_header = -1, vpn_id = -1, vpn_name = -1, vpn_id_covered = -1, payload = -1;
} fields;
expert_field unknown_layout = EI_INIT;
expert_field vpn_id_not_covered = EI_INIT;

// In the order of sessions::EchoForm.
const value_string* form_names() {
  static std::vector<value_string> names;
  if (names.empty()) {
    for (auto form = 0U; form <= static_cast<unsigned>(sessions::EchoForm::g); ++form)
      names.push_back({form, sessions::to_text(static_cast<sessions::EchoForm>(form)).data()});
    names.push_back({0, nullptr});
  }
  return names.data();
}

// Shows `size` octets at `at` by a description; anything left over is said to be wrong.
template <class T>
void show(tvbuff_t* tvb, packet_info* pinfo, proto_item* item, int at, std::size_t size) {
  TreeBuilder builder(tvb, pinfo, item);
  const Bytes octets(tvb_get_ptr(tvb, at, static_cast<int>(size)), size);
  const Fault fault = wire::walk_all<T>(octets, static_cast<std::uint32_t>(at), builder);
  if (fault.problem != Problem::none) builder.malformed(fault);
}

void add_columns(packet_info* pinfo, const EchoResult& echo) {
  const char* kind = echo.reply ? "reply" : "request";
  if (echo.form == sessions::EchoForm::unknown)
    col_add_fstr(pinfo->cinfo, COL_INFO, "ESP echo %s, no known layout", kind);
  else if (!echo.numbered)
    col_add_fstr(pinfo->cinfo, COL_INFO, "ESP echo %s", kind);
  else
    col_add_fstr(pinfo->cinfo, COL_INFO, "ESP echo %s  id=0x%04x seq=%u", kind, echo.identifier,
                 echo.sequence);
  if (echo.dialogue == nullptr) return;
  if (echo.reply && echo.dialogue->request_frame != 0)
    col_append_fstr(pinfo->cinfo, COL_INFO, " (request in %u)", echo.dialogue->request_frame);
  else if (!echo.reply && echo.dialogue->response_frame != 0)
    col_append_fstr(pinfo->cinfo, COL_INFO, " (reply in %u)", echo.dialogue->response_frame);
}

void add_links(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, const EchoResult& echo) {
  proto_item* form =
      proto_tree_add_uint(tree, fields.form, tvb, 0, 0, static_cast<std::uint32_t>(echo.form));
  proto_item_set_generated(form);
  if (echo.form == sessions::EchoForm::unknown)
    expert_add_info(pinfo, form, &unknown_layout);
  else if (is_first_to_show(pinfo, &fields.form, static_cast<std::uint32_t>(echo.form)))
    expert_add_info(pinfo, form, &expert_fields.experimental);
  const Dialogue* dialogue = echo.dialogue;
  if (dialogue == nullptr || dialogue->request_frame == 0 || dialogue->response_frame == 0) return;
  if (!echo.reply) {
    proto_item_set_generated(
        proto_tree_add_uint(tree, fields.reply_in, tvb, 0, 0, dialogue->response_frame));
    return;
  }
  proto_item_set_generated(
      proto_tree_add_uint(tree, fields.request_in, tvb, 0, 0, dialogue->request_frame));
  const auto nanoseconds = dialogue->response_time.nanoseconds - dialogue->request_time.nanoseconds;
  nstime_t time;
  time.secs = nanoseconds / 1'000'000'000;
  time.nsecs = static_cast<int>(nanoseconds % 1'000'000'000);
  proto_item_set_generated(proto_tree_add_time(tree, fields.time, tvb, 0, 0, &time));
}

}  // namespace

void register_esp_extensions(int protocol) {
  static std::array items = std::to_array<hf_register_info>({
      {&fields.form,
       {"Layout", "espect.esp.echo.form", FT_UINT8, BASE_DEC, VALS(form_names()), 0,
        "Of which draft, by content or preference", HFILL}},
      {&fields.request_in,
       {"Request in", "espect.esp.echo.request_in", FT_FRAMENUM, BASE_NONE,
        FRAMENUM_TYPE(FT_FRAMENUM_REQUEST), 0, "The echo request that this answers", HFILL}},
      {&fields.reply_in,
       {"Reply in", "espect.esp.echo.reply_in", FT_FRAMENUM, BASE_NONE,
        FRAMENUM_TYPE(FT_FRAMENUM_RESPONSE), 0, "The first reply to this echo request", HFILL}},
      {&fields.time,
       {"Round-trip time", "espect.esp.echo.time", FT_RELATIVE_TIME, BASE_NONE, nullptr, 0,
        "From the echo request to its first reply", HFILL}},
      {&fields.padding,
       {"Padding", "espect.esp.echo.padding", FT_BYTES, BASE_NONE, nullptr, 0,
        "Of ESP, behind an echo in the clear", HFILL}},
      {&fields.pad_length,
       {"Pad length", "espect.esp.echo.pad_length", FT_UINT8, BASE_DEC, nullptr, 0,
        "Of ESP, in octets", HFILL}},
      {&fields.next_header,
       {"Next header", "espect.esp.echo.next_header", FT_UINT8, BASE_DEC | BASE_EXT_STRING,
        &ipproto_val_ext, 0, "Of ESP: an IP protocol number", HFILL}},
      {&fields.payload,
       {"Payload", "espect.esp.echo.payload", FT_BYTES, BASE_NONE, nullptr, 0,
        "Of ESP: an echo, or what IP-TFS carries", HFILL}},
      {&fields.vpn_id,
       {"VPN-ID", "espect.esp.vpn_id", FT_UINT32, BASE_DEC, nullptr, 0,
        "Experimental profile: behind the sequence number, in SPI, flow label or option", HFILL}},
      {&fields.vpn_name,
       {"Name of the VPN", "espect.esp.vpn_id.name", FT_STRING, BASE_NONE, nullptr, 0,
        "As the preference espect.vpn_names has it", HFILL}},
      {&fields.vpn_id_covered,
       {"VPN-ID is covered by the ICV", "espect.esp.vpn_id.covered", FT_BOOLEAN, BASE_NONE, nullptr,
        0, "False: nothing proves that it is the sender's", HFILL}},
  });
  proto_register_field_array(protocol, items.data(), static_cast<int>(items.size()));
}

void register_esp_extension_experts(expert_module_t* module) {
  static std::array experts = std::to_array<ei_register_info>({
      {&unknown_layout,
       {"espect.esp.echo.unknown_layout", PI_PROTOCOL, PI_NOTE,
        "On an SPI of ESP echo, but in no layout that is known", EXPFILL}},
      {&vpn_id_not_covered,
       {"espect.esp.vpn_id.not_covered", PI_SECURITY, PI_WARN, "The VPN-ID is not authenticated",
        EXPFILL}},
  });
  expert_register_field_array(module, experts.data(), static_cast<int>(experts.size()));
}

void show_clear_echo(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, const EchoResult& echo) {
  const int size = static_cast<int>(tvb_captured_length(tvb)) - header_octets;
  add_columns(pinfo, echo);
  proto_item* item = proto_tree_add_item(tree, fields.payload, tvb, header_octets, size, ENC_NA);
  proto_tree* below = proto_item_add_subtree(item, *subtree_of(TreeKind::payload));
  const bool trailer =
      echo.form != sessions::EchoForm::g && echo.form != sessions::EchoForm::unknown;
  const int end = trailer ? size - 2 - echo.pad_octets : size;
  const auto octets = static_cast<std::size_t>(end > 0 ? end : 0);
  if (echo.form == sessions::EchoForm::b || echo.form == sessions::EchoForm::a_or_b)
    show<esp::EchoPlain>(tvb, pinfo, item, header_octets, octets);
  else if (echo.form == sessions::EchoForm::f)
    show<esp::Echo>(tvb, pinfo, item, header_octets, octets);
  else if (echo.form == sessions::EchoForm::g)
    show<esp::EchoShort>(tvb, pinfo, item, header_octets, octets);
  if (trailer && end >= 0) {
    if (echo.pad_octets != 0)
      proto_tree_add_item(below, fields.padding, tvb, header_octets + end, echo.pad_octets, ENC_NA);
    proto_tree_add_item(below, fields.pad_length, tvb, header_octets + size - 2, 1, ENC_BIG_ENDIAN);
    proto_tree_add_item(below, fields.next_header, tvb, header_octets + size - 1, 1,
                        ENC_BIG_ENDIAN);
  }
  add_links(tvb, pinfo, below, echo);
}

void show_aggfrag(tvbuff_t* plain, packet_info* pinfo, proto_tree* tree, std::size_t size,
                  const EchoResult* echo) {
  if (size == 0) return;
  proto_item* item =
      proto_tree_add_item(tree, fields.payload, plain, 0, static_cast<int>(size), ENC_NA);
  proto_tree* below = proto_item_add_subtree(item, *subtree_of(TreeKind::payload));
  if (echo == nullptr) return show<esp::Aggfrag>(plain, pinfo, item, 0, size);
  add_columns(pinfo, *echo);
  if (echo->form == sessions::EchoForm::g)
    show<esp::EchoShort>(plain, pinfo, item, 0, size);
  else
    show<esp::Echo>(plain, pinfo, item, 0, size);
  add_links(plain, pinfo, below, *echo);
}

void show_vpn_id(proto_tree* tree, tvbuff_t* tvb, packet_info* pinfo, const EspResult& esp,
                 int at) {
  if (!esp.vpn_id) return;
  const bool here = esp.vpn_id_octets != 0;
  proto_item* item =
      here ? proto_tree_add_item(tree, fields.vpn_id, tvb, at, esp.vpn_id_octets, ENC_BIG_ENDIAN)
           : proto_tree_add_uint(tree, fields.vpn_id, tvb, 0, 0, *esp.vpn_id);
  if (!here) proto_item_set_generated(item);
  if (const char* name = name_of_vpn(*esp.vpn_id)) {
    proto_item_append_text(item, " (%s)", name);
    proto_item_set_generated(proto_tree_add_string(tree, fields.vpn_name, tvb, 0, 0, name));
  }
  proto_item_set_generated(
      proto_tree_add_boolean(tree, fields.vpn_id_covered, tvb, 0, 0, esp.vpn_id_covered));
  if (!esp.vpn_id_covered)
    expert_add_info(pinfo, item, &vpn_id_not_covered);
  else if (is_first_to_show(pinfo, &fields.vpn_id, 0))
    expert_add_info(pinfo, item, &expert_fields.experimental);
}

}  // namespace espect::plugin
