// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>

#include "ipsec/wire/ikev1/header.h"
#include "ipsec/wire/walker.h"

namespace espect::wire::ikev1 {

// RFC 2408 section 3.3. The top bit chooses the short form (TV: the value in two octets) or length
// and value (TLV). `Kind` is one list of attribute types; its values(code, number, octets) says
// what a type holds: a named number, a number, or in the long form octets shown in a way of theirs.
template <class Kind>
struct Attribute {
  static constexpr const char* name = "attribute";
  static constexpr const char* title = Kind::title;
  using Type = typename Kind::Type;

  std::uint16_t format_and_type = 0;
  std::uint16_t value = 0;    // short form
  std::uint32_t meaning = 0;  // of it, in the registry of its type; see registry::Code
  std::uint16_t length = 0;   // long form
  Bytes data{};

  constexpr Type type() const { return static_cast<std::uint16_t>(format_and_type & 0x7fff); }
  constexpr bool short_form() const { return (format_and_type & 0x8000) != 0; }
  constexpr bool is(std::uint16_t wanted) const { return type().value == wanted; }
  // The value whichever form it has: lifetimes come in both. Nothing when it is no number, or
  // longer than 8 octets.
  constexpr std::optional<std::uint64_t> number() const {
    if (short_form()) return value;
    if (data.empty() || data.size() > sizeof(std::uint64_t)) return std::nullopt;
    std::uint64_t number = 0;
    for (const auto octet : data) number = number << 8U | octet;
    return number;
  }

  static constexpr void describe(auto& wire, auto& self) {
    wire.bits("format_and_type"_f, {"Format and type", nullptr, Display::hex}, self.format_and_type,
              part<0x8000>("format"_f, {"Short form", Kind::format}),
              part<0x7fff>("type"_f, {"Type", Kind::type, Display::automatic, &Type::registry()}));
    wire.when(!self.short_form(),
              [&](auto& w) { w.field("length"_f, {"Length", Kind::length}, self.length); });
    bool shown = false;
    const auto show = [&](bool present, auto&& body) {
      shown = shown || present;
      wire.when(present, body);
    };
    Kind::values(
        [&](std::uint16_t type, auto code, auto called, Label label) {
          show(self.short_form() && self.is(type), [&](auto& w) {
            w.field(called, label, as<decltype(code)>(self.value, self.meaning));
          });
        },
        [&](std::uint16_t type, auto called, Label label) {
          show(self.short_form() && self.is(type),
               [&](auto& w) { w.field(called, label, self.value); });
        },
        [&](std::uint16_t type, auto called, Label label) {
          show(!self.short_form() && self.is(type),
               [&](auto& w) { w.bytes(called, label, self.data, self.length); });
        });
    wire.when(!shown && self.short_form(),
              [&](auto& w) { w.field("value"_f, {"Value", Kind::value}, self.value); });
    wire.when(!shown && !self.short_form(),
              [&](auto& w) { w.bytes("data"_f, {"Value", Kind::value}, self.data, self.length); });
  }
};

}  // namespace espect::wire::ikev1
