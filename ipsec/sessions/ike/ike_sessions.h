// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/ike/events.h"
#include "ipsec/sessions/ike/ike_message.h"
#include "ipsec/sessions/ike/negotiations.h"
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
  // Null when it is not tracked. spi_r 0: the SA whose IKE_SA_INIT has this initiator SPI.
  IkeSa* find(std::uint64_t spi_i, std::uint64_t spi_r);
  // Judges what is still open at the end of the capture.
  void finish(Time last_time);

  // The IKE SA of a message of which an ICMP error quotes the start, or null.
  const IkeSa* quoted(Bytes message);

  const SaTable<IkeSa>& sas() const { return sas_; }

 private:
  IkeSa* sa_of(const Datagram& datagram, const wire::ike::Header& header, bool with_sa_payload);
  IkeSa& add(std::uint64_t spi_i, std::uint64_t spi_r, const Datagram& datagram,
             std::uint8_t version, bool from_initiator);
  static void keep_init_response(IkeSa& sa, const IkeMessage& message);
  void open(IkeSa& sa, const Datagram& datagram, const IkeMessage& message, bool retransmission);
  void add_rekeyed(IkeSa& old, const Datagram& datagram, NewIkeSa made);

  bool follow_exchange(IkeSa& sa, const Datagram& datagram, const IkeMessage& message);
  Exchange& exchange_of(IkeSa& sa, const Datagram& datagram, const IkeMessage& message);
  void on_init_request(IkeSa& sa, Exchange& exchange, const Datagram& datagram,
                       const IkeMessage& message);
  void on_init_response(IkeSa& sa, Exchange& exchange, const Datagram& datagram,
                        const IkeMessage& message);
  static void update_state(IkeSa& sa, const IkeMessage& message);

  const IkeListeners& events_;
  std::uint32_t max_sas_;
  const keys::KeyRing* ring_;
  std::optional<Negotiations> negotiations_;
  Peers& peers_;
  std::vector<std::uint8_t> plaintext_;
  SaTable<IkeSa> sas_;
};

}  // namespace espect::sessions
