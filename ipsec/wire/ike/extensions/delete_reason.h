// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ike/header.h"
#include "ipsec/wire/walker.h"

// draft-pwouters-ipsecme-delete-info: why the Delete payload beside it was sent. Its number is one
// that NULL_AUTH had in old libreswan, so data that cannot be a reason is none.
namespace espect::wire::ike {

// Revision 03.
struct EarlyDeleteReason {
  static constexpr const char* name = "delete_reason_03";
  static constexpr const char* title = "Delete reason (revision 03, experimental)";
  static constexpr std::size_t octets = 2;
  registry::EarlyDeleteReason reason{};
  static constexpr void describe(auto& wire, auto& self) {
    wire.field("reason"_f, {"Reason"}, self.reason);
  }
};

// Revision 04.
struct DeleteReason {
  static constexpr const char* name = "delete_reason";
  static constexpr const char* title = "Delete reason (experimental)";
  static constexpr std::size_t header_octets = 3;
  registry::DeleteReason reason{};
  std::uint8_t language_length = 0;
  Bytes language{};
  Bytes text{};
  static constexpr void describe(auto& wire, auto& self) {
    wire.field("reason"_f, {"Reason"}, self.reason);
    wire.field("language_length"_f, {"Language tag length"}, self.language_length);
    wire.bytes("language"_f, {"Language tag", nullptr, Display::text}, self.language,
               self.language_length);
    wire.rest("text"_f, {"Text", nullptr, Display::text}, self.text);
  }
};

constexpr bool may_be_delete_reason(Bytes data) {
  constexpr unsigned highest = 11, first_private = 65280;
  if (data.size() < EarlyDeleteReason::octets) return false;
  const unsigned reason = data[0] * 256U + data[1];
  if (reason == 0 || (reason > highest && reason < first_private)) return false;
  return data.size() == EarlyDeleteReason::octets ||
         data.size() >= DeleteReason::header_octets + data[2];
}

}  // namespace espect::wire::ike
