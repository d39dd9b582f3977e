// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/network/link_types.h"

// LINKTYPE_ number, who reads the frame.
#define ESPECT_LINK_TYPES(row)                                                                    \
  row(0, null) row(1, ethernet) row(6, token_ring) row(8, slip) row(9, ppp) row(10, fddi)         \
      row(12, raw_ip) row(14, raw_ip) row(50, ppp_serial) row(51, pppoe) row(100, llc) row(       \
          101, raw_ip) row(104, c_hdlc) row(105, ieee80211) row(107, frame_relay) row(108, loop)  \
          row(109, enc) row(113, linux_cooked) row(117, pflog) row(119, prism) row(127, radiotap) \
              row(128, tzsp) row(138, ip_over_ieee1394) row(163, avs) row(166, ppp_pppd)          \
                  row(178, juniper_ethernet) row(179, juniper_ppp) row(180, juniper_frame_relay)  \
                      row(181, juniper_c_hdlc) row(192, ppi) row(197, erf)                        \
                          row(204, ppp_with_direction) row(205, c_hdlc_with_direction)            \
                              row(206, frame_relay_with_direction) row(219, mpls) row(226, ipnet) \
                                  row(228, raw_ip4) row(229, raw_ip6) row(239, nflog)             \
                                      row(240, netanalyzer) row(241, netanalyzer_transparent)     \
                                          row(242, ip_over_infiniband) row(258, pktap)            \
                                              row(274, mpacket) row(276, linux_cooked2)           \
                                                  row(281, dsa_brcm) row(282, dsa_brcm_prepended) \
                                                      row(284, dsa_marvell)                       \
                                                          row(285, dsa_marvell_typed)

namespace espect::network {

namespace header {
#define ESPECT_DECLARE(number, reader) Inside reader(Bytes bytes);
ESPECT_LINK_TYPES(ESPECT_DECLARE)
#undef ESPECT_DECLARE
}  // namespace header

namespace {

HeaderReader reader_of(std::uint16_t link_type) {
  switch (link_type) {
#define ESPECT_CASE(number, reader) \
  case number:                      \
    return header::reader;
    ESPECT_LINK_TYPES(ESPECT_CASE)
#undef ESPECT_CASE
    default:
      return nullptr;
  }
}

}  // namespace

Inside by_link_type(std::uint16_t link_type, Bytes frame) {
  constexpr std::uint16_t ethernet = 1;
  if (link_type == ethernet) [[likely]]
    return header::ethernet(frame);
  const auto reader = reader_of(link_type);
  return reader != nullptr ? reader(frame) : closed("an unknown link type");
}

bool reads_link_type(std::uint16_t link_type) {
  return reader_of(link_type) != nullptr;
}

}  // namespace espect::network
