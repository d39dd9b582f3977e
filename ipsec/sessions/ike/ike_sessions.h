// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <array>
#include <unordered_map>

#include "ipsec/sessions/ike/events.h"
#include "ipsec/sessions/ike/exchange_list.h"
#include "ipsec/sessions/ike/ike_opener.h"
#include "ipsec/sessions/ike/ike_peers.h"
#include "ipsec/sessions/ike/ike_sa_init.h"
#include "ipsec/sessions/ike/ike_sightings.h"
#include "ipsec/sessions/table/sa_table.h"

namespace espect::sessions {

// Tells IKE SAs apart, follows their exchanges and says what happened to them.
class IkeSessions {
 public:
  // `ring` may be null: then nothing is opened. `peers` takes what is said for ESP.
  IkeSessions(const IkeListeners& events, std::uint32_t max_sas, const keys::KeyRing* ring,
              Peers& peers);

  // False when the SA limit is reached and this message belongs to none that is tracked.
  bool on(const Datagram& datagram, const IkeMessage& message);
  // One octet on the way between two peers, RFC 3948 section 2.3.
  void on_keepalive(const Path& path) { between_.on_keepalive(path); }
  // The IKE SA that is named by an error notify in the clear that is of none, or null.
  const IkeSa* named(const IkeMessage& message);
  // Judges what is still open at the end of the capture.
  void finish(Time last_time);

  // The IKE SA of a message of which an ICMP error quotes the start, or null.
  const IkeSa* quoted(Bytes message);

  const SaTable<IkeSa>& sas() const { return sas_; }
  const IkeSightings& sightings() const { return sightings_; }

 private:
  // Whose message it is, and who sent it.
  struct Place {
    IkeSa* sa = nullptr;
    bool from_initiator = true;
    HeaderFault header_fault = HeaderFault::none;
  };
  IkeSa* find(std::uint64_t spi_i, std::uint64_t spi_r);
  Place place_of(const Datagram& datagram, const IkeMessage& message);
  IkeSa* with_unbound_spi(const wire::ike::Header& header, bool with_sa_payload);
  IkeSa* begun_late(const Datagram& datagram, const wire::ike::Header& header);
  IkeSa& add(std::uint64_t spi_i, std::uint64_t spi_r, const Datagram& datagram,
             std::uint8_t version, bool from_initiator);
  void see_again(IkeSa& sa, const Datagram& datagram, const IkeMessage& message,
                 bool from_initiator);
  void open(IkeSa& sa, Exchange& exchange, const Datagram& datagram, const IkeMessage& message,
            bool from_initiator, bool retransmission);
  void add_rekeyed(IkeSa& old, const Datagram& datagram, NewIkeSa made);
  void finish(IkeSa& sa, Time last_time);

  const IkeListeners& events_;
  std::uint32_t max_sas_;
  std::optional<IkeOpener> opener_;
  IkeSaInit init_;
  Peers& peers_;
  SaTable<IkeSa> sas_;
  // The newest few whose IKE_SA_INIT request is not seen yet, by the initiator's SPI.
  struct HashOfSpi {
    std::size_t operator()(std::uint64_t spi) const { return hash_words(spi); }
  };
  std::unordered_map<std::uint64_t, std::array<std::uint32_t, 4>, HashOfSpi> without_start_;
  IkePeers between_;
  IkeSightings sightings_;
};

}  // namespace espect::sessions
