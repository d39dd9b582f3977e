// SPDX-License-Identifier: GPL-2.0-or-later
#include "samples/make/wire.h"

namespace espect::samples {
namespace {

constexpr std::uint16_t ike_port = 500;
constexpr std::int64_t microsecond = 1000, second = 1'000'000'000;
constexpr Time start{1'796'040'000 * second};

// Files of Linux on the usual machines are little endian; Writer is not.
void little(Octets& out, std::uint32_t value, std::size_t octets = 4) {
  for (std::size_t i = 0; i < octets; ++i) out.push_back(static_cast<std::uint8_t>(value >> 8 * i));
}

}  // namespace

Wire::Wire(Random& random, int family) : random_(random), now_(start) {
  stations_[0].name = "left.example";
  stations_[1].name = "right.example";
  stations_[0].mac = {0x02, 0x00, 0x0a, 0x01, 0x00, 0x0a};
  stations_[1].mac = {0x02, 0x00, 0x0a, 0x02, 0x00, 0x0a};
  for (auto& station : stations_)
    station.identification = static_cast<std::uint16_t>(random.next());
  use_family(family);
  now_.nanoseconds += static_cast<std::int64_t>(random.between(0, 999'999)) * microsecond;
  little(file_, 0xa1b2c3d4);
  little(file_, 2, 2);
  little(file_, 4, 2);
  little(file_, 0);
  little(file_, 0);
  little(file_, 262'144);
  little(file_, 1);
}

void Wire::use_family(int family) {
  stations_[0].address = *address_from(family == 6 ? "fd00:1::10" : "10.1.0.10");
  stations_[1].address = *address_from(family == 6 ? "fd00:2::10" : "10.2.0.10");
}

void Wire::ike(Side from, Bytes message) {
  if (encapsulated_)
    return send(from, udp_protocol, in_udp(from, Octets(4, 0) + message, true), {});
  send(from, udp_protocol,
       udp_datagram(station(from).address, station(other(from)).address, ike_port, ike_port,
                    message),
       {});
}

Octets Wire::in_udp(Side from, Bytes data, bool checksum) {
  const std::size_t sender = from == initiator ? 0 : 1;
  return udp_datagram(station(from).address, station(other(from)).address, ports_.from[sender],
                      ports_.to[1 - sender], data, checksum);
}

void Wire::esp(Side from, Bytes packet, const IpOptions& options) {
  if (!encapsulated_) return send(from, esp_protocol, packet, options);
  send(from, udp_protocol, in_udp(from, packet, false), options);
}

void Wire::eesp(Side from, Bytes packet, const IpOptions& options) {
  if (encapsulated_) return esp(from, packet, options);
  send(from, eesp_protocol, packet, options);
}

IpHeader Wire::ip_header(Side from, std::uint8_t protocol, const IpOptions& options) {
  Station& sender = station(from);
  sender.identification = static_cast<std::uint16_t>(sender.identification + 1);
  IpHeader header;
  header.source = sender.address;
  header.destination = station(other(from)).address;
  header.protocol = protocol;
  header.dscp = options.dscp;
  header.hop_limit = 63;  // a router away
  header.identification = sender.identification;
  header.dont_fragment = options.dont_fragment;
  return header;
}

void Wire::send(Side from, std::uint8_t protocol, Bytes payload, const IpOptions& options) {
  const auto header = ip_header(from, protocol, options);
  const auto whole = ip_packet(header, payload);
  if (options.path_mtu == 0 || whole.size() <= options.path_mtu) return frame(from, whole);
  for (const auto& fragment : ip_fragments(header, payload, options.path_mtu)) {
    frame(from, fragment);
    now_.nanoseconds += 12 * microsecond;
  }
}

void Wire::ip(Side from, Bytes packet) {
  frame(from, packet);
}

void Wire::frame(Side from, Bytes packet) {
  constexpr std::uint16_t ipv4_type = 0x0800, ipv6_type = 0x86dd;
  const auto& to = station(other(from)).mac;
  const auto ethernet = Octets(to.begin(), to.end()) + station(from).mac +
                        numbers(packet[0] >> 4 == 6 ? ipv6_type : ipv4_type) + packet;
  const auto size = static_cast<std::uint32_t>(ethernet.size());
  little(file_, static_cast<std::uint32_t>(now_.nanoseconds / second));
  little(file_, static_cast<std::uint32_t>(now_.nanoseconds % second / microsecond));
  little(file_, size);
  little(file_, size);
  file_ = std::move(file_) + ethernet;
}

void Wire::wait(std::uint64_t milliseconds) {
  const auto jitter = random_.between(0, 900);
  now_.nanoseconds += static_cast<std::int64_t>(milliseconds * 1000 + jitter) * microsecond;
}

void Wire::answer_time() {
  now_.nanoseconds += static_cast<std::int64_t>(random_.between(640, 1900)) * microsecond;
}

Octets Wire::release() {
  return std::move(file_);
}

}  // namespace espect::samples
