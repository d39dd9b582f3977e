// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>

#include "ipsec/bytes/bytes.h"
#include "ipsec/registry/code.h"

// The vocabulary of descriptions. A structure on the wire is
//
//   struct X {
//     static constexpr const char* name = "x";      // its part of field names, lower_case
//     static constexpr const char* title = "X";     // for people
//     fields;
//     static constexpr void describe(auto& wire, auto& self) { wire.field(...); ... }
//   };
//
// with describe() naming the fields in wire order. Visitors call it: Walker (decodes, and tells a
// sink what it saw), Encoder, and plugin/'s FieldLister. The verbs:
//
//   field(name, label, number)              an unsigned integer or a registry::Code
//   flags(name, label, number, part<m>...)  one-bit parts of a number
//   bits(name, label, number, part<m>...)   parts of a number that have values
//   reserved(count, label)                  ignored on receipt, zero when sent
//   bytes(name, label, octets, count)       a known number of octets
//   rest(name, label, octets)               all that is left of the structure
//   list(name, label, list[, count])        all that is left, as a run of structures
//   structure(name, label, other)           another description in place
//   length16(name, label, number, body)     a length that counts from the start of the structure;
//                                           the body must use it up exactly
//   when(condition, body)                   fields that are there only sometimes
//   ahead()                                 what is left of the structure, where it is read; else
//   empty inside(octets, Other{})                 octets read before, shown as a structure of their
//   own
namespace espect::wire {

template <std::size_t N>
struct FixedString {
  char text[N]{};
  // NOLINTNEXTLINE(google-explicit-constructor): a literal becomes a template argument
  consteval FixedString(const char (&literal)[N]) { std::copy_n(literal, N, text); }
};

template <FixedString S>
struct Name {
  static constexpr const char* text = S.text;
};

inline namespace literals {
template <FixedString S>
constexpr Name<S> operator""_f() {
  return {};
}
}  // namespace literals

// `number`: octets that are one number.
enum class Display : std::uint8_t {
  automatic,
  hex,
  text,
  ipv4,
  ipv6,
  vendor_id,
  signature,
  number
};

struct Label {
  const char* text = nullptr;
  const char* wireshark = nullptr;  // the field that Wireshark's own dissector has for this
  Display display = Display::automatic;
  const registry::Registry* values = nullptr;  // of a part of a number, whose values have names
};

template <class T>
concept Coded = requires(T code) {
  typename T::value_type;
  T::registry();
  code.value;
  code.meaning;
};

// A number that is stored plainly in the structure but named by a registry that depends on
// another field (a transform id by its transform type).
template <class Code, class Int, class Meaning>
struct CodeView {
  using value_type = typename Code::value_type;
  Int& value;
  Meaning& meaning;
  static constexpr const registry::Registry& registry() { return Code::registry(); }
};
template <class Code, class Int, class Meaning>
constexpr CodeView<Code, Int, Meaning> as(Int& value, Meaning& meaning) {
  return {value, meaning};
}

// A run of bits of a number, shifted down when shown.
template <std::uint64_t Mask, class N>
struct Part {
  static constexpr std::uint64_t mask = Mask;
  using name = N;
  Label label;
};
template <std::uint64_t Mask, class N>
constexpr Part<Mask, N> part(N, Label label) {
  return {label};
}
template <std::uint64_t Mask>
constexpr std::uint64_t extract(std::uint64_t value) {
  return (value & Mask) / (Mask & (~Mask + 1));
}

}  // namespace espect::wire
