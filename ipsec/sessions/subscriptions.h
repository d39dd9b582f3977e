// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <functional>
#include <utility>

#include "ipsec/sessions/events.h"

namespace espect::sessions {

// Who wants to hear of which event of all rooms.
class Subscriptions : public IkeListeners,
                      public Ikev1Listeners,
                      public EspListeners,
                      public InnerListeners,
                      public CaptureListeners {
 public:
  template <class Event>
  void to(std::function<void(const Event&)> hear) {
    of<Event>(*this).template to<Event>(std::move(hear));
  }
  template <class Event>
  bool wanted() const {
    return of<Event>(*this).template wanted<Event>();
  }
  template <class Event>
  void tell(const Event& event) const {
    of<Event>(*this).tell(event);
  }

 private:
  // The room's own list that has this event.
  template <class Event, class Self>
  static auto& of(Self& self) {
    if constexpr (IkeListeners::tells<Event>)
      return static_cast<
          std::conditional_t<std::is_const_v<Self>, const IkeListeners, IkeListeners>&>(self);
    else if constexpr (Ikev1Listeners::tells<Event>)
      return static_cast<
          std::conditional_t<std::is_const_v<Self>, const Ikev1Listeners, Ikev1Listeners>&>(self);
    else if constexpr (EspListeners::tells<Event>)
      return static_cast<
          std::conditional_t<std::is_const_v<Self>, const EspListeners, EspListeners>&>(self);
    else if constexpr (InnerListeners::tells<Event>)
      return static_cast<
          std::conditional_t<std::is_const_v<Self>, const InnerListeners, InnerListeners>&>(self);
    else
      return static_cast<
          std::conditional_t<std::is_const_v<Self>, const CaptureListeners, CaptureListeners>&>(
          self);
  }
};

}  // namespace espect::sessions
