// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include <fmt/format.h>

// The SPIs of Child SAs in sentences and tables.
namespace espect::rules {

// "0xc0ffee01"; "?" for 0, which no SA has (RFC 4303 section 2.1): the message that names it is not
// in the capture, or was not opened.
inline std::string spi_text(std::uint32_t spi) {
  return spi != 0 ? fmt::format("0x{:08x}", spi) : "?";
}

// Of both directions, that of the initiator first.
template <class Child>
std::string spis_text(const Child& child, std::string_view between = " ") {
  return fmt::format("{}{}{}", spi_text(child.spi_i), between, spi_text(child.spi_r));
}

}  // namespace espect::rules
