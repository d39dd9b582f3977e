// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <type_traits>

#include "ipsec/wire/ike/payload_chain.h"
#include "plugin/show/field_lister.h"

namespace espect::plugin {

// Wireshark remembers per kind what the user has opened.
enum class TreeKind : std::uint8_t {
  message,
  payload,
  proposal,
  transform,
  attribute,
  bits,
  other
};
int* subtree_of(TreeKind kind);

struct ExpertFields {
  expert_field malformed = EI_INIT;
  expert_field experimental = EI_INIT;
};
extern ExpertFields expert_fields;

// A field of fixed size, an address, takes nothing but its own size.
bool fits_size(ftenum type, std::uint32_t size);

// What items of one structure tell later ones; set and read by the presenters of those structures.
struct Remembered {
  std::uint8_t transform_type = 0;
  std::uint16_t transform_id = 0;
  bool transform_has_id = false;
  std::uint16_t key_length = 0;
  std::uint16_t attribute_format = 0;
  std::size_t attribute_size = 0;
  std::uint16_t configuration_type = 0;
  std::uint16_t notify_type = 0;
  bool notify_has_type = false;
  Bytes notify_data;
  std::uint32_t notify_data_at = 0;
};

// Shows in Wireshark's tree what a walk over a description sees, item by item. What a structure
// wants beyond that is in its presenter (presenter.h). Any call into Wireshark may leave by
// longjmp: this class and everything that lives beside it is trivially destructible.
class TreeBuilder {
 public:
  static constexpr bool wants_items = true;
  static const registry::ExperimentalProfile* profile();  // of the open capture

  // `root` is the item of the protocol; `tvb` starts where the walk's offset 0 is.
  TreeBuilder(tvbuff_t* tvb, packet_info* pinfo, proto_item* root);

  // What a walk calls; see presenter.h.
  template <class Owner, class N, class Int>
  void number(wire::Label, Int value, const registry::Registry* names, wire::Place place);
  template <class Owner, class N>
  void octets(wire::Label, Bytes octets, std::uint32_t at);
  template <class Owner, class N>
  void open(const char* label, wire::Place place);
  template <class Owner, class N, class Int>
  void open_bits(wire::Label, Int value, wire::Place place);
  template <class Owner, class N, class Int, std::uint64_t Mask>
  void part(wire::Label, Int value, bool flag, wire::Place place) {
    add_part(field_id<Owner, N>, wire::extract<Mask>(value), flag, place);
  }
  void close(std::uint32_t size);

  // Of either version.
  template <class Version>
  void open_payload(const wire::ChainedPayload<Version>& payload, wire::Place place) {
    const bool experimental = std::is_same_v<Version, ike::Version>;
    open_payload(payload.type.value, experimental, place);
  }
  // Says in the tree that is open now what is wrong, and where.
  void malformed(const Fault& fault);
  void extra_data(std::uint32_t at, std::uint32_t end);

  // For presenters. `closing` is called when what is opened ends, while it is still open.
  using Closing = void (*)(TreeBuilder&);
  proto_item* add(int field, std::uint32_t at, std::uint32_t size);
  void open_tree(proto_item* item, TreeKind kind, Closing closing = nullptr);
  void open_flat();  // in the tree around it
  // Under isakmp.typepayload, as Wireshark shows proposals and transforms.
  void open_as_payload(std::uint8_t type, TreeKind kind, std::uint32_t at, Closing closing);

  proto_tree* tree() { return level().tree; }  // that is open now
  proto_item* item() { return level().item; }  // of that tree; null when shown flat
  tvbuff_t* tvb() const { return tvb_; }
  packet_info* pinfo() const { return pinfo_; }
  Remembered& remembered() { return remembered_; }

 private:
  void open_payload(std::uint8_t type, bool may_be_experimental, wire::Place place);
  struct Level {
    proto_tree* tree;
    proto_item* item;
    TreeKind kind;
    unsigned flags;  // shown behind the item so far
    Closing closing;
  };

  Level& level() { return levels_[depth_]; }
  void push(const Level& level);
  void add_part(int field, std::uint64_t bits, bool flag, wire::Place place);
  void note_experimental(proto_item* item, const registry::Registry& names, std::uint32_t value);

  tvbuff_t* tvb_;
  packet_info* pinfo_;
  std::array<Level, 16> levels_{};
  std::size_t depth_ = 0;
  std::size_t beyond_ = 0;  // opened below the deepest level, and shown in it
  Remembered remembered_;
};
static_assert(std::is_trivially_destructible_v<TreeBuilder>);

}  // namespace espect::plugin
