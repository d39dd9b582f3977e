// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/show/tree_builder.h"

#include <algorithm>
#include <cstring>

#include "ipsec/registry/tables.h"
#include "plugin/wireshark/builtin_fields.h"

namespace espect::plugin {

ExpertFields expert_fields;
int payload_type_field = -1;
int vendor_name_field = -1;
int attribute_value_field = -1;
int extra_data_field = -1;
int identification_field = -1;
int attribute_format_field = -1;

namespace {

const registry::Registry* transform_ids(std::uint8_t type) {
  namespace types = registry::transform_type;
  switch (type) {
    case types::encr:
      return &registry::tables::encr;
    case types::prf:
      return &registry::tables::prf;
    case types::integ:
      return &registry::tables::integ;
    case types::sn:
      return &registry::tables::sn;
    case types::kwa:
      return &registry::tables::kwa;
    case types::gcauth:
      return &registry::tables::gcauth;
    default:
      break;
  }
  if (type == types::ke || (type >= types::addke1 && type <= types::addke7))
    return &registry::tables::ke;
  return nullptr;
}

constexpr std::uint16_t short_key_length = 0x8000 | registry::attribute_type::key_length;

int as_int(std::uint32_t number) {
  return static_cast<int>(number);
}

const char* fault_text(wmem_allocator_t* pool, const Fault& fault) {
  return packet_text(pool, [&] { return to_text(fault); });
}

}  // namespace

bool fits_size(ftenum type, std::uint32_t size) {
  if (type == FT_IPv4) return size == 4;
  if (type == FT_IPv6) return size == 16;
  return true;
}

int* subtree_of(TreeKind kind) {
  static std::array<int, 7> ids = {-1, -1, -1, -1, -1, -1, -1};
  return &ids[static_cast<std::size_t>(kind)];
}

const char* transform_text(wmem_allocator_t* pool, std::uint8_t type, std::uint16_t id,
                           std::uint16_t key_length) {
  const char* type_name = name_text(pool, registry::tables::transform_types, type);
  const auto* names = transform_ids(type);
  const char* name =
      names != nullptr ? name_text(pool, *names, id) : wmem_strdup_printf(pool, "%u", id);
  // ENCR_AES_GCM_16 says its type itself.
  const std::size_t size = std::strlen(type_name);
  const bool tells_type = std::strncmp(name, type_name, size) == 0 && name[size] == '_';
  const char* text = tells_type ? name : wmem_strdup_printf(pool, "%s %s", type_name, name);
  return key_length != 0 ? wmem_strdup_printf(pool, "%s %u", text, key_length) : text;
}

TreeBuilder::TreeBuilder(tvbuff_t* tvb, packet_info* pinfo, proto_item* root, unsigned* details)
    : tvb_(tvb), pinfo_(pinfo), details_(details) {
  levels_[0] = {proto_item_add_subtree(root, *subtree_of(TreeKind::message)), root, 0,
                TreeKind::message, 0};
}

proto_item* TreeBuilder::add(int field, std::uint32_t at, std::uint32_t size) {
  if (!fits_size(proto_registrar_get_nth(static_cast<unsigned>(field))->type, size))
    field = builtin_field("isakmp.datapayload");
  // Network order, and ASCII for strings, which Wireshark writes as the same 0.
  return proto_tree_add_item(level().tree, field, tvb_, as_int(at), as_int(size), ENC_BIG_ENDIAN);
}

proto_item* TreeBuilder::add_version(int field, std::uint8_t value, wire::Place place) {
  return proto_tree_add_uint_format_value(level().tree, field, tvb_, as_int(place.offset),
                                          as_int(place.size), value, "%u.%u", value >> 4,
                                          value & 0xf);
}

// isakmp.tf.id bears the names of key exchange methods, which are wrong for other types.
proto_item* TreeBuilder::add_transform_id(int field, std::uint16_t id, wire::Place place) {
  const auto* names = transform_ids(transform_type_);
  const char* name = names != nullptr ? name_text(pinfo_->pool, *names, id) : nullptr;
  return proto_tree_add_uint_format_value(
      level().tree, field, tvb_, as_int(place.offset), as_int(place.size), id,
      name != nullptr ? "%s (%u)" : "%s%u", name != nullptr ? name : "", id);
}

void TreeBuilder::add_part(int field, std::uint64_t bits, bool flag, wire::Place place) {
  const auto* info = proto_registrar_get_nth(static_cast<unsigned>(field));
  if (info->bitmask == 0 && is_unsigned(info->type))
    proto_tree_add_uint(level().tree, field, tvb_, as_int(place.offset), as_int(place.size),
                        static_cast<std::uint32_t>(bits));
  else
    add(field, place.offset, place.size);
  if (!flag || info->type != FT_BOOLEAN || info->strings == nullptr || level().item == nullptr)
    return;
  proto_item_append_text(
      level().item, "%s%s", level().flags++ == 0 ? " (" : ", ",
      tfs_get_string(bits != 0, static_cast<const true_false_string*>(info->strings)));
}

void TreeBuilder::add_hidden(int field, wire::Place place) {
  proto_item_set_hidden(add(field, place.offset, place.size));
}

void TreeBuilder::open_tree(proto_item* item, TreeKind kind, std::uint32_t at) {
  proto_tree* tree = proto_item_add_subtree(item, *subtree_of(kind));
  if (depth_ + 1 == levels_.size()) std::abort();  // descriptions nest at most six deep
  levels_[++depth_] = {tree, item, at, kind, 0};
}

void TreeBuilder::open_flat(std::uint32_t at) {
  proto_tree* around = level().tree;
  if (depth_ + 1 == levels_.size()) std::abort();
  levels_[++depth_] = {around, nullptr, at, TreeKind::other, 0};
}

void TreeBuilder::open_payload_like(std::uint8_t type, TreeKind kind, std::uint32_t at) {
  transform_seen_ = false;
  transform_key_length_ = 0;
  open_tree(proto_tree_add_uint(level().tree, payload_type_field, tvb_, as_int(at), 0, type), kind,
            at);
}

void TreeBuilder::open_payload(const ike::Payload& payload, wire::Place place) {
  payload_type_ = payload.type.value;
  notify_seen_ = false;
  notify_data_ = {};
  proto_item* item = proto_tree_add_uint(level().tree, payload_type_field, tvb_,
                                         as_int(place.offset), as_int(place.size), payload_type_);
  note_experimental(item, registry::tables::payload_types, payload_type_);
  open_tree(item, TreeKind::payload, place.offset);
}

void TreeBuilder::close(std::uint32_t size) {
  const Level closed = level();
  if (closed.kind == TreeKind::payload) close_payload(closed.start + size);
  --depth_;
  if (closed.item == nullptr) return;
  switch (closed.kind) {
    case TreeKind::bits:
      if (closed.flags != 0) proto_item_append_text(closed.item, ")");
      return;
    case TreeKind::transform:
      if (!transform_seen_) break;
      proto_item_set_text(
          closed.item, "Transform: %s",
          transform_text(pinfo_->pool, transform_type_, transform_id_, transform_key_length_));
      break;
    case TreeKind::attribute:
      proto_item_append_text(
          closed.item, " (t=%u,l=%u): %s", attribute_format_ & 0x7fffU,
          static_cast<unsigned>((attribute_format_ & 0x8000) != 0 ? 2 : attribute_size_),
          name_text(pinfo_->pool, registry::tables::attribute_types, attribute_format_ & 0x7fff));
      if (attribute_format_ == short_key_length)
        proto_item_append_text(closed.item, ": %u", transform_key_length_);
      break;
    default:
      break;
  }
  if (closed.kind != TreeKind::payload) proto_item_set_len(closed.item, as_int(size));
}

// Wireshark shows the data of a notify also when there is none.
void TreeBuilder::close_payload(std::uint32_t end) {
  if (!notify_seen_ || !notify_data_.empty()) return;
  add(field_id<ike::Notify, wire::Name<"data">>, end, 0);
}

void TreeBuilder::append_to_tree(const char* format, unsigned value) {
  proto_item_append_text(level().item, format, value);
}

void TreeBuilder::note_experimental(proto_item* item, const registry::Registry& names,
                                    std::uint32_t value) {
  const registry::Row* row = registry::find(names, value);
  if (row == nullptr || row->state != registry::State::experimental) return;
  expert_add_info_format(pinfo_, item, &expert_fields.experimental,
                         "%s (%u) is a number of espect's experimental profile, not of a registry",
                         row->name, value);
}

Fault TreeBuilder::show_notify_form() {
  Fault fault{};
  if (!notify_seen_ || notify_data_.empty()) return fault;
  with_notify_form(notify_type_, [&](auto form) {
    using Form = decltype(form);
    wire::Walker<Form, TreeBuilder> walker(Reader(notify_data_, notify_data_at_), *this);
    Form::describe(walker, form);
    if (walker.in().ok() && !walker.in().empty()) walker.fail(Problem::trailing_bytes, Form::name);
    fault = walker.in().fault();
  });
  return fault;
}

void TreeBuilder::malformed(const Fault& fault) {
  const std::uint32_t end = tvb_captured_length(tvb_);
  const std::uint32_t at = std::min(fault.offset, end);
  proto_tree_add_expert_format(level().tree, pinfo_, &expert_fields.malformed, tvb_, as_int(at),
                               at < end ? 1 : 0, "Malformed: %s", fault_text(pinfo_->pool, fault));
}

void TreeBuilder::extra_data(std::uint32_t at, std::uint32_t end) {
  if (extra_data_field >= 0 && at < end) add(extra_data_field, at, end - at);
}

}  // namespace espect::plugin
