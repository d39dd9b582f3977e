// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <vector>

namespace espect::plugin {

// In which frame a sequence number was first seen, as far back as there is room: a newer number may
// take the place of an older one, which is then not found.
class NumberFrames {
 public:
  // False when the number is there already.
  bool note(std::uint32_t flow, std::uint32_t number, std::uint32_t frame) {
    if (places_.empty()) places_.resize(places);
    Place& place = places_[place_of(flow, number)];
    if (place.frame != 0 && place.flow == flow && place.number == number) return false;
    place = {flow, number, frame};
    return true;
  }
  // 0 when it is not known.
  std::uint32_t frame_of(std::uint32_t flow, std::uint32_t number) const {
    if (places_.empty()) return 0;
    const Place& place = places_[place_of(flow, number)];
    return place.flow == flow && place.number == number ? place.frame : 0;
  }

 private:
  static constexpr std::size_t places = std::size_t{1} << 18;
  struct Place {
    std::uint32_t flow = 0, number = 0, frame = 0;
  };
  // Neighbouring numbers of a flow never meet.
  static std::size_t place_of(std::uint32_t flow, std::uint32_t number) {
    return (number + flow * 0x9e3779b1U) % places;
  }
  std::vector<Place> places_;
};

}  // namespace espect::plugin
