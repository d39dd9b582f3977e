// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>

#include "ipsec/bytes/bytes.h"

// What a header leads to. Every header that can stand around IP has a reader in a file of its own
// (link/, tunnel/) and a row in the table of the numbers that name it.
namespace espect::network {

enum class Network : std::uint8_t {
  none,
  ip4,
  ip6,
  ip_either,  // nothing says which: the version nibble decides
};

struct Inside;
using HeaderReader = Inside (*)(Bytes bytes);

// An IP packet, or another header and who reads it, or neither: ARP, LLDP, a frame that ends inside
// its header, ...
struct Inside {
  Bytes bytes;  // from that IP packet or header to the end of what is there, padding included
  Network network = Network::none;
  HeaderReader next = nullptr;
  // What may hold IPsec that nobody sees, such as what is encrypted. Static storage.
  const char* closed = nullptr;

  bool is_nothing() const {
    return network == Network::none && next == nullptr && closed == nullptr;
  }
};

inline Inside ip4_at(Bytes bytes) {
  return {bytes, Network::ip4, nullptr, nullptr};
}
inline Inside ip6_at(Bytes bytes) {
  return {bytes, Network::ip6, nullptr, nullptr};
}
inline Inside ip_at(Bytes bytes) {
  return {bytes, Network::ip_either, nullptr, nullptr};
}
inline Inside header_at(HeaderReader reader, Bytes bytes) {
  return {bytes, Network::none, reader, nullptr};
}
inline Inside closed(const char* what) {
  return {{}, Network::none, nullptr, what};
}
// The bytes from `octets` on, read by `reader`; nothing when there are not so many.
inline Inside behind(std::size_t octets, Bytes bytes, HeaderReader reader) {
  return bytes.size() < octets ? Inside{} : header_at(reader, bytes.subspan(octets));
}

// Whether an IP packet starts here although nothing says so: a header whose length fits, or an IPv4
// header whose checksum is right (RFC 791), where the capture was cut.
bool looks_like_ip(Bytes bytes);
// Whether a frame of Ethernet starts here whose type, behind VLAN tags, is IP, and that is true.
bool looks_like_ethernet_of_ip(Bytes frame);

// Readers that several others lead to.
namespace header {
Inside raw_ip(Bytes bytes);  // IPv4 or IPv6
Inside ethernet(Bytes frame);
Inside llc(Bytes bytes);
Inside mpls(Bytes bytes);
Inside network_service(Bytes bytes);
Inside ppp(Bytes bytes);
Inside c_hdlc(Bytes bytes);
Inside ieee80211(Bytes frame);
Inside radiotap(Bytes frame);
Inside prism(Bytes frame);
Inside avs(Bytes frame);
}  // namespace header

}  // namespace espect::network
