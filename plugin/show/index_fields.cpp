// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/show/index_fields.h"

#include <array>

#include "plugin/audit/open_capture.h"
#include "plugin/show/info_tags.h"
#include "plugin/show/sa_filters.h"

namespace espect::plugin {
namespace {

struct Fields {
  int ike_sa = -1, child_sa = -1, flow = -1;
} fields;

void add(proto_tree* tree, tvbuff_t* tvb, int field, std::uint32_t id) {
  proto_item_set_generated(proto_tree_add_uint(tree, field, tvb, 0, 0, id));
}

const sessions::EspFlow* flow_of(const FrameSa& sa) {
  const CaptureAudit* audit = open_audit();
  if (audit == nullptr || sa.flow == 0) return nullptr;
  const auto& flows = audit->sessions().flows();
  return sa.flow <= flows.size() ? &flows[sa.flow - 1] : nullptr;
}

}  // namespace

void register_index_fields(int protocol) {
  static std::array items = std::to_array<hf_register_info>({
      {&fields.ike_sa,
       {"IKE SA", "espect.ike_sa", FT_UINT32, BASE_DEC, nullptr, 0,
        "In order of appearance; of ESP and AH the one that made the Child SA", HFILL}},
      {&fields.child_sa,
       {"Child SA", "espect.child_sa", FT_UINT32, BASE_DEC, nullptr, 0,
        "In order of appearance; on the exchange that makes it, too", HFILL}},
      {&fields.flow,
       {"Flow", "espect.flow", FT_UINT32, BASE_DEC, nullptr, 0,
        "One direction of an ESP or AH SA, in order of appearance", HFILL}},
  });
  proto_register_field_array(protocol, items.data(), static_cast<int>(items.size()));
}

void add_ike_sa(proto_tree* tree, tvbuff_t* tvb, std::uint32_t id) {
  add(tree, tvb, fields.ike_sa, id);
}

void add_child_sa(proto_tree* tree, tvbuff_t* tvb, std::uint32_t id) {
  add(tree, tvb, fields.child_sa, id);
}

void add_flow(proto_tree* tree, tvbuff_t* tvb, std::uint32_t id) {
  add(tree, tvb, fields.flow, id);
}

const sessions::ChildSa* child_of(const sessions::EspFlow& flow) {
  const CaptureAudit* audit = open_audit();
  if (audit == nullptr || flow.child_sa == 0) return nullptr;
  const auto& children = audit->sessions().child_sas();
  return flow.child_sa <= children.size() ? &children[flow.child_sa - 1] : nullptr;
}

void add_frame_sa(proto_tree* tree, tvbuff_t* tvb, packet_info* pinfo, const FrameSa& sa) {
  const auto* flow = flow_of(sa);
  const auto* child = flow != nullptr ? child_of(*flow) : nullptr;
  const auto ike_sa = child != nullptr ? child->ike_sa : sa.ike_sa;
  note_sas(pinfo, {ike_sa, child != nullptr ? child->id : 0, sa.flow});
  if (sa.flow != 0) add_flow(tree, tvb, sa.flow);
  if (child != nullptr) add_child_sa(tree, tvb, child->id);
  if (ike_sa != 0) add_ike_sa(tree, tvb, ike_sa);
}

}  // namespace espect::plugin
