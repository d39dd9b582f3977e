// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/ip/icmp.h"

#include <algorithm>

#include "ipsec/bytes/endian.h"
#include "ipsec/bytes/reader.h"
#include "ipsec/ip/ip_view.h"
#include "ipsec/ip/udp.h"

namespace espect::ip {
namespace {

IcmpReason unreachable_reason(std::uint8_t code) {
  switch (code) {
    case 0:
    case 6:
    case 11:
      return IcmpReason::network_unreachable;
    case 1:
    case 7:
    case 12:
      return IcmpReason::host_unreachable;
    case 2:
      return IcmpReason::protocol_unreachable;
    case 3:
      return IcmpReason::port_unreachable;
    case 4:
      return IcmpReason::fragmentation_needed;
    case 9:
    case 10:
    case 13:
      return IcmpReason::prohibited;
    default:
      return IcmpReason::other;
  }
}

std::optional<IcmpReason> reason4(std::uint8_t type, std::uint8_t code) {
  switch (type) {
    case 3:
      return unreachable_reason(code);
    case 4:   // source quench
    case 12:  // parameter problem
      return IcmpReason::other;
    case 11:
      return IcmpReason::time_exceeded;
    default:
      return std::nullopt;
  }
}

IcmpReason unreachable_reason6(std::uint8_t code) {
  switch (code) {
    case 0:
      return IcmpReason::network_unreachable;
    case 1:
    case 5:  // RFC 4443 section 3.1: 5 and 6 are special cases of 1
    case 6:
      return IcmpReason::prohibited;
    case 3:
      return IcmpReason::host_unreachable;
    case 4:
      return IcmpReason::port_unreachable;
    default:
      return IcmpReason::other;
  }
}

std::optional<IcmpReason> reason6(std::uint8_t type, std::uint8_t code) {
  switch (type) {
    case 1:
      return unreachable_reason6(code);
    case 2:
      return IcmpReason::fragmentation_needed;
    case 3:
      return IcmpReason::time_exceeded;
    case 4:  // code 1: unrecognized Next Header
      return code == 1 ? IcmpReason::protocol_unreachable : IcmpReason::other;
    default:
      return std::nullopt;
  }
}

// RFC 4884 section 4: a length that is not 0 means that extensions follow the quote, which then
// has at least 128 octets.
Bytes quote_of(Bytes message, bool v6) {
  const Bytes quote = message.subspan(icmp_header_octets);
  const bool may_have_length = v6 ? (message[0] == 1 || message[0] == 3) : message[0] != 4;
  const std::size_t octets = v6 ? message[4] * 8U : message[5] * 4U;
  if (!may_have_length || octets < 128 || octets > quote.size()) return quote;
  return quote.first(octets);
}

void read_quoted_esp(Bytes esp, IcmpError& error) {
  if (esp.size() >= 4) error.spi = load_be<std::uint32_t>(esp.data());
  if (esp.size() >= 8) error.sequence = load_be<std::uint32_t>(esp.data() + 4);
}

bool read_quoted_udp(Bytes payload, const IpsecPorts& ipsec_ports, IcmpError& error) {
  if (payload.size() < 4) return false;
  const Ports ports = ports_at(payload.data());
  const PortKind kind = ipsec_ports.kind_of(ports);
  if (kind == PortKind::other) return false;
  error.quoted.source_port = ports.source;
  error.quoted.destination_port = ports.destination;
  error.quoted.encapsulation = Encapsulation::udp;

  const auto udp = read_udp(payload, largest_ip_packet);
  if (!udp) return true;
  error.carried = udp->data_octets == 1 ? Carried::unknown : carried_in(kind, udp->data);
  if (error.carried == Carried::ike)
    error.ike = udp->data.subspan(kind == PortKind::nat_traversal ? 4 : 0);
  else if (error.carried == Carried::esp)
    read_quoted_esp(udp->data, error);
  return true;
}

// A quoted fragment that is not the first has neither SPI nor ports.
bool read_quoted_payload(const IpView& quoted, const IpsecPorts& ports, IcmpError& error) {
  const bool first = quoted.fragment_offset == 0;
  const Bytes payload = quoted.captured_payload();
  switch (quoted.payload.protocol) {
    case protocol::esp:
      error.carried = Carried::esp;
      if (first) read_quoted_esp(payload, error);
      return true;
    case protocol::ah:
      error.carried = Carried::ah;
      if (first && payload.size() > 4) read_quoted_esp(payload.subspan(4), error);
      return true;
    case protocol::udp:
      return first && read_quoted_udp(payload, ports, error);
    default:
      return false;
  }
}

}  // namespace

std::optional<IcmpError> read_icmp_header(Bytes header, bool v6) {
  Reader in(header);
  IcmpError error;
  error.type = in.number<std::uint8_t>("type");
  error.code = in.number<std::uint8_t>("code");
  in.number<std::uint16_t>("checksum");
  const auto rest = in.number<std::uint32_t>("rest of header");
  const auto reason = v6 ? reason6(error.type, error.code) : reason4(error.type, error.code);
  if (!in.ok() || !reason) return std::nullopt;
  error.reason = *reason;
  if (error.reason == IcmpReason::fragmentation_needed) error.mtu = v6 ? rest : rest & 0xffff;
  return error;
}

std::optional<IcmpError> read_icmp_error(Bytes message, bool v6, const IpsecPorts& ports) {
  auto read = read_icmp_header(message, v6);
  if (!read) return std::nullopt;
  IcmpError& error = *read;
  const Bytes quote = quote_of(message, v6);
  IpView quoted;
  if (quote.empty() || (quote[0] >> 4) != (v6 ? 6 : 4)) return std::nullopt;
  if (read_ip(quote, largest_ip_packet, quoted) != IpProblem::none) return std::nullopt;
  // In a first fragment the chain of extension headers may go on behind the Fragment header.
  if (v6 && quoted.fragment && quoted.fragment_offset == 0 &&
      !skip_extension_headers(quoted.packet, quoted.payload))
    return std::nullopt;
  error.quoted_packet_octets =
      v6 ? quoted.datagram.ip.packet_octets : load_be<std::uint16_t>(quote.data() + 2);
  error.quoted.source = quoted.datagram.path.source;
  error.quoted.destination = quoted.datagram.path.destination;
  if (!read_quoted_payload(quoted, ports, error)) return std::nullopt;
  return read;
}

}  // namespace espect::ip
