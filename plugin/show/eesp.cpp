// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/show/eesp.h"

#include <array>
#include <cinttypes>

#include "ipsec/sessions/esp/esp_contents.h"
#include "ipsec/wire/esp/eesp.h"
#include "plugin/audit/open_capture.h"
#include "plugin/show/esp.h"
#include "plugin/show/experimental_notes.h"
#include "plugin/show/generated_fields.h"
#include "plugin/show/info_tags.h"
#include "plugin/show/presenters.h"
#include "plugin/wireshark/border.h"

namespace espect::plugin {
namespace {

using wire::esp::EespHeader;
using wire::esp::EespPayloadInfo;
using wire::esp::EespPrototypeHeader;

int protocol_id = -1;
struct Fields {
  int form = -1, sequence = -1, iv = -1, clear = -1, encrypted = -1, icv = -1;
  int decrypted = -1, padding = -1, iv_associated = -1;
} fields;
expert_field closed = EI_INIT;

constexpr value_string form_names[] = {
    {0, "draft-ietf-ipsecme-eesp-03"}, {1, "Linux prototype"}, {0, nullptr}};

int as_int(std::size_t number) {
  return static_cast<int>(number);
}

template <class T>
void show(tvbuff_t* tvb, packet_info* pinfo, proto_item* item, std::size_t size) {
  TreeBuilder builder(tvb, pinfo, item);
  const Bytes octets(tvb_get_ptr(tvb, 0, as_int(size)), size);
  const Fault fault = wire::walk_all<T>(octets, 0, builder);
  if (fault.problem != Problem::none) builder.malformed(fault);
}

// Where the parts stand that only the SA tells apart.
void show_parts(proto_tree* tree, tvbuff_t* tvb, const EspResult& esp,
                const sessions::EespHead& head) {
  const auto& facts = *esp.flow->eesp;
  const int size = as_int(tvb_captured_length(tvb));
  int at = as_int(head.octets);
  if (facts.numbered.value_or(false) && size >= at + 8) {
    proto_tree_add_item(tree, fields.sequence, tvb, at, 8, ENC_BIG_ENDIAN);
    at += 8;
  }
  if (esp.icv != IcvState::good) return;
  const int clear = head.crypt_offset ? as_int(head.crypt_offset->encrypted) : 0;
  const int sealed = size - at - esp.iv_octets - clear - esp.icv_octets;
  if (sealed < 0) return;
  if (esp.iv_octets != 0) proto_tree_add_item(tree, fields.iv, tvb, at, esp.iv_octets, ENC_NA);
  at += esp.iv_octets;
  if (clear != 0) proto_tree_add_item(tree, fields.clear, tvb, at, clear, ENC_NA);
  proto_tree_add_item(tree, fields.encrypted, tvb, at + clear, sealed, ENC_NA);
  proto_tree_add_item(tree, fields.icv, tvb, size - esp.icv_octets, esp.icv_octets, ENC_NA);
  proto_item_set_generated(proto_tree_add_boolean(tree, fields.iv_associated, tvb, 0, 0,
                                                  facts.iv_is_associated.value_or(true)));
}

tvbuff_t* show_opened(proto_tree* tree, tvbuff_t* tvb, packet_info* pinfo, const EspResult& esp) {
  tvbuff_t* plain = add_data_source(tvb, pinfo, esp.plaintext, "Decrypted EESP");
  proto_item* item =
      proto_tree_add_item(tree, fields.decrypted, plain, 0, as_int(esp.plaintext.size()), ENC_NA);
  proto_tree* opened = proto_item_add_subtree(item, *subtree_of(TreeKind::payload));
  const bool full = esp.plaintext[0] >> 4 == 0;
  if (full && esp.plaintext.size() >= EespPayloadInfo::octets)
    show<EespPayloadInfo>(plain, pinfo, item, EespPayloadInfo::octets);
  const auto contents = sessions::eesp_contents_of(esp.plaintext);
  if (contents && !contents->padding.empty())
    proto_tree_add_item(opened, fields.padding, plain,
                        as_int(esp.plaintext.size() - contents->padding.size()),
                        as_int(contents->padding.size()), ENC_NA);
  return plain;
}

}  // namespace

int eesp_protocol() {
  return protocol_id;
}

void register_eesp(int protocol) {
  protocol_id = proto_register_protocol("Enhanced Encapsulating Security Payload (experimental)",
                                        "EESP", "espect.eesp");
  static std::array items = std::to_array<hf_register_info>({
      {&fields.form,
       {"Form", "espect.eesp.form", FT_UINT8, BASE_DEC, VALS(form_names), 0,
        "By the preference xp.eesp_preset, else by the first octets", HFILL}},
      {&fields.sequence,
       {"Sequence number", "espect.eesp.sequence", FT_UINT64, BASE_DEC, nullptr, 0,
        "Of the sub-SA, all 64 bits", HFILL}},
      {&fields.iv,
       {"IV", "espect.eesp.iv", FT_BYTES, BASE_NONE, nullptr, 0,
        "By what an IV of the cipher needs", HFILL}},
      {&fields.clear,
       {"Payload in the clear", "espect.eesp.clear", FT_BYTES, BASE_NONE, nullptr, 0,
        "By the option Crypt Offset; authenticated", HFILL}},
      {&fields.encrypted,
       {"Encrypted data", "espect.eesp.encrypted", FT_BYTES, BASE_NONE, nullptr, 0, "Up to the ICV",
        HFILL}},
      {&fields.icv,
       {"ICV", "espect.eesp.icv", FT_BYTES, BASE_NONE, nullptr, 0, "Over all that stands before it",
        HFILL}},
      {&fields.decrypted,
       {"Decrypted data", "espect.eesp.decrypted", FT_BYTES, BASE_NONE, nullptr, 0,
        "Once the ICV has verified", HFILL}},
      {&fields.padding,
       {"Padding", "espect.eesp.padding", FT_BYTES, BASE_NONE, nullptr, 0, "Behind the payload",
        HFILL}},
      {&fields.iv_associated,
       {"IV is associated data", "espect.eesp.iv_associated", FT_BOOLEAN, BASE_NONE, nullptr, 0,
        "The ICV verifies in this reading", HFILL}},
  });
  proto_register_field_array(protocol, items.data(), static_cast<int>(items.size()));
  static std::array experts = std::to_array<ei_register_info>({
      {&closed, {"espect.eesp.closed", PI_DECRYPTION, PI_NOTE, "EESP is not looked into", EXPFILL}},
  });
  expert_register_field_array(expert_register_protocol(protocol_id), experts.data(),
                              static_cast<int>(experts.size()));
}

int dissect_eesp(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, const EspResult* result,
                 void* data) {
  const std::size_t size = tvb_captured_length(tvb);
  if (size < EespHeader::octets) return 0;
  const Bytes octets(tvb_get_ptr(tvb, 0, as_int(size)), size);
  const std::uint32_t spi = tvb_get_ntohl(tvb, 4);
  const unsigned session_id = tvb_get_ntohs(tvb, 2);
  col_set_str(pinfo->cinfo, COL_PROTOCOL, "EESP");
  col_add_fstr(pinfo->cinfo, COL_INFO, "EESP (SPI=0x%08x, session %u)", spi, session_id);
  proto_item* root = proto_tree_add_item(tree, protocol_id, tvb, 0, as_int(size), ENC_NA);
  proto_item_append_text(root, ", SPI 0x%08x, session %u", spi, session_id);
  proto_tree* shown = proto_item_add_subtree(root, *subtree_of(TreeKind::message));
  auto form = sessions::recognised_eesp(octets);
  if (is_eesp(result) && result->flow->eesp->form) form = result->flow->eesp->form;
  if (!form) form = sessions::EespForm::draft;
  proto_item* named = proto_tree_add_uint(shown, fields.form, tvb, 0, 0,
                                          *form == sessions::EespForm::draft ? 0 : 1);
  proto_item_set_generated(named);
  if (is_first_to_show(pinfo, &fields.form, 0))
    expert_add_info(pinfo, named, &expert_fields.experimental);
  if (*form == sessions::EespForm::draft)
    show<EespHeader>(tvb, pinfo, root, size);
  else
    show<EespPrototypeHeader>(tvb, pinfo, root, size);
  if (!is_eesp(result)) return as_int(size);
  const EspResult& esp = *result;
  const auto& facts = *esp.flow->eesp;
  if (const auto why = facts.why_closed(); !why.empty())
    expert_add_info_format(pinfo, root, &closed, "EESP is not looked into: %s", why.c_str());
  if (facts.numbered.value_or(false)) proto_item_append_text(root, ", Seq %" PRIu64, esp.sequence);
  add_tags(pinfo, esp);
  const auto head = facts.form ? sessions::read_eesp_head(*facts.form, octets) : std::nullopt;
  if (head) show_parts(shown, tvb, esp, *head);
  add_sa_fields(shown, tvb, pinfo, esp);
  if (esp.plaintext.empty()) return as_int(size);
  tvbuff_t* plain = show_opened(shown, tvb, pinfo, esp);
  if (!esp.inner.empty()) dissect_contents(tvb, plain, pinfo, tree, esp, data);
  return as_int(size);
}

}  // namespace espect::plugin
