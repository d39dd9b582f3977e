// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <deque>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/show/field_names.h"
#include "plugin/show/notify_forms.h"
#include "plugin/wireshark/builtin_fields.h"
#include "plugin/wireshark/registry_strings.h"

namespace espect::plugin {

// The Wireshark field of a described field: a built-in one or one of ours. -1 = it has none, its
// parts stand for themselves.
template <class Owner, class N>
inline int field_id = -1;

// A field of ours beside the built-in one, for what the built-in one does not tell apart.
template <class Owner, class N>
inline int second_field_id = -1;

template <class T>
inline char type_tag = 0;

// What the walk over all descriptions found: our fields to register, built-in ones to rename.
struct FieldTable {
  struct Names {
    int field;
    const registry::Registry* names;
  };
  std::vector<hf_register_info> fields;
  std::vector<Names> overlays;
  std::deque<std::string> abbreviations;  // stable addresses: Wireshark keeps the pointers
  std::set<const void*> seen;
};

// Walks a description once, at start-up, with every condition true.
template <class Owner>
class FieldLister {
 public:
  explicit FieldLister(FieldTable& into) : into_(into) {}

  template <class N, std::unsigned_integral Int>
  void field(N, wire::Label label, Int&) {
    add_number<N, Int>(label, nullptr, 0);
  }
  template <class N, class C>
    requires wire::Coded<std::remove_reference_t<C>>
  void field(N, wire::Label label, C&&) {
    using Code = std::remove_reference_t<C>;
    add_number<N, typename Code::value_type>(label, &Code::registry(), 0);
    // Which transform ids are additional key exchanges, the built-in field does not say. That of a
    // key exchange has another name in releases after 4.6.
    if constexpr ((std::is_same_v<Owner, ike::TransformSubstructure> && named<N>("addke")) ||
                  (std::is_same_v<Owner, ike::KeyExchange> && named<N>("method")))
      add_own<N, second_field_id<Owner, N>>(label, number_type<typename Code::value_type>(),
                                            BASE_DEC | BASE_RANGE_STRING,
                                            range_strings(Code::registry()), 0);
  }
  template <class N, std::unsigned_integral Int, class... Parts>
  void flags(N name, wire::Label label, Int& value, Parts... parts) {
    split<true>(name, label, value, parts...);
  }
  template <class N, std::unsigned_integral Int, class... Parts>
  void bits(N name, wire::Label label, Int& value, Parts... parts) {
    split<false>(name, label, value, parts...);
  }
  void reserved(std::size_t, wire::Label label = {"Reserved"}) {
    add_octets<wire::Name<"reserved">>(label);
  }
  template <class N>
  void bytes(N, wire::Label label, Bytes&, std::size_t) {
    add_octets<N>(label);
  }
  template <class N>
  void rest(N, wire::Label label, Bytes&) {
    add_octets<N>(label);
  }
  template <class N, class T, class... Count>
  void list(N, wire::Label label, wire::List<T>&, Count...) {
    if constexpr (!is_shown_flat<T> && !is_payload_like<T>) add_heading<N>(label);
    list_fields<T>(into_);
  }
  template <class N, class T>
  void structure(N, wire::Label label, T&) {
    add_heading<N>(label);
    list_fields<T>(into_);
  }
  template <class N, std::unsigned_integral Int, class Body>
  void length16(N name, wire::Label label, Int& value, Body&& body) {
    field(name, label, value);
    body(*this);
  }
  static constexpr const registry::ExperimentalProfile* profile() { return nullptr; }
  template <class Body>
  void when(bool, Body&& body) {
    body(*this);
  }
  static constexpr Bytes ahead() { return {}; }
  template <class T>
  void inside(Bytes, T) {
    list_fields<T>(into_);
  }

  template <class T>
  static void list_fields(FieldTable& into) {
    if (!into.seen.insert(&type_tag<T>).second) return;
    FieldLister<T> lister(into);
    T value{};
    T::describe(lister, value);
  }

 private:
  template <class Int>
  static constexpr ftenum number_type() {
    return sizeof(Int) == 1   ? FT_UINT8
           : sizeof(Int) == 2 ? FT_UINT16
           : sizeof(Int) == 4 ? FT_UINT32
                              : FT_UINT64;
  }

  // True when Wireshark has the field itself.
  template <class N>
  bool use_builtin(wire::Label label, Shape shape, const registry::Registry* names) {
    label = with_builtin<Owner, N>(label);
    if (label.wireshark == nullptr) return false;
    const int found = builtin_field(label.wireshark, shape, names);
    if (found < 0) return false;
    field_id<Owner, N> = found;
    // The built-in dissector shows most of IKEv1: its words stay.
    if (names != nullptr && !is_ikev1<Owner> &&
        std::string_view(label.wireshark).starts_with("isakmp."))
      into_.overlays.push_back({found, names});
    return true;
  }

