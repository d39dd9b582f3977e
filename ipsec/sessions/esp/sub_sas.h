// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/sessions/esp/authenticator.h"
#include "ipsec/sessions/esp/delete_grace.h"
#include "ipsec/sessions/esp/explicit_ivs.h"
#include "ipsec/sessions/esp/sequence_order.h"

namespace espect::sessions {

// What is different about EESP: where the number stands, and what an opened packet says of its SA.
class SubSas {
 public:
  SubSas(const EspListeners& events, SequenceOrder& order, const ExplicitIvs& ivs,
         const DeleteGrace& grace)
      : events_(events), order_(order), ivs_(ivs), grace_(grace) {}

  // A flow that is new.
  static void begin(const EspPacket& packet, TrackedFlow& flow,
                    const registry::ExperimentalProfile* profile);
  // Behind the options, if there is one: IKE says that, or the first packet does.
  static std::optional<std::uint64_t> number_of(const EspPacket& packet, const EespHead& head,
                                                TrackedFlow& flow);

  // Whether what was decrypted may be a packet. What Crypt Offset leaves in the clear of tunnel
  // mode the draft contradicts itself about: told as opened, then taken out of `plaintext`.
  bool on_verified(const EspPacket& packet, const Authenticated& said,
                   std::vector<std::uint8_t>& plaintext);
  // In the last packet that verified, octets from its start.
  std::uint32_t payload_at() const { return payload_at_; }

 private:
  const EspListeners& events_;
  SequenceOrder& order_;
  const ExplicitIvs& ivs_;
  const DeleteGrace& grace_;
  std::uint32_t payload_at_ = 0;
};

}  // namespace espect::sessions
