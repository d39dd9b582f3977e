// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/tables.h"
#include "plugin/audit/open_capture.h"
#include "plugin/show/ike.h"
#include "plugin/show/transform_text.h"
#include "plugin/wireshark/border.h"
#include "plugin/wireshark/builtin_fields.h"
#include "plugin/wireshark/registry_strings.h"

// The built-in dissector takes some texts from static tables of its own, which no overlay reaches.
namespace espect::plugin {
namespace {

void name_notify(packet_info* pinfo, proto_node* payload, proto_node* type) {
  const std::uint32_t value = unsigned_value(PNODE_FINFO(type));
  const auto& names = registry::tables::notify_types;
  const char* name = name_text(pinfo->pool, names, value, open_profile());
  const registry::Row* row =
      registry::find(names, value, registry::meaning_of(open_profile(), names, value));
  // The built-in one knows private types of 3GPP.
  if (row == nullptr || row->is_range_text()) return;
  proto_item_set_text(type, "%s: %s (%u)", PNODE_FINFO(type)->hfinfo->name, name, value);
  proto_item_set_text(payload, "Payload: Notify (41) - %s", name);
}

// Works on what the built-in dissector has put into the tree; without a visible tree there is
// nothing to name.
void name_items(packet_info* pinfo, proto_node* parent) {
  std::uint32_t transform_type = 0;
  std::uint32_t transform_id = 0;
  std::uint32_t key_length = 0;
  for (proto_node* node = parent->first_child; node != nullptr; node = node->next) {
    field_info* info = PNODE_FINFO(node);
    if (is_builtin(info, "isakmp.notify.msgtype")) name_notify(pinfo, parent, node);
    if (is_builtin(info, "isakmp.tf.type")) transform_type = unsigned_value(info);
    if (is_below_builtin(info, "isakmp.tf.id")) transform_id = unsigned_value(info);
    if (is_builtin(info, "isakmp.ike2.attr"))
      for (proto_node* part = node->first_child; part != nullptr; part = part->next)
        if (is_builtin(PNODE_FINFO(part), "isakmp.ike2.attr.key_length"))
          key_length = unsigned_value(PNODE_FINFO(part));
    name_items(pinfo, node);
  }
  if (transform_type != 0)
    proto_item_set_text(parent, "Transform: %s",
                        transform_text(pinfo->pool, static_cast<std::uint8_t>(transform_type),
                                       static_cast<std::uint16_t>(transform_id),
                                       static_cast<std::uint16_t>(key_length), open_profile()));
}

}  // namespace

void name_delegated(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, const IkeResult* ike) {
  show_info(pinfo, captured_octets(tvb), ike);
  if (tree == nullptr || !PTREE_DATA(tree)->visible) return;
  proto_node* message = nullptr;
  for (proto_node* node = tree->first_child; node != nullptr; node = node->next)
    if (is_builtin(PNODE_FINFO(node), "isakmp")) message = node;
  if (message != nullptr) name_items(pinfo, message);
}

}  // namespace espect::plugin
