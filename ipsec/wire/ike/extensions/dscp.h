// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ike/header.h"
#include "ipsec/wire/walker.h"

namespace espect::wire::ike {

// One octet of a TS_DSCP selector (draft-mglt-ipsecme-ts-dscp section 3) or of a DSCP notify
// (draft-mglt-ipsecme-dscp-np). Whether it holds the code point right-aligned or the DS field is
// not said there: registry::ExperimentalProfile::dscp_as_ds_field.
struct DscpValue {
  static constexpr const char* name = "dscp";
  static constexpr const char* title = "DSCP";
  registry::Dscp value{};
  static constexpr void describe(auto& wire, auto& self) {
    const bool ds_field = wire.profile() != nullptr && wire.profile()->dscp_as_ds_field;
    wire.when(!ds_field, [&](auto& w) { w.field("value"_f, {"DSCP"}, self.value); });
    wire.when(ds_field, [&](auto& w) {
      w.bits("ds_field"_f, {"DS field", nullptr, Display::hex}, self.value.value,
             part<0xfc>("codepoint"_f, {"DSCP"}), part<0x03>("unused"_f, {"Unused bits"}));
    });
  }
};

// Data of the DSCP notify; empty = no filtering by DSCP.
struct DscpList {
  static constexpr const char* name = "dscp_list";
  static constexpr const char* title = "DSCP values (experimental number)";
  List<DscpValue> values{};
  static constexpr void describe(auto& wire, auto& self) {
    wire.list("values"_f, {"DSCP"}, self.values);
  }
};

}  // namespace espect::wire::ike
