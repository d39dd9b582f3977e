// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <functional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace espect::sessions {

// Who wants to hear of which event. An event nobody subscribed to costs a test of an empty vector.
template <class... Events>
class Listeners {
 public:
  template <class Event>
  static constexpr bool tells = (std::is_same_v<Event, Events> || ...);

  template <class Event>
  void to(std::function<void(const Event&)> hear) {
    std::get<Hearing<Event>>(hearing_).push_back(std::move(hear));
  }
  template <class Event>
  bool wanted() const {
    return !std::get<Hearing<Event>>(hearing_).empty();
  }
  template <class Event>
  void tell(const Event& event) const {
    for (const auto& hear : std::get<Hearing<Event>>(hearing_)) hear(event);
  }

 private:
  template <class Event>
  using Hearing = std::vector<std::function<void(const Event&)>>;
  std::tuple<Hearing<Events>...> hearing_;
};

}  // namespace espect::sessions
