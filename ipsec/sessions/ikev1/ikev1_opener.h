// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <memory>
#include <unordered_map>

#include "ipsec/sessions/child/peers.h"
#include "ipsec/sessions/ike/events.h"
#include "ipsec/sessions/ikev1/events.h"
#include "ipsec/sessions/ikev1/ikev1_secrets.h"
#include "ipsec/sessions/ikev1/quick_modes.h"

namespace espect::sessions {

// Opens IKEv1 messages and keeps what that needs: keys, nonces, IVs. Nothing is kept of an IKE SA
// that no key source names. IKEv1 has no ICV: the HASH inside decides where SKEYID_a is known, else
// that all payloads fit and the HASH has its length.
class Ikev1Opener {
 public:
  Ikev1Opener(const IkeListeners& events, const Ikev1Listeners& own_events,
              const keys::KeyRing& ring, Peers& peers)
      : own_events_(own_events), ring_(ring), quick_modes_(events, own_events, ring, peers) {}

  // What a message of phase 1 in the clear adds.
  void on_clear(const IkeSa& sa, const Ikev1Message& message, bool from_initiator);

  // What an opened message said, for whoever follows the exchanges.
  struct Opened {
    bool opened = false;
    std::optional<registry::Ikev1NotifyType> error;
    bool phase1_complete = false;                                  // the responder's proof
    std::optional<std::uint32_t> probe;                            // R-U-THERE, its number
    std::optional<std::uint32_t> probe_answer;                     // R-U-THERE-ACK
    std::vector<std::pair<std::uint64_t, std::uint64_t>> deleted;  // IKE SAs, by their SPIs
  };
  // What an opened Quick Mode offered; null when it was not opened.
  const std::vector<Ikev1Offer>* asked(const IkeSa& sa, std::uint32_t message_id);

  Opened open(IkeSa& sa, const Datagram& datagram, const Ikev1Message& message,
              const Exchange& exchange, bool from_initiator, std::uint8_t place, bool copy);

 private:
  struct Secrets {
    Phase1Material material;
    IvChains ivs;
    bool candidates_known = false;
    std::vector<Ikev1Candidate> candidates;
    std::optional<std::size_t> chosen;  // of the candidates: it opened a message
    std::string problem;
    std::vector<QuickMode> quick_modes;
  };
  Secrets* secrets_of(const IkeSa& sa);
  bool open_with(const Ikev1Candidate& candidate, const crypto::Prf& prf, const Secrets& secrets,
                 const Ikev1Message& message, Bytes iv, std::uint8_t place,
                 std::optional<Ikev1Contents>& contents, bool& hash_verified) const;
  void note(IkeSa& sa, const Ikev1Contents& contents, const Ikev1Message& message,
            bool from_initiator, Opened& opened) const;
  static void verify_proof(IkeSa& sa, const Secrets& secrets, std::size_t side);

  const Ikev1Listeners& own_events_;
  const keys::KeyRing& ring_;
  QuickModes quick_modes_;
  std::unordered_map<std::uint32_t, std::unique_ptr<Secrets>> secrets_;  // by id of the IKE SA
};

}  // namespace espect::sessions
