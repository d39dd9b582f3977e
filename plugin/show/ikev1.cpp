// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/show/ikev1.h"

#include <algorithm>

#include <fmt/format.h>

#include "plugin/audit/ikev1_summary.h"
#include "plugin/show/builtin_ike.h"
#include "plugin/show/generated_fields.h"
#include "plugin/show/info_tags.h"
#include "plugin/show/presenters.h"
#include "plugin/wireshark/border.h"

namespace espect::plugin {
namespace {

namespace ikev1 = wire::ikev1;

// "Quick Mode: ESP AES-CBC-256, TS ...", "Quick Mode 0x1a2b3c4d: encrypted".
std::string info_text(Bytes message, const IkeResult& ike) {
  Reader in(message);
  const auto header = wire::decode<ikev1::Header>(in);
  auto text = ikev1_title(header);
  if (!in.ok()) return text;
  std::string summary;
  if (ike.opened && ike.has_contents) {
    summary = ikev1_summary(header, registry::Ikev1PayloadType{ike.first_type}, ike.plaintext,
                            wire::Origin::opened);
  } else if (ike.encrypted) {
    // What stays closed has nothing else to be told apart by.
    if (header.message_id != 0) text += fmt::format(" 0x{:08x}", header.message_id);
    summary = "encrypted";
  } else {
    summary = ikev1_summary(header, header.next_payload,
                            wire::behind_header(message, header).peek(), wire::Origin::clear);
  }
  if (!summary.empty()) text += ": " + summary;
  return text;
}

// Whether a tab has these octets: the built-in dissector made it with a key of its own.
bool is_shown(packet_info* pinfo, const std::vector<std::uint8_t>& plaintext) {
  for (GSList* source = pinfo->data_src; source != nullptr; source = source->next) {
    tvbuff_t* tvb = get_data_source_tvb(static_cast<data_source*>(source->data));
    if (tvb_captured_length(tvb) == plaintext.size() &&
        tvb_memeql(tvb, 0, plaintext.data(), plaintext.size()) == 0)
      return true;
  }
  return false;
}

void show_opened(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, const IkeResult& ike) {
  const int size = static_cast<int>(ike.plaintext.size());
  tvbuff_t* source = add_data_source(tvb, pinfo, ike.plaintext, "Decrypted IKEv1");
  proto_item* item = proto_tree_add_item(tree, builtin_ike.decrypted, source, 0, size, ENC_NA);
  proto_item_append_text(item, " (%d bytes)", size);
  TreeBuilder builder(source, pinfo, item);
  const Bytes inside(tvb_get_ptr(source, 0, size), ike.plaintext.size());
  const auto found = ikev1::walk_payloads(registry::Ikev1PayloadType{ike.first_type},
                                          Reader(inside), builder, wire::Origin::opened);
  if (found.fault.problem != Problem::none) builder.malformed(found.fault);
}

}  // namespace

void complete_ikev1(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, const IkeResult& ike) {
  const Bytes message = captured_octets(tvb);
  col_clear(pinfo->cinfo, COL_INFO);
  col_add_str(pinfo->cinfo, COL_INFO,
              packet_text(pinfo->pool, [&] { return info_text(message, ike); }));
  note_message(pinfo, packet_text(pinfo->pool, [&] {
                 Reader in(message);
                 return ikev1_title(wire::decode<ikev1::Header>(in));
               }));
  add_tags(pinfo, ike);
  proto_tree* shown = tree_of_last(tree, "isakmp");
  if (shown != tree) proto_item_append_text(shown, ", IKE SA %u", ike.ike_sa);
  if (ike.opened && !ike.plaintext.empty() && builtin_ike.decrypted >= 0 &&
      !is_shown(pinfo, ike.plaintext))
    show_opened(tvb, pinfo, shown, ike);
  add_ike_fields(shown, tvb, pinfo, ike);
}

}  // namespace espect::plugin
