// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/show/esp.h"

#include <algorithm>

#include "ipsec/sessions/esp/esp_contents.h"
#include "plugin/audit/open_capture.h"
#include "plugin/show/esp_extensions.h"
#include "plugin/show/generated_fields.h"
#include "plugin/show/info_tags.h"
#include "plugin/show/tree_builder.h"
#include "plugin/wireshark/border.h"
#include "plugin/wireshark/builtin_fields.h"

namespace espect::plugin {
namespace {

struct Builtin {
  int protocol = -1;
  int spi = -1, sequence = -1, iv = -1, encrypted = -1, icv = -1;
  int decrypted = -1, contained = -1, pad = -1, pad_length = -1, next_header = -1;
  dissector_table_t ip_protocols = nullptr;
} builtin;

constexpr std::uint8_t no_next_header = 59;
constexpr std::uint8_t aggfrag = 144;
constexpr int header_octets = 8;

int as_int(std::size_t number) {
  return static_cast<int>(number);
}

// The end of the plaintext: padding, pad length, next header. Gives the octets before it.
std::size_t add_trailer(proto_tree* tree, tvbuff_t* plain,
                        const std::vector<std::uint8_t>& octets) {
  if (octets.size() < 2) return octets.size();
  const std::size_t pad = std::min<std::size_t>(octets[octets.size() - 2], octets.size() - 2);
  const std::size_t end = octets.size() - 2 - pad;
  if (end != 0) proto_tree_add_item(tree, builtin.contained, plain, 0, as_int(end), ENC_NA);
  if (pad != 0) proto_tree_add_item(tree, builtin.pad, plain, as_int(end), as_int(pad), ENC_NA);
  proto_tree_add_item(tree, builtin.pad_length, plain, as_int(octets.size() - 2), 1,
                      ENC_BIG_ENDIAN);
  proto_item* next = proto_tree_add_item(tree, builtin.next_header, plain,
                                         as_int(octets.size() - 1), 1, ENC_BIG_ENDIAN);
  proto_item_append_text(next, " (%s)", ipprotostr(octets.back()));
  return end;
}

void dissect_inner(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, std::uint8_t protocol,
                   void* data) {
  if (!try_number(builtin.ip_protocols, protocol, tvb, pinfo, tree, data))
    call_data_dissector(tvb, pinfo, tree);
}

void dissect_all_inner(tvbuff_t* tvb, tvbuff_t* plain, packet_info* pinfo, proto_tree* tree,
                       const EspResult& esp, void* data) {
  const bool transport_or_tunnel = esp.inner.size() == 1;
  for (std::size_t at = 0; at < esp.inner.size(); ++at) {
    const InnerResult& inner = esp.inner[at];
    tvbuff_t* packet = inner.offset
                           ? tvb_new_subset_length(plain, as_int(*inner.offset), as_int(inner.size))
                           : add_data_source(tvb, pinfo, inner.octets, "Inner packet");
    if (at != 0) {
      col_append_str(pinfo->cinfo, COL_INFO, " | ");
      col_set_fence(pinfo->cinfo, COL_INFO);
    }
    dissect_inner(packet, pinfo, tree, inner.protocol, transport_or_tunnel ? data : nullptr);
  }
}

}  // namespace

void find_esp_fields() {
  builtin.protocol = builtin_protocol("esp");
  const auto field = [](const char* name) { return builtin_field(name); };
  builtin.spi = field("esp.spi");
  builtin.sequence = field("esp.sequence");
  builtin.iv = field("esp.iv");
  builtin.encrypted = field("esp.encrypted_data");
  builtin.icv = field("esp.icv");
  builtin.decrypted = field("esp.decrypted_data");
  builtin.contained = field("esp.contained_data");
  builtin.pad = field("esp.pad");
  builtin.pad_length = field("esp.pad_len");
  builtin.next_header = field("esp.protocol");
  builtin.ip_protocols = find_dissector_table("ip.proto");
}

int dissect_keyed_esp(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) {
  const auto& keyed = *static_cast<const KeyedEsp*>(data);
  const EspResult& esp = *keyed.result;
  const int size = as_int(tvb_captured_length(tvb));
  const std::uint32_t spi = tvb_get_ntohl(tvb, 0);

  col_set_str(pinfo->cinfo, COL_PROTOCOL, "ESP");
  col_add_fstr(pinfo->cinfo, COL_INFO, "ESP (SPI=0x%08x)", spi);
  proto_item* root = proto_tree_add_item(tree, builtin.protocol, tvb, 0, size, ENC_NA);
  name_root(root, spi, esp);
  add_tags(pinfo, esp);
  proto_tree* shown = proto_item_add_subtree(root, *subtree_of(TreeKind::message));
  proto_tree_add_item(shown, builtin.spi, tvb, 0, 4, ENC_BIG_ENDIAN);
  proto_tree_add_item(shown, builtin.sequence, tvb, 4, 4, ENC_BIG_ENDIAN);
  if (keyed.echo != nullptr && keyed.echo->in_clear) {
    show_clear_echo(tvb, pinfo, shown, *keyed.echo);
    return size;
  }
  show_vpn_id(shown, tvb, pinfo, esp, header_octets);
  const int header = header_octets + esp.vpn_id_octets;
  const int overhead = header + esp.iv_octets + esp.icv_octets;
  if (size < overhead) return size;
  if (esp.iv_octets != 0)
    proto_tree_add_item(shown, builtin.iv, tvb, header, esp.iv_octets, ENC_NA);
  proto_tree_add_item(shown, builtin.encrypted, tvb, header + esp.iv_octets, size - overhead,
                      ENC_NA);
  if (esp.icv_octets != 0)
    proto_tree_add_item(shown, builtin.icv, tvb, size - esp.icv_octets, esp.icv_octets, ENC_NA);
  add_sa_fields(shown, tvb, pinfo, esp);
  if (esp.plaintext.empty()) return size;

  tvbuff_t* plain = add_data_source(tvb, pinfo, esp.plaintext, "Decrypted ESP");
  proto_item* item =
      proto_tree_add_item(shown, builtin.decrypted, plain, 0, as_int(esp.plaintext.size()), ENC_NA);
  proto_tree* opened = proto_item_add_subtree(item, *subtree_of(TreeKind::payload));
  const std::size_t contained = add_trailer(opened, plain, esp.plaintext);
  const std::uint8_t next_header = esp.plaintext.back();
  if (const auto contents = sessions::esp_contents_of(esp.plaintext);
      contents && contents->tfc_octets != 0)
    add_tag(pinfo, "[TFC padding %u]", contents->tfc_octets);
  if (next_header == no_next_header) col_append_str(pinfo->cinfo, COL_INFO, " dummy packet");
  if (next_header == aggfrag) show_aggfrag(plain, pinfo, opened, contained, keyed.echo);
  if (next_header == aggfrag && keyed.echo == nullptr)
    col_append_fstr(pinfo->cinfo, COL_INFO, " IP-TFS, %zu inner packets end here",
                    esp.inner.size());
  if (esp.inner.empty()) return size;

  dissect_contents(tvb, plain, pinfo, tree, esp, keyed.data);
  return size;
}

void dissect_contents(tvbuff_t* tvb, tvbuff_t* plain, packet_info* pinfo, proto_tree* tree,
                      const EspResult& esp, void* data) {
  enter_opened_packet(pinfo);
  TRY {
    dissect_all_inner(tvb, plain, pinfo, tree, esp, data);
  }
  FINALLY {
    leave_opened_packet(pinfo);
  }
  ENDTRY;
}

}  // namespace espect::plugin
