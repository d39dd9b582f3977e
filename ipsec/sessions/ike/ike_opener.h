// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "ipsec/sessions/ike/ike_secrets.h"
#include "ipsec/sessions/ike/negotiations.h"

namespace espect::sessions {

// Opens IKE messages and keeps what that needs: keys, nonces, fragments, what AUTH signs. Nothing
// is kept of an IKE SA that no key source names.
class IkeOpener {
 public:
  IkeOpener(const IkeListeners& events, const keys::KeyRing& ring, Peers& peers)
      : events_(events), ring_(ring), negotiations_(events, ring, peers) {}

  // The IKE_SA_INIT messages that were accepted, as far as is known yet.
  void on_init_request(const IkeSa& sa, const IkeMessage& message);
  void on_init_response(const IkeSa& sa, const IkeMessage& message);
  // `sa` was made by a rekey.
  void on_rekeyed(const IkeSa& sa, NewIkeSa& made);

  // What the ICV of an encrypted message says; nothing of others, nor of IKE_SA_INIT, which is
  // never encrypted: what it says makes other keys.
  struct Unsealed {
    const IkeGeneration* generation = nullptr;  // whose keys open it
    bool not_of_sa = false;  // its sender's keys are known for good, and none opens it
    bool other_way = false;  // the keys of the other direction do: the I flag is wrong
  };
  Unsealed unseal(IkeSa& sa, const Datagram& datagram, const IkeMessage& message,
                  bool from_initiator);

  struct Outcome {
    bool deletes_ike_sa = false;   // the message holds D of its IKE SA
    std::optional<NewIkeSa> made;  // the message made it
  };
  // Of what unseal() just opened, with this generation: tells what was inside.
  Outcome open(IkeSa& sa, const Datagram& datagram, const IkeMessage& message,
               const IkeGeneration& generation, bool from_initiator, bool retransmission);

 private:
  IkeSecrets* secrets_of(const IkeSa& sa);
  IkeGenerations generations_of(const IkeSa& sa, const IkeSecrets& secrets,
                                const registry::ExperimentalProfile* profile) const;

  const IkeListeners& events_;
  const keys::KeyRing& ring_;
  Negotiations negotiations_;
  std::unordered_map<std::uint32_t, std::unique_ptr<IkeSecrets>> secrets_;  // by id of the IKE SA
  std::vector<std::uint8_t> plaintext_;
};

}  // namespace espect::sessions
