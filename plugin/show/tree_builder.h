// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <type_traits>

#include "ipsec/wire/ike/payload_chain.h"
#include "plugin/show/field_lister.h"

namespace espect::plugin {

enum class TreeKind : std::uint8_t {
  message,
  payload,
  proposal,
  transform,
  attribute,
  bits,
  other
};
int* subtree_of(TreeKind kind);  // Wireshark remembers per kind what the user has opened

struct ExpertFields {
  expert_field malformed = EI_INIT;
  expert_field experimental = EI_INIT;
};
extern ExpertFields expert_fields;
extern int payload_type_field;      // isakmp.typepayload
extern int vendor_name_field;       // isakmp.vid_string
extern int attribute_value_field;   // isakmp.ike2.attr.value
extern int extra_data_field;        // isakmp.extradata
extern int identification_field;    // isakmp.id.data
extern int attribute_format_field;  // isakmp.cfg.attr.format

// A field of fixed size, an address, takes nothing but its own size.
bool fits_size(ftenum type, std::uint32_t size);

// "ADDKE1 ML-KEM-768", "ENCR_AES_GCM_16 256", in packet memory.
const char* transform_text(wmem_allocator_t* pool, std::uint8_t type, std::uint16_t id,
                           std::uint16_t key_length);

// Shows in Wireshark's tree what a walk over a description sees, and adds key exchange methods and
// error notifies to the Info column. Any call into Wireshark may leave by longjmp: this class and
// everything that lives beside it is trivially destructible.
class TreeBuilder {
 public:
  static constexpr bool wants_items = true;

  // `root` is the item of the protocol; `tvb` starts where the walk's offset 0 is.
  // `details`: how many stand in the Info column, counted on over all builders of a message.
  TreeBuilder(tvbuff_t* tvb, packet_info* pinfo, proto_item* root, unsigned* details);

  template <class Owner, class N, class Int>
  void number(wire::Label, Int value, const registry::Registry* names, wire::Place place) {
    if constexpr (std::is_same_v<Owner, ike::Attribute>)
      attribute(value, place, named<N>("key_length"));
    if constexpr (std::is_same_v<Owner, ike::ConfigurationAttribute> && named<N>("type"))
      configuration(value, place);
    proto_item* item =
        std::is_same_v<Owner, ike::Transform> && named<N>("id")
            ? add_transform_id(field_id<Owner, N>, static_cast<std::uint16_t>(value), place)
            : add(field_id<Owner, N>, place.offset, place.size);
    if (names != nullptr) note_experimental(item, *names, static_cast<std::uint32_t>(value));
    if constexpr (std::is_same_v<Owner, ike::Proposal> && named<N>("number"))
      append_to_tree(" # %u", value);
    if constexpr (std::is_same_v<Owner, ike::Transform>) {
      if constexpr (named<N>("type")) transform_type_ = value;
      if constexpr (sizeof(Int) == 2 && !named<N>("length")) {
        transform_id_ = value;
        transform_seen_ = true;
      }
      if constexpr (named<N>("addke")) add_hidden(second_field_id<Owner, N>, place);
    }
    if constexpr (std::is_same_v<Owner, ike::KeyExchange> && named<N>("method"))
      key_exchange(value);
    if constexpr (std::is_same_v<Owner, ike::Notify> && named<N>("type")) notify(value);
  }

  template <class Owner, class N>
  void octets(wire::Label, Bytes octets, std::uint32_t at) {
    if constexpr (std::is_same_v<Owner, ike::CertificateRequest> && named<N>("authorities"))
      return authorities(field_id<Owner, N>, octets, at);
    if constexpr (std::is_same_v<Owner, ike::Identification> && !named<N>("reserved"))
      return identification(field_id<Owner, N>, at, static_cast<std::uint32_t>(octets.size()));
    if constexpr (std::is_same_v<Owner, ike::ConfigurationAttribute>)
      return configuration_value(field_id<Owner, N>, octets, at);
    add(field_id<Owner, N>, at, static_cast<std::uint32_t>(octets.size()));
    if constexpr (std::is_same_v<Owner, ike::VendorId>) vendor(octets, at);
    if constexpr (std::is_same_v<Owner, ike::Attribute> && named<N>("data"))
      attribute_size_ = octets.size();
    if constexpr (std::is_same_v<Owner, ike::Notify> && named<N>("data")) {
      notify_data_ = octets;
      notify_data_at_ = at;
    }
  }

