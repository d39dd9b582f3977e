// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/show/ike.h"

#include <algorithm>

#include "ipsec/registry/tables.h"
#include "plugin/audit/ike_summary.h"
#include "plugin/show/builtin_ike.h"
#include "plugin/show/foreign.h"
#include "plugin/show/generated_fields.h"
#include "plugin/show/info_tags.h"
#include "plugin/show/presenters.h"
#include "plugin/wireshark/border.h"
#include "plugin/wireshark/builtin_fields.h"

namespace espect::plugin {
namespace {

Bytes message_octets(Bytes octets, const ike::Header& header) {
  return octets.first(std::min<std::size_t>(octets.size(), header.length));
}

Fault show_body(TreeBuilder& builder, const ike::Payload& payload) {
  Fault fault{};
  const auto end =
      static_cast<std::uint32_t>(payload.offset + ike::PayloadHeader::octets + payload.body.size());
  ike::with_payload_body(payload.type.value, [&](auto body) {
    using Body = decltype(body);
    fault =
        wire::walk_all<Body>(payload.body, payload.offset + ike::PayloadHeader::octets, builder);
    if (fault.problem == Problem::none) fault = Presenter<Body>::finish(builder, end);
  });
  return fault;
}

struct Builtin {
  int iv = -1, data = -1, icv = -1, contained = -1, padding = -1, pad_length = -1;
} builtin;

// What is shown of one message.
struct Shown {
  packet_info* pinfo;
  const IkeResult* ike;  // null: nothing is opened
  bool cut;  // the capture ends before the message does; then the end is no fault of the message
};

void show_payloads(const Shown& shown, TreeBuilder& builder, registry::PayloadType first,
                   Reader in);

void append(std::string& text, const std::string& words) {
  if (!words.empty()) text += (text.ends_with(':') ? " " : ", ") + words;
}

// "IKE_AUTH request: IDi=alice.example, ...", "IKE_AUTH request 1: encrypted, fragment 2 of 4".
std::string info_text(Bytes message, const IkeResult* ike) {
  Reader in(message);
  const auto header = wire::decode<ike::Header>(in);
  auto text = message_title(header);
  if (!in.ok()) return text;
  const Bytes payloads = message_octets(message, header).subspan(ike::Header::octets);
  ike::PayloadChain chain(header.next_payload, Reader(payloads));
  ike::Payload payload;
  bool encrypted = false;
  while (!encrypted && chain.advance(payload)) encrypted = payload.encrypted();
  const bool opened = encrypted && ike != nullptr && ike->opened;
  // What stays closed has nothing else to be told apart by.
  if (encrypted && !opened) text += " " + std::to_string(header.message_id);
  text += ':';
  if (encrypted && !opened) append(text, "encrypted");
  if (encrypted) append(text, fragment_text(payload));
  if (!encrypted)
    append(text, payload_summary(header, header.next_payload, payloads));
  else if (opened && ike->has_contents)
    append(text, payload_summary(header, registry::PayloadType{ike->first_type}, ike->contents()));
  if (text.ends_with(':')) text.pop_back();
  const CaptureAudit* audit = open_audit();
  return audit != nullptr ? registry::with_vpn_names(text, audit->settings().vpn_names) : text;
}

// The payloads inside, below `item`, which is on `source`.
void show_contents(const Shown& shown, tvbuff_t* source, proto_item* item) {
  const auto octets = shown.ike->contents();
  TreeBuilder builder(source, shown.pinfo, item);
  const unsigned size = tvb_captured_length(source);
  const Bytes inside(tvb_get_ptr(source, 0, static_cast<int>(size)), size);
  const Shown whole{shown.pinfo, nullptr, false};
  show_payloads(whole, builder, registry::PayloadType{shown.ike->first_type},
                Reader(inside.first(std::min<std::size_t>(octets.size(), inside.size())), 0));
}

// SK or SKF, opened: RFC 7296 section 3.14, RFC 7383 section 2.5.
void show_opened(const Shown& shown, TreeBuilder& builder, const ike::Payload& payload) {
  const auto& ike = *shown.ike;
  const bool fragment = payload.type.value == registry::payload::skf;
  int at = static_cast<int>(payload.offset + ike::PayloadHeader::octets);
  const int end = at + static_cast<int>(payload.body.size());
  proto_tree* tree = builder.tree();
  tvbuff_t* tvb = builder.tvb();
  if (fragment) {
    proto_tree_add_item(tree, field_id<ike::EncryptedFragment, wire::Name<"number">>, tvb, at, 2,
                        ENC_BIG_ENDIAN);
    proto_tree_add_item(tree, field_id<ike::EncryptedFragment, wire::Name<"total">>, tvb, at + 2, 2,
                        ENC_BIG_ENDIAN);
    at += 4;
  }
  const int encrypted = end - at - ike.iv_octets - ike.icv_octets;
  if (encrypted < 0 || ike.plaintext.empty()) return;
  if (ike.iv_octets != 0) proto_tree_add_item(tree, builtin.iv, tvb, at, ike.iv_octets, ENC_NA);
  proto_tree_add_item(tree, builtin.data, tvb, at + ike.iv_octets, encrypted, ENC_NA);

  const int size = static_cast<int>(ike.plaintext.size());
  const int inside = std::max(0, size - 1 - ike.plaintext.back());
  tvbuff_t* source = add_data_source(tvb, shown.pinfo, ike.plaintext,
                                     fragment ? "Decrypted IKEv2 fragment" : "Decrypted IKEv2");
  proto_item* item = proto_tree_add_item(tree, builtin_ike.decrypted, source, 0, size, ENC_NA);
  proto_item_append_text(item, " (%d bytes)", size);
  proto_tree* plain = proto_item_add_subtree(item, *subtree_of(TreeKind::other));
  if (inside != 0) {
    proto_item* contained =
        proto_tree_add_item(plain, builtin.contained, source, 0, inside, ENC_NA);
    proto_item_append_text(contained, " (%d bytes)", inside);
    if (!fragment && ike.has_contents) show_contents(shown, source, contained);
  }
  if (size - 1 > inside)
    proto_tree_add_item(plain, builtin.padding, source, inside, size - 1 - inside, ENC_NA);
  proto_tree_add_item(plain, builtin.pad_length, source, size - 1, 1, ENC_BIG_ENDIAN);
  if (ike.icv_octets != 0)
    proto_tree_add_item(tree, builtin.icv, tvb, end - ike.icv_octets, ike.icv_octets, ENC_NA);

  if (fragment && !ike.reassembled.empty()) {
    tvbuff_t* whole = add_data_source(tvb, shown.pinfo, ike.reassembled, "Reassembled IKEv2");
    const int all = static_cast<int>(ike.reassembled.size());
    proto_item* contained = proto_tree_add_item(tree, builtin.contained, whole, 0, all, ENC_NA);
    proto_item_append_text(contained, " (%d bytes, reassembled)", all);
    show_contents(shown, whole, contained);
  }
}

void show_payloads(const Shown& shown, TreeBuilder& builder, registry::PayloadType first,
                   Reader in) {
  const std::uint32_t message_end = in.offset() + static_cast<std::uint32_t>(in.left());
  ike::PayloadChain chain(first, in, builder.profile());
  ike::Payload payload;
  bool reported = shown.cut;
  // A message may have thousands; these are enough to say what is wrong with it.
  constexpr unsigned most_malformed = 20;
  unsigned bodies = 0;
  const auto report = [&](const Fault& fault) {
    if (fault.problem == Problem::none || reported) return;
    builder.malformed(fault);
    reported = true;
  };
  while (chain.advance(payload)) {
    const auto size = static_cast<std::uint32_t>(ike::PayloadHeader::octets + payload.body.size());
    builder.open_payload(payload, {payload.offset, size});
    wire::Walker<ike::PayloadHeader, TreeBuilder> walker(
        Reader(payload.header_octets, payload.offset), builder);
    ike::PayloadHeader::describe(walker, payload.header);
    Fault fault{};
    if (payload.encrypted() && shown.ike != nullptr && shown.ike->opened)
      show_opened(shown, builder, payload);
    else
      fault = show_body(builder, payload);
    report(chain.fault());
    if (!shown.cut && fault.problem != Problem::none && chain.fault().problem == Problem::none &&
        bodies++ < most_malformed)
      builder.malformed(fault);
    if (fault.problem == Problem::none && chain.fault().problem == Problem::none)
      show_foreign(builder, payload);
    builder.close(size);
  }
  if (shown.cut) return;
  if (chain.fault().problem == Problem::trailing_bytes)
    builder.extra_data(chain.fault().offset, message_end);
  report(chain.fault());
}

}  // namespace

Handling handling_of(tvbuff_t* tvb) {
  const Bytes octets = captured_octets(tvb);
  Reader in(octets);
  const auto header = wire::decode<ike::Header>(in);
  // The built-in dissector decides what is no IKE at all.
  if (!in.ok() || header.major_version() != 2 || header.length < ike::Header::octets)
    return Handling::other;
  ike::PayloadChain chain(
      header.next_payload,
      Reader(message_octets(octets, header).subspan(ike::Header::octets), ike::Header::octets));
  ike::Payload payload;
  while (chain.advance(payload))
    if (payload.encrypted()) return Handling::encrypted_ikev2;
  return Handling::clear_ikev2;
}

void show_info(packet_info* pinfo, Bytes message, const IkeResult* ike) {
  const char* text = packet_text(pinfo->pool, [&] { return info_text(message, ike); });
  col_clear(pinfo->cinfo, COL_INFO);
  col_add_str(pinfo->cinfo, COL_INFO, text);
  note_message(pinfo, packet_text(pinfo->pool, [&] {
                 Reader in(message);
                 return message_title(wire::decode<ike::Header>(in));
               }));
  if (ike != nullptr) add_tags(pinfo, *ike);
}

void find_ike_fields() {
  const auto field = [](const char* name) { return builtin_field(name, Shape::octets, nullptr); };
  builtin.iv = field("isakmp.enc.iv");
  builtin.data = field("isakmp.enc.data");
  builtin.icv = field("isakmp.enc.icd");
  builtin.contained = field("isakmp.enc.contained");
  builtin.padding = field("isakmp.enc.padding");
  builtin.pad_length = builtin_field("isakmp.enc.pad_length");
  find_foreign();
}

int dissect_ikev2(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, const IkeResult* ike) {
  static const int protocol = builtin_protocol("isakmp");
  const Bytes octets = captured_octets(tvb);
  Reader in(octets);
  const auto header = wire::decode<ike::Header>(in);
  const Bytes message = message_octets(octets, header);

  col_set_str(pinfo->cinfo, COL_PROTOCOL, builtin_short_name("isakmp"));
  show_info(pinfo, octets, ike);

  proto_item* root =
      proto_tree_add_item(tree, protocol, tvb, 0, static_cast<int>(message.size()), ENC_NA);
  proto_item_append_text(root, ", %s",
                         packet_text(pinfo->pool, [&] { return message_title(header); }));
  if (ike != nullptr) proto_item_append_text(root, ", IKE SA %u", ike->ike_sa);
  TreeBuilder builder(tvb, pinfo, root);
  ike::Header shown;
  wire::Walker<ike::Header, TreeBuilder> walker(Reader(octets), builder);
  ike::Header::describe(walker, shown);

  const std::uint32_t reported = tvb_reported_length(tvb);
  const bool too_long = header.length > reported;
  const bool cut =
      octets.size() < std::min(header.length, reported) || (too_long && pinfo->fragmented);
  if (too_long && !cut) {
    constexpr std::uint32_t length_at = 24;
    builder.malformed({Problem::length_past_end, length_at, "IKE message"});
  }
  show_payloads({pinfo, ike, cut}, builder, header.next_payload,
                Reader(message.subspan(ike::Header::octets), ike::Header::octets));
  if (ike != nullptr) {
    add_ike_fields(builder.tree(), tvb, pinfo, *ike);
  }
  // Wireshark's own words for a capture or a fragment that ends too early.
  if (cut)
    tvb_ensure_bytes_exist(tvb, 0,
                           static_cast<int>(std::min<std::uint32_t>(header.length, G_MAXINT32)));
  return static_cast<int>(message.size());
}

}  // namespace espect::plugin
