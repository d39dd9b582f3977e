// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/wiretap/link_types.h"

#include <array>
#include <iterator>

namespace espect::wiretap {
namespace {

constexpr std::uint16_t ethernet = 1, raw_ip = 101;
constexpr std::uint16_t most_link_types = 400;

struct Exception {
  int encapsulation;
  std::uint16_t link_type;
};

// What libpcap has no number for, or one under which a header stands before the octets that
// libwiretap has put elsewhere.
constexpr Exception exceptions[] = {
    {WTAP_ENCAP_IEEE_802_11_WITH_RADIO, 105},  // the radio's figures are not in the packet
    {WTAP_ENCAP_NETTL_ETHERNET, ethernet},     // HP-UX: what it says besides is not in the packet
    {WTAP_ENCAP_NETTL_RAW_IP, raw_ip},
    {WTAP_ENCAP_PPP_WITH_PHDR, 9},       // without the octet that says the direction
    {WTAP_ENCAP_CHDLC_WITH_PHDR, 104},   // the same
    {WTAP_ENCAP_FRELAY_WITH_PHDR, 107},  // the same
    // Their headers are gone, and what is behind them has no number.
    {WTAP_ENCAP_ATM_PDUS, no_link_type},
    {WTAP_ENCAP_IRDA, no_link_type},
    {WTAP_ENCAP_MTP2_WITH_PHDR, no_link_type},
    {WTAP_ENCAP_SITA, no_link_type},
};

// Endace's types of records: what is in them.
std::uint16_t inside_erf(std::uint8_t type) {
  switch (type & 0x7f) {
    case 2:   // ETH
    case 11:  // COLOR_ETH
    case 16:  // DSM_COLOR_ETH
    case 20:  // COLOR_HASH_ETH
      return ethernet;
    case 22:  // IPV4
    case 23:  // IPV6
      return raw_ip;
    default:
      return no_link_type;
  }
}

// By WTAP_ENCAP_ value; libwiretap has the table the other way round. Of several numbers for one
// kind of packet the lowest.
class LinkTypes {
 public:
  LinkTypes() {
    numbers_.fill(no_link_type);
    for (std::uint16_t number = most_link_types; number-- > 0;)
      put(wtap_pcap_encap_to_wtap_encap(number), number);
    for (const auto& exception : exceptions) put(exception.encapsulation, exception.link_type);
  }
  std::uint16_t of(int encapsulation) const {
    const auto place = static_cast<std::size_t>(encapsulation);
    return encapsulation > WTAP_ENCAP_UNKNOWN && place < numbers_.size() ? numbers_[place]
                                                                         : no_link_type;
  }

 private:
  void put(int encapsulation, std::uint16_t number) {
    const auto place = static_cast<std::size_t>(encapsulation);
    if (encapsulation > WTAP_ENCAP_UNKNOWN && place < numbers_.size()) numbers_[place] = number;
  }

  std::array<std::uint16_t, 512> numbers_{};
};

std::uint16_t number_of(int encapsulation) {
  static const LinkTypes all;
  return all.of(encapsulation);
}

}  // namespace

std::uint16_t link_type_of(const wtap_packet_header& packet) {
  if (packet.pkt_encap == WTAP_ENCAP_ERF) return inside_erf(packet.pseudo_header.erf.phdr.type);
  return number_of(packet.pkt_encap);
}

bool may_have_link_type(int encapsulation) {
  return encapsulation == WTAP_ENCAP_PER_PACKET || encapsulation == WTAP_ENCAP_ERF ||
         number_of(encapsulation) != no_link_type;
}

}  // namespace espect::wiretap
