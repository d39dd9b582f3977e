// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string_view>
#include <vector>

#include "ipsec/bytes/writer.h"
#include "ipsec/wire/encoder.h"
#include "ipsec/wire/esp/echo.h"
#include "tests/support/audit_bench.h"

namespace espect::test {

// ESP echoes in the clear between alice, who asks, and bob; 10 ms apart.
struct EchoBench {
  AuditBench audit;
  double seconds = 0;

  static Bytes bytes_of(std::string_view text);

  EchoBench& send(bool request, const std::vector<std::uint8_t>& payload,
                  std::uint32_t esp_sequence = 0);

  // Form A: nothing; Next Header 59.
  EchoBench& bare(bool request, std::uint32_t esp_sequence);

  // Form B: identifier, sequence number, data; Next Header 59.
  EchoBench& plain(bool request, std::uint16_t identifier, std::uint16_t sequence,
                   std::string_view data);

  // Form F: the 12-octet header, with R and the reply's SPI; Next Header 144.
  EchoBench& merged(bool request, std::uint16_t identifier, std::uint16_t sequence,
                    std::string_view data, bool reply_path = true);

  // Form G: the 8-octet header of the proof of concept, without a trailer.
  EchoBench& poc(bool request, std::uint16_t identifier, std::uint16_t sequence,
                 std::string_view data);
};

}  // namespace espect::test
