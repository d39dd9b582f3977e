// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/echo_bench.h"

#include "ipsec/sessions/sessions.h"

namespace espect::test {

Bytes EchoBench::bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

EchoBench& EchoBench::send(bool request, const std::vector<std::uint8_t>& payload,
                           std::uint32_t esp_sequence) {
  Writer packet;
  packet.number(std::uint32_t{request ? 7U : 8U});
  packet.number(esp_sequence);
  packet.append(payload);
  const auto octets = packet.release();
  auto datagram = audit.datagram(request, seconds += 0.01);
  datagram.content = Esp{octets, request ? 7U : 8U, esp_sequence};
  audit.sessions().on(datagram);
  return *this;
}

EchoBench& EchoBench::bare(bool request, std::uint32_t esp_sequence) {
  return send(request, {0, 59}, esp_sequence);
}

EchoBench& EchoBench::plain(bool request, std::uint16_t identifier, std::uint16_t sequence,
                            std::string_view data) {
  Writer out;
  wire::encode(out, wire::esp::EchoPlain{identifier, sequence, bytes_of(data)});
  out.append(Bytes(std::vector<std::uint8_t>{0, 59}));
  return send(request, out.release());
}

EchoBench& EchoBench::merged(bool request, std::uint16_t identifier, std::uint16_t sequence,
                             std::string_view data, bool reply_path) {
  wire::esp::Echo echo;
  echo.subtype.value = request ? 2 : 3;
  echo.flags = request && reply_path ? wire::esp::Echo::reply_path_bit : 0;
  echo.data_length = static_cast<std::uint16_t>(data.size());
  echo.identifier = identifier;
  echo.sequence = sequence;
  echo.reply_spi = request && reply_path ? 8 : 0;
  echo.data = bytes_of(data);
  Writer out;
  wire::encode(out, echo);
  out.append(Bytes(std::vector<std::uint8_t>{0, 144}));
  return send(request, out.release());
}

EchoBench& EchoBench::poc(bool request, std::uint16_t identifier, std::uint16_t sequence,
                          std::string_view data) {
  wire::esp::EchoShort echo;
  echo.subtype.value = request ? 2 : 3;
  echo.data_length = static_cast<std::uint16_t>(data.size());
  echo.identifier = identifier;
  echo.sequence = sequence;
  echo.data = bytes_of(data);
  Writer out;
  wire::encode(out, echo);
  return send(request, out.release());
}

}  // namespace espect::test
