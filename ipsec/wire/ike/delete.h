// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ike/header.h"
#include "ipsec/wire/walker.h"

namespace espect::wire::ike {

struct DeletedSpi {
  static constexpr const char* name = "deleted_spi";
  static constexpr const char* title = "Deleted SPI";
  std::uint32_t spi = 0;
  static constexpr void describe(auto& wire, auto& self) {
    wire.field("spi"_f, {"SPI", "isakmp.delete.spi", Display::hex}, self.spi);
  }
};

// RFC 7296 section 3.11. For an IKE SA: protocol 1, no SPIs. For ESP and AH: SPIs of 4 octets,
// those on which the sender receives.
struct Delete {
  static constexpr const char* name = "delete";
  static constexpr const char* title = "Delete";

  registry::ProtocolId protocol{};
  std::uint8_t spi_size = 0;
  std::uint16_t count = 0;
  List<DeletedSpi> spis{};  // when spi_size is 4
  Bytes other{};            // when it is not

  static constexpr void describe(auto& wire, auto& self) {
    wire.field("protocol"_f, {"Protocol ID", "isakmp.delete.protoid"}, self.protocol);
    wire.field("spi_size"_f, {"SPI size", "isakmp.spisize"}, self.spi_size);
    wire.field("count"_f, {"Number of SPIs", "isakmp.spinum"}, self.count);
    wire.when(self.spi_size == 4,
              [&](auto& w) { w.list("spis"_f, {"Deleted SPI"}, self.spis, self.count); });
    wire.when(self.spi_size != 4,
              [&](auto& w) { w.rest("other"_f, {"SPIs", "isakmp.delete.spi"}, self.other); });
  }
};

}  // namespace espect::wire::ike