  template <class N, int& Id>
  void add_own(wire::Label label, ftenum type, int display, const void* strings,
               std::uint64_t mask) {
    if (!into_.seen.insert(&Id).second) return;
    const auto& abbreviation = into_.abbreviations.emplace_back(std::string(prefix_of<Owner>) +
                                                                path_of<Owner> + "." + N::text);
    into_.fields.push_back(
        {&Id,
         {label.text, abbreviation.c_str(), type, display, strings, mask, title_of<Owner>, HFILL}});
  }

  template <class N, class Int>
  void add_number(wire::Label label, const registry::Registry* names, std::uint64_t mask) {
    if (use_builtin<N>(label, Shape::number, names)) return;
    const int base = label.display == wire::Display::hex ? BASE_HEX : BASE_DEC;
    if constexpr (named<N>("next_header"))
      return add_own<N, field_id<Owner, N>>(label, number_type<Int>(), base | BASE_EXT_STRING,
                                            &ipproto_val_ext, mask);
    if (const auto* values = values_of<Owner, N>; values != nullptr)
      return add_own<N, field_id<Owner, N>>(label, number_type<Int>(), base, values, mask);
    add_own<N, field_id<Owner, N>>(label, number_type<Int>(),
                                   names != nullptr ? base | BASE_RANGE_STRING : base,
                                   names != nullptr ? range_strings(*names) : nullptr, mask);
  }
  template <class N>
  void add_octets(wire::Label label) {
    const bool number = label.display == wire::Display::number;
    if (use_builtin<N>(label, number ? Shape::number : Shape::octets, nullptr)) return;
    const ftenum type = label.display == wire::Display::ipv4   ? FT_IPv4
                        : label.display == wire::Display::ipv6 ? FT_IPv6
                        : label.display == wire::Display::text ? FT_STRING
                                                               : FT_BYTES;
    add_own<N, field_id<Owner, N>>(label, type, BASE_NONE, nullptr, 0);
  }
  template <class N>
  void add_heading(wire::Label label) {
    if (!use_builtin<N>(label, Shape::octets, nullptr))
      add_own<N, field_id<Owner, N>>(label, FT_NONE, BASE_NONE, nullptr, 0);
  }

  template <bool Flags, class N, class Int, class... Parts>
  void split(N, wire::Label label, Int&, Parts... parts) {
    // Parts that Wireshark knows without the whole are shown without it, as there.
    const bool whole = label.wireshark != nullptr || ((parts.label.wireshark == nullptr) && ...);
    if (whole) add_number<N, Int>(label, nullptr, 0);
    (add_part<Flags, Int, Parts>(parts), ...);
  }
  template <bool Flag, class Int, class Part>
  void add_part(Part part) {
    using N = typename Part::name;
    if constexpr (!Flag)
      add_number<N, Int>(part.label, nullptr, Part::mask);
    else if (!use_builtin<N>(part.label, Shape::number, nullptr))
      add_own<N, field_id<Owner, N>>(part.label, FT_BOOLEAN, int{sizeof(Int)} * 8,
                                     TFS(&tfs_set_notset), Part::mask);
  }

  FieldTable& into_;
};

// Every description that the plugin shows.
inline void list_all_fields(FieldTable& into) {
  FieldLister<ike::Header>::list_fields<ike::Header>(into);
  FieldLister<ike::Header>::list_fields<ike::PayloadHeader>(into);
  for (unsigned type = 0; type <= 0xff; ++type)
    ike::with_payload_body(static_cast<std::uint8_t>(type), [&](auto body) {
      FieldLister<ike::Header>::list_fields<decltype(body)>(into);
    });
  FieldLister<ike::Header>::list_fields<wire::ikev1::PayloadHeader>(into);
  FieldLister<ike::Header>::list_fields<wire::ikev1::Padding>(into);
  for (unsigned type = 0; type <= 0xff; ++type)
    wire::ikev1::with_payload_body(static_cast<std::uint8_t>(type), [&](auto body) {
      FieldLister<ike::Header>::list_fields<decltype(body)>(into);
    });
  FieldLister<ike::Header>::list_fields<wire::esp::Aggfrag>(into);
  FieldLister<ike::Header>::list_fields<wire::esp::Echo>(into);
  FieldLister<ike::Header>::list_fields<wire::esp::EchoPlain>(into);
  FieldLister<ike::Header>::list_fields<wire::esp::EchoShort>(into);
  FieldLister<ike::Header>::list_fields<wire::esp::EespHeader>(into);
  FieldLister<ike::Header>::list_fields<wire::esp::EespPrototypeHeader>(into);
  FieldLister<ike::Header>::list_fields<wire::esp::EespPayloadInfo>(into);
  for_each_notify_form(
      [&](auto form) { FieldLister<ike::Header>::list_fields<decltype(form)>(into); });
}

}  // namespace espect::plugin
