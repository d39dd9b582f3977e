// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/ike_dissector.h"

#include <algorithm>

#include "ipsec/registry/tables.h"
#include "plugin/tree_builder.h"

namespace espect::plugin {
namespace {

// All captured octets. Borrowed from the tvb, which lives as long as the packet.
Bytes captured(tvbuff_t* tvb) {
  const unsigned size = tvb_captured_length(tvb);
  return size == 0 ? Bytes() : Bytes(tvb_get_ptr(tvb, 0, static_cast<int>(size)), size);
}

Bytes message_octets(Bytes octets, const ike::Header& header) {
  return octets.first(std::min<std::size_t>(octets.size(), header.length));
}

Fault show_body(TreeBuilder& builder, const ike::Payload& payload) {
  Fault fault{};
  ike::with_payload_body(payload.type.value, [&](auto body) {
    using Body = decltype(body);
    wire::Walker<Body, TreeBuilder> walker(
        Reader(payload.body, payload.offset + ike::PayloadHeader::octets), builder);
    Body::describe(walker, body);
    if (walker.in().ok() && !walker.in().empty()) walker.fail(Problem::trailing_bytes, Body::name);
    fault = walker.in().fault();
  });
  return fault.problem != Problem::none ? fault : builder.show_notify_form();
}

// `cut`: the capture ends before the message does; then the end is no fault of the message.
void show_payloads(TreeBuilder& builder, const ike::Header& header, Bytes message, bool cut) {
  ike::PayloadChain chain(header.next_payload,
                          Reader(message.subspan(ike::Header::octets), ike::Header::octets));
  ike::Payload payload;
  bool reported = cut;
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
    const Fault fault = show_body(builder, payload);
    report(chain.fault());
    if (!cut && fault.problem != Problem::none && chain.fault().problem == Problem::none)
      builder.malformed(fault);
    builder.close(size);
  }
  if (cut) return;
  if (chain.fault().problem == Problem::trailing_bytes)
    builder.extra_data(chain.fault().offset, static_cast<std::uint32_t>(message.size()));
  report(chain.fault());
}

}  // namespace

Handling handling_of(tvbuff_t* tvb) {
  const Bytes octets = captured(tvb);
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

int dissect_clear_ikev2(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree) {
  static const int protocol = proto_get_id_by_filter_name("isakmp");
  const Bytes octets = captured(tvb);
  Reader in(octets);
  const auto header = wire::decode<ike::Header>(in);
  const Bytes message = message_octets(octets, header);

  col_set_str(pinfo->cinfo, COL_PROTOCOL, "ISAKMP");
  col_clear(pinfo->cinfo, COL_INFO);
  col_add_fstr(pinfo->cinfo, COL_INFO, "%s MID=%02u %s %s",
               name_text(pinfo->pool, registry::tables::exchange_types, header.exchange.value),
               header.message_id, header.from_initiator() ? "Initiator" : "Responder",
               header.response() ? "Response" : "Request");

  proto_item* root =
      proto_tree_add_item(tree, protocol, tvb, 0, static_cast<int>(message.size()), ENC_NA);
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
  show_payloads(builder, header, message, cut);
  // Wireshark's own words for a capture or a fragment that ends too early.
  if (cut)
    tvb_ensure_bytes_exist(tvb, 0,
                           static_cast<int>(std::min<std::uint32_t>(header.length, G_MAXINT32)));
  return static_cast<int>(message.size());
}

}  // namespace espect::plugin
