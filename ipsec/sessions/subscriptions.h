// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <functional>
#include <tuple>
#include <utility>
#include <vector>

#include "ipsec/sessions/events.h"

namespace espect::sessions {

// Who wants to hear of which event. An event nobody subscribed to costs a test of an empty vector.
class Subscriptions {
 public:
  template <class Event>
  void to(std::function<void(const Event&)> hear) {
    std::get<Listeners<Event>>(listeners_).push_back(std::move(hear));
  }
  template <class Event>
  bool wanted() const {
    return !std::get<Listeners<Event>>(listeners_).empty();
  }
  template <class Event>
  void tell(const Event& event) const {
    for (const auto& hear : std::get<Listeners<Event>>(listeners_)) hear(event);
  }

 private:
  template <class Event>
  using Listeners = std::vector<std::function<void(const Event&)>>;
  std::tuple<Listeners<IkeMessageSeen>, Listeners<IkeMessageOpened>, Listeners<IkeSaNegotiated>,
             Listeners<IkeSaRefused>, Listeners<IkeSaRekeyed>, Listeners<ChildSaMade>,
             Listeners<SaRefused>, Listeners<KeyExchangeRetried>, Listeners<ExchangeUnanswered>,
             Listeners<SequenceOutOfOrder>, Listeners<IcvFailed>, Listeners<EspFragmented>,
             Listeners<EspCapturedTwice>, Listeners<EspAfterDelete>, Listeners<IvReused>,
             Listeners<EspFlowEnded>, Listeners<EspOpened>, Listeners<InnerPacket>,
             Listeners<VpnIdSeen>, Listeners<VpnIdMissing>, Listeners<EchoSeen>,
             Listeners<EchoUnanswered>, Listeners<PathMtuAnnounced>,
             Listeners<AnnouncedMtuExceeded>, Listeners<IcmpErrorSeen>, Listeners<FragmentsBroken>,
             Listeners<CaptureEnded>>
      listeners_;
};

}  // namespace espect::sessions