  template <class Owner, class N>
  void open(const char* label, wire::Place place) {
    if constexpr (std::is_same_v<Owner, ike::SecurityAssociation>)
      open_payload_like(2, TreeKind::proposal, place.offset);
    else if constexpr (std::is_same_v<Owner, ike::Proposal>)
      open_payload_like(3, TreeKind::transform, place.offset);
    else if constexpr (std::is_same_v<Owner, ike::Transform>)
      open_tree(add(field_id<Owner, N>, place.offset, 0), TreeKind::attribute, place.offset);
    else if (field_id<Owner, N> < 0 || label == nullptr)
      open_flat(place.offset);
    else
      open_tree(add(field_id<Owner, N>, place.offset, place.size), TreeKind::other, place.offset);
  }

  template <class Owner, class N, class Int>
  void open_bits(wire::Label, Int value, wire::Place place) {
    if constexpr (std::is_same_v<Owner, ike::Attribute>) attribute_format_ = value;
    if constexpr (std::is_same_v<Owner, ike::Header> && named<N>("version"))
      open_tree(add_version(field_id<Owner, N>, value, place), TreeKind::bits, place.offset);
    else if (field_id<Owner, N> < 0)
      open_flat(place.offset);
    else
      open_tree(add(field_id<Owner, N>, place.offset, place.size), TreeKind::bits, place.offset);
  }
  template <class Owner, class N, class Int, std::uint64_t Mask>
  void part(wire::Label, Int value, bool flag, wire::Place place) {
    add_part(field_id<Owner, N>, wire::extract<Mask>(value), flag, place);
  }

  void open_payload(const ike::Payload& payload, wire::Place place);
  void close(std::uint32_t size);

  // Shows the data of a notify in a form that only notify_forms.h knows.
  Fault show_notify_form();
  // Says in the tree that is open now what is wrong, and where.
  void malformed(const Fault& fault);
  void extra_data(std::uint32_t at, std::uint32_t end);
  proto_tree* tree() { return level().tree; }  // that is open now
  tvbuff_t* tvb() const { return tvb_; }
  unsigned* details() const { return details_; }

 private:
  struct Level {
    proto_tree* tree;
    proto_item* item;  // nullptr: shown flat, in the tree around it
    std::uint32_t start;
    TreeKind kind;
    unsigned flags;  // shown behind the item so far
  };

  Level& level() { return levels_[depth_]; }
  proto_item* add(int field, std::uint32_t at, std::uint32_t size);
  proto_item* add_version(int field, std::uint8_t value, wire::Place place);
  proto_item* add_transform_id(int field, std::uint16_t id, wire::Place place);
  void add_part(int field, std::uint64_t bits, bool flag, wire::Place place);
  void add_hidden(int field, wire::Place place);
  void open_tree(proto_item* item, TreeKind kind, std::uint32_t at);
  void open_flat(std::uint32_t at);
  void open_payload_like(std::uint8_t type, TreeKind kind, std::uint32_t at);
  void append_to_tree(const char* format, unsigned value);
  void note_experimental(proto_item* item, const registry::Registry& names, std::uint32_t value);
  void attribute(std::uint16_t value, wire::Place place, bool key_length);
  void detail(const char* text);
  void key_exchange(std::uint16_t method);
  void notify(std::uint16_t type);
  void vendor(Bytes octets, std::uint32_t at);
  void configuration(std::uint16_t type, wire::Place place);
  void configuration_value(int field, Bytes octets, std::uint32_t at);
  void authorities(int field, Bytes octets, std::uint32_t at);
  void identification(int field, std::uint32_t at, std::uint32_t size);
  void close_payload(std::uint32_t end);

  tvbuff_t* tvb_;
  packet_info* pinfo_;
  unsigned* details_;
  std::array<Level, 16> levels_{};
  std::size_t depth_ = 0;

  std::uint8_t payload_type_ = 0;
  std::uint8_t transform_type_ = 0;
  std::uint16_t transform_id_ = 0;
  bool transform_seen_ = false;
  std::uint16_t transform_key_length_ = 0;
  std::uint16_t attribute_format_ = 0;
  std::size_t attribute_size_ = 0;
  std::uint16_t notify_type_ = 0;
  std::uint16_t configuration_type_ = 0;
  bool notify_seen_ = false;
  Bytes notify_data_;
  std::uint32_t notify_data_at_ = 0;
};
static_assert(std::is_trivially_destructible_v<TreeBuilder>);

}  // namespace espect::plugin
