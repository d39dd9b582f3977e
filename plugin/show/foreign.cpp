// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/show/foreign.h"

#include "plugin/wireshark/builtin_fields.h"

namespace espect::plugin {
namespace {

struct Builtin {
  int eap_data = -1, certificate_hash = -1, certificate_url = -1;
  dissector_handle_t eap = nullptr;
  dissector_table_t media_types = nullptr;
} builtin;

void dissect_foreign(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, bool eap) {
  col_set_writable(pinfo->cinfo, -1, false);
  TRY {
    if (eap)
      call_dissector_only(builtin.eap, tvb, pinfo, tree, nullptr);
    else
      try_text(builtin.media_types, "application/pkix-cert", tvb, pinfo, tree);
  }
  FINALLY {
    col_set_writable(pinfo->cinfo, -1, true);
  }
  ENDTRY;
}

}  // namespace

void show_foreign(TreeBuilder& builder, const ike::Payload& payload) {
  const int at = static_cast<int>(payload.offset + ike::PayloadHeader::octets);
  const int size = static_cast<int>(payload.body.size());
  // RFC 7296 section 3.6.
  constexpr std::uint8_t x509_signature = 4, hash_and_url_certificate = 12,
                         hash_and_url_bundle = 13;
  constexpr int hash_octets = 20;
  if (payload.type.value == registry::payload::cert && size > 1 + hash_octets &&
      (payload.body[0] == hash_and_url_certificate || payload.body[0] == hash_and_url_bundle) &&
      builtin.certificate_hash >= 0 && builtin.certificate_url >= 0) {
    proto_tree_add_item(builder.tree(), builtin.certificate_hash, builder.tvb(), at + 1,
                        hash_octets, ENC_NA);
    proto_tree_add_item(builder.tree(), builtin.certificate_url, builder.tvb(),
                        at + 1 + hash_octets, size - 1 - hash_octets, ENC_ASCII);
  }
  const bool certificate = payload.type.value == registry::payload::cert && size > 1 &&
                           payload.body[0] == x509_signature && builtin.media_types != nullptr;
  const bool eap =
      payload.type.value == registry::payload::eap && size >= 4 && builtin.eap != nullptr;
  if (!certificate && !eap) return;
  if (eap && builtin.eap_data >= 0)
    proto_tree_add_item(builder.tree(), builtin.eap_data, builder.tvb(), at, size, ENC_NA);
  tvbuff_t* tvb = eap ? tvb_new_subset_length(builder.tvb(), at, size)
                      : tvb_new_subset_length(builder.tvb(), at + 1, size - 1);
  dissect_foreign(tvb, builder.pinfo(), builder.tree(), eap);
}

void find_foreign() {
  const auto field = [](const char* name) { return builtin_field(name, Shape::octets, nullptr); };
  builtin.eap_data = field("isakmp.eap.data");
  builtin.certificate_hash = field("isakmp.cert.x509.hash");
  builtin.certificate_url = field("isakmp.cert.x509.url");
  builtin.eap = builtin_dissector("eap");
  builtin.media_types = find_dissector_table("media_type");
}

}  // namespace espect::plugin
