// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wireshark/column_fields.h"

#include <cstring>

#if ESPECT_WIRESHARK_AT_LEAST(4, 2)
#include <epan/column-info.h>
#endif

namespace espect::plugin {

#if ESPECT_WIRESHARK_AT_LEAST(4, 2)
namespace {

// Of the column that this field is; null when it is no Info column.
const char* info_of(const column_info& columns, int field) {
  for (int at = 0; at < static_cast<int>(columns.num_cols); ++at)
    if (columns.columns[at].hf_id == field && columns.columns[at].col_fmt == COL_INFO)
      return columns.columns[at].col_data;
  return nullptr;
}

// An item that no filter asks for has no field_info; from 4.6 on it is a node all the same, and the
// fields below it are below that node.
const header_field_info* described(const proto_node& node) {
#if ESPECT_WIRESHARK_AT_LEAST(4, 6)
  return PNODE_HFINFO(&node);
#else
  const field_info* info = PNODE_FINFO(&node);
  return info == nullptr ? nullptr : info->hfinfo;
#endif
}

// Below their protocol, or beside it where nobody asked for the protocol.
void renew(proto_node* parent, const column_info& columns) {
  for (proto_node* node = parent->first_child; node != nullptr; node = node->next) {
    const header_field_info* field = described(*node);
    if (field == nullptr) continue;
    if (std::strcmp(field->abbrev, "_ws.col") == 0)
      renew(node, columns);
    else if (const char* text = info_of(columns, field->id);
             text != nullptr && PNODE_FINFO(node) != nullptr)
      fvalue_set_string(PNODE_FINFO(node)->value, text);
  }
}

}  // namespace

void renew_info_fields(packet_info* pinfo, proto_tree* tree) {
  if (tree != nullptr && pinfo->cinfo != nullptr) renew(tree, *pinfo->cinfo);
}
#else
void renew_info_fields(packet_info* /*pinfo*/, proto_tree* /*tree*/) {}
#endif

}  // namespace espect::plugin
