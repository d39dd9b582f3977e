// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/ikev1/header.h"
#include "ipsec/wire/walker.h"

namespace espect::wire::ikev1 {

struct DeletedSpi {
  static constexpr const char* name = "deleted_spi";
  static constexpr const char* title = "Deleted SPI";
  std::uint32_t spi = 0;
  static constexpr void describe(auto& wire, auto& self) {
    wire.field("spi"_f, {"SPI", "isakmp.delete.spi", Display::hex}, self.spi);
  }
};

// Both cookies of a phase 1 SA.
struct DeletedCookies {
  static constexpr const char* name = "deleted_cookies";
  static constexpr const char* title = "Deleted cookies";
  static constexpr std::uint8_t octets = 16;
  std::uint64_t spi_i = 0;
  std::uint64_t spi_r = 0;
  static constexpr void describe(auto& wire, auto& self) {
    wire.field("initiator_spi"_f, {"Initiator cookie", nullptr, Display::hex}, self.spi_i);
    wire.field("responder_spi"_f, {"Responder cookie", nullptr, Display::hex}, self.spi_r);
  }
};

// RFC 2408 section 3.15. Of ESP and AH the SPIs on which the sender receives.
struct Delete {
  static constexpr const char* name = "delete";
  static constexpr const char* title = "Delete";

  registry::Ikev1Doi doi{};
  registry::Ikev1ProtocolId protocol{};
  std::uint8_t spi_size = 0;
  std::uint16_t count = 0;
  List<DeletedSpi> spis{};         // when spi_size is 4
  List<DeletedCookies> cookies{};  // when it is 16
  Bytes other{};

  static constexpr void describe(auto& wire, auto& self) {
    const auto sized = [&](std::uint8_t size) { return self.spi_size == size; };
    wire.field("doi"_f, {"Domain of interpretation", "isakmp.delete.doi"}, self.doi);
    wire.field("protocol"_f, {"Protocol ID", "isakmp.delete.protoid"}, self.protocol);
    wire.field("spi_size"_f, {"SPI size", "isakmp.spisize"}, self.spi_size);
    wire.field("count"_f, {"Number of SPIs", "isakmp.spinum"}, self.count);
    wire.when(sized(4), [&](auto& w) { w.list("spis"_f, {"Deleted SPI"}, self.spis, self.count); });
    wire.when(sized(DeletedCookies::octets),
              [&](auto& w) { w.list("cookies"_f, {"Deleted cookies"}, self.cookies, self.count); });
    wire.when(!sized(4) && !sized(DeletedCookies::octets),
              [&](auto& w) { w.rest("other"_f, {"SPIs", "isakmp.delete.spi"}, self.other); });
  }
};

}  // namespace espect::wire::ikev1
