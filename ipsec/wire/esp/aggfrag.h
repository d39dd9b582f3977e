// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/esp/esp.h"

namespace espect::wire::esp {

// RFC 9347 section 6.1: what ESP carries with Next Header 144. The data blocks are inner packets
// and pieces of them; they tell their lengths themselves.
struct Aggfrag {
  static constexpr const char* name = "aggfrag";
  static constexpr const char* title = "AGGFRAG (IP-TFS)";
  static constexpr std::uint8_t without_congestion_control = 0;
  static constexpr std::uint8_t with_congestion_control = 1;

  registry::AggfragSubtype subtype{};
  std::uint8_t congestion_flags = 0;
  std::uint16_t block_offset = 0;     // octets of data blocks before the first that starts here
  std::uint32_t loss_event_rate = 0;  // its inverse; 0: no loss
  std::uint64_t delays = 0;
  std::uint32_t timestamp = 0;
  std::uint32_t echoed_timestamp = 0;
  Bytes data_blocks{};

  constexpr bool known() const { return subtype.value <= with_congestion_control; }

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("subtype"_f, {"Sub-type"}, self.subtype);
    wire.when(self.subtype.value == without_congestion_control,
              [&](auto& plain) { plain.reserved(1, {"Reserved"}); });
    wire.when(self.subtype.value == with_congestion_control, [&](auto& controlled) {
      controlled.flags("congestion_flags"_f, {"Flags", nullptr, Display::hex},
                       self.congestion_flags,
                       part<0x02>("path_mtu_discovery"_f, {"PLPMTUD probe (P)"}),
                       part<0x01>("ecn"_f, {"ECN congestion experienced (E)"}));
    });
    wire.when(self.known(), [&](auto& known) {
      known.field("block_offset"_f, {"Block offset"}, self.block_offset);
    });
    wire.when(self.subtype.value == with_congestion_control, [&](auto& controlled) {
      controlled.field("loss_event_rate"_f, {"Loss event rate"}, self.loss_event_rate);
      controlled.bits("delays"_f, {"Delays", nullptr, Display::hex}, self.delays,
                      part<0xffff'fc00'0000'0000>("rtt"_f, {"Round-trip time (us)"}),
                      part<0x0000'03ff'ffe0'0000>("echo_delay"_f, {"Echo delay (us)"}),
                      part<0x0000'0000'001f'ffff>("transmit_delay"_f, {"Transmit delay (us)"}));
      controlled.field("timestamp"_f, {"Timestamp (TVal)"}, self.timestamp);
      controlled.field("echoed_timestamp"_f, {"Echoed timestamp (TEcho)"}, self.echoed_timestamp);
    });
    wire.rest("data_blocks"_f, {"Data blocks"}, self.data_blocks);
  }
};

}  // namespace espect::wire::esp
