// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <unordered_map>

#include "ipsec/sessions/child/peers.h"
#include "ipsec/sessions/ike/ike_peers.h"
#include "ipsec/sessions/ike/ike_sa.h"
#include "ipsec/sessions/table/sa_table.h"

namespace espect::sessions {

// The IKE SAs of a capture, of both versions, by their SPIs.
class IkeSas {
 public:
  // `opening`: key sources were given, so every IKE SA gets an Opening.
  IkeSas(std::uint32_t max_sas, bool opening, Peers& peers)
      : max_sas_(max_sas), opening_(opening), peers_(peers) {}

  // `spi_r` 0: by the initiator's SPI alone, one whose first message was seen.
  IkeSa* find(std::uint64_t spi_i, std::uint64_t spi_r);
  bool full() const { return table_.size() >= max_sas_; }
  IkeSa& add(std::uint64_t spi_i, std::uint64_t spi_r, const Datagram& datagram,
             std::uint8_t version, bool from_initiator);
  // One that begins again, with the SPI of an initiator who gave `old` up.
  IkeSa& begin_again(IkeSa& old, const Datagram& datagram);
  // The responder's SPI is known from now on.
  void bind(IkeSa& sa, std::uint64_t spi_r);
  // One with this initiator's SPI whose first message, this one, stands in the capture behind what
  // followed on it; or null.
  IkeSa* begun_late(const Path& path, std::uint64_t spi_i, std::uint8_t version);
  // The state is established for the first time.
  void note_established(IkeSa& sa, const Datagram& datagram);

  // One octet on the way between two peers, RFC 3948 section 2.3.
  void on_keepalive(const Path& path) { between_.on_keepalive(path); }
  IkePeers& between() { return between_; }
  const SaTable<IkeSa>& all() const { return table_; }
  SaTable<IkeSa>& all() { return table_; }

 private:
  struct HashOfSpi {
    std::size_t operator()(std::uint64_t spi) const { return hash_words(spi); }
  };
  std::uint32_t max_sas_;
  bool opening_;
  Peers& peers_;
  SaTable<IkeSa> table_;
  // The newest few whose first message is not seen yet, by the initiator's SPI.
  std::unordered_map<std::uint64_t, std::array<std::uint32_t, 4>, HashOfSpi> without_start_;
  IkePeers between_;
};

// Whether a datagram travels between the addresses of an IKE SA, either way.
bool between_its_addresses(const IkeSa& sa, const Path& path);

}  // namespace espect::sessions
