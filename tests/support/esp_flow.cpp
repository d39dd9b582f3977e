// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/esp_flow.h"

#include "ipsec/sessions/esp/sequence_history.h"

namespace espect::test {

sessions::EspFlow flow_that_saw(std::initializer_list<std::uint64_t> numbers) {
  sessions::EspFlow flow;
  flow.id = 1;
  flow.spi = 0xc0ffee;
  flow.path.source = alice;
  flow.path.destination = bob;
  flow.first_frame = 1;
  sessions::SequenceHistory history;
  for (const auto number : numbers) {
    history.add(flow.numbers, number, flow.window);
    ++flow.packets;
    ++flow.last_frame;
  }
  flow.numbers.longest_gap =
      history.longest_gap(flow.numbers, flow.numbers.lowest, flow.numbers.highest);
  return flow;
}

}  // namespace espect::test
