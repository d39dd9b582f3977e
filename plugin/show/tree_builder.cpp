// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/show/tree_builder.h"

#include <algorithm>

#include "ipsec/registry/tables.h"
#include "plugin/audit/open_capture.h"
#include "plugin/show/builtin_ike.h"
#include "plugin/show/experimental_notes.h"
#include "plugin/wireshark/other_names.h"

namespace espect::plugin {

ExpertFields expert_fields;

namespace {

int as_int(std::uint32_t number) {
  return static_cast<int>(number);
}

}  // namespace

bool fits_size(ftenum type, std::uint32_t size) {
  if (type == FT_IPv4) return size == 4;
  if (type == FT_IPv6) return size == 16;
  if (type == FT_UINT8) return size == 1;
  if (type == FT_UINT16) return size >= 1 && size <= 2;
  if (type == FT_UINT32) return size >= 1 && size <= 4;
  if (type == FT_UINT64) return size >= 1 && size <= 8;
  return true;
}

int* subtree_of(TreeKind kind) {
  static std::array<int, 7> ids = {-1, -1, -1, -1, -1, -1, -1};
  return &ids[static_cast<std::size_t>(kind)];
}

TreeBuilder::TreeBuilder(tvbuff_t* tvb, packet_info* pinfo, proto_item* root)
    : tvb_(tvb), pinfo_(pinfo) {
  levels_[0] = {proto_item_add_subtree(root, *subtree_of(TreeKind::message)), root,
                TreeKind::message, 0, nullptr};
}

proto_item* TreeBuilder::add(int field, std::uint32_t at, std::uint32_t size) {
  if (!fits_size(proto_registrar_get_nth(static_cast<unsigned>(field))->type, size))
    field = builtin_ike.data;
  // Network order, and ASCII for strings, which Wireshark writes as the same 0.
  const auto added = [&](int id) {
    return proto_tree_add_item(tree(), id, tvb_, as_int(at), as_int(size), ENC_BIG_ENDIAN);
  };
  proto_item* item = added(field);
  if (const int other = other_name_of(field); other >= 0) proto_item_set_hidden(added(other));
  return item;
}

void TreeBuilder::add_part(int field, std::uint64_t bits, bool flag, wire::Place place) {
  const auto* info = proto_registrar_get_nth(static_cast<unsigned>(field));
  if (info->bitmask == 0 && is_unsigned(info->type))
    proto_tree_add_uint(tree(), field, tvb_, as_int(place.offset), as_int(place.size),
                        static_cast<std::uint32_t>(bits));
  else
    add(field, place.offset, place.size);
  if (!flag || info->type != FT_BOOLEAN || info->strings == nullptr || item() == nullptr) return;
  proto_item_append_text(
      item(), "%s%s", level().flags++ == 0 ? " (" : ", ",
      tfs_get_string(bits != 0, static_cast<const true_false_string*>(info->strings)));
}

void TreeBuilder::push(const Level& level) {
  if (depth_ + 1 == levels_.size())
    ++beyond_;
  else
    levels_[++depth_] = level;
}

void TreeBuilder::open_tree(proto_item* item, TreeKind kind, Closing closing) {
  push({proto_item_add_subtree(item, *subtree_of(kind)), item, kind, 0, closing});
}

void TreeBuilder::open_flat() {
  push({tree(), nullptr, TreeKind::other, 0, nullptr});
}

void TreeBuilder::open_as_payload(std::uint8_t type, TreeKind kind, std::uint32_t at,
                                  Closing closing) {
  open_tree(proto_tree_add_uint(tree(), builtin_ike.payload_type, tvb_, as_int(at), 0, type), kind,
            closing);
}

void TreeBuilder::open_payload(std::uint8_t type, bool may_be_experimental, wire::Place place) {
  remembered_ = {};
  proto_item* item = proto_tree_add_uint(tree(), builtin_ike.payload_type, tvb_,
                                         as_int(place.offset), as_int(place.size), type);
  if (may_be_experimental) note_experimental(item, registry::tables::payload_types, type);
  open_tree(item, TreeKind::payload);
}

void TreeBuilder::close(std::uint32_t size) {
  if (beyond_ != 0) {
    --beyond_;
    return;
  }
  if (level().closing != nullptr) level().closing(*this);
  const Level closed = level();
  --depth_;
  if (closed.item == nullptr) return;
  if (closed.kind == TreeKind::bits) {
    if (closed.flags != 0) proto_item_append_text(closed.item, ")");
  } else if (closed.kind != TreeKind::payload) {
    proto_item_set_len(closed.item, as_int(size));
  }
}

const registry::ExperimentalProfile* TreeBuilder::profile() {
  return open_profile();
}

void TreeBuilder::note_experimental(proto_item* item, const registry::Registry& names,
                                    std::uint32_t value) {
  const registry::Row* row =
      registry::find(names, value, registry::meaning_of(profile(), names, value));
  if (row == nullptr || row->state != registry::State::experimental ||
      !is_first_to_show(pinfo_, &names, value))
    return;
  expert_add_info_format(pinfo_, item, &expert_fields.experimental,
                         "%s (%u) is a number of espect's experimental profile, not of a registry",
                         row->name, value);
}

void TreeBuilder::malformed(const Fault& fault) {
  const std::uint32_t end = tvb_captured_length(tvb_);
  const std::uint32_t at = std::min(fault.offset, end);
  const char* text = packet_text(pinfo_->pool, [&] { return to_text(fault); });
  proto_tree_add_expert_format(tree(), pinfo_, &expert_fields.malformed, tvb_, as_int(at),
                               at < end ? 1 : 0, "Malformed: %s", text);
}

void TreeBuilder::extra_data(std::uint32_t at, std::uint32_t end) {
  if (builtin_ike.extra_data >= 0 && at < end) add(builtin_ike.extra_data, at, end - at);
}

}  // namespace espect::plugin
