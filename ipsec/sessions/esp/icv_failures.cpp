// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/icv_failures.h"

#include <algorithm>
#include <utility>

namespace espect::sessions {
namespace {

// So many packets of a flow are tried with each bit of their number turned back.
constexpr std::uint32_t most_tried = 32;
// Behind the highest number that verified: damaged ones at the end of a capture.
constexpr std::uint64_t near = 64;

// The number of a packet of which one bit of the number was flipped on the way.
std::optional<std::uint64_t> number_with_a_bit_back(const EspPacket& packet, TrackedFlow& flow) {
  if (packet.protocol != Protocol::esp || flow.bits_tried++ >= most_tried) return std::nullopt;
  std::vector<std::uint8_t> octets(packet.octets.begin(), packet.octets.end());
  for (std::uint32_t bit = 0; bit < 32; ++bit) {
    const std::size_t at = 7 - bit / 8;
    const auto flip = static_cast<std::uint8_t>(1U << bit % 8);
    octets[at] ^= flip;
    const Esp esp{octets, packet.spi, packet.sequence ^ 1U << bit};
    const auto found =
        flow.key->open(EspPacket(packet.datagram, esp), flow.sa().numbers.highest, nullptr);
    if (found) return found->sequence;
    octets[at] ^= flip;
  }
  return std::nullopt;
}

}  // namespace

void IcvFailures::on(const EspPacket& packet, TrackedFlow& flow) const {
  ++flow.icv_bad;
  flow.note_receiver(packet.sequence, std::nullopt);
  if (flow.failed.size() < most && flow.sequential()) {
    const auto& sa = flow.sa();
    const auto number =
        number_with_a_bit_back(packet, flow).value_or(packet.number_near(sa.numbers.highest));
    flow.failed.push_back({number, flow.sa_track().history.seen(sa.numbers, number)});
  }
  events_.tell(IcvFailed{packet.datagram, flow, flow.child, packet.sequence});
}

void IcvFailures::leave_undecided(const EspPacket& packet, TrackedFlow& flow) {
  ++flow.undecided;
  if (flow.undecided_packets.size() < most_kept)
    flow.undecided_packets.push_back({without_contents(packet.datagram), packet.sequence});
}

void IcvFailures::decide(TrackedFlow& flow) const {
  flow.icv_bad = std::exchange(flow.undecided, 0);
  const auto kept = std::exchange(flow.undecided_packets, {});
  flow.failed_before_key = flow.icv_bad;
  if (flow.icv_bad > kept.size()) return;
  for (const auto& [datagram, number] : kept)
    events_.tell(IcvFailed{datagram, flow, flow.child, number, true});
}

void IcvFailures::finish(TrackedFlow& flow) {
  TrackedFlow& sa = flow.sa_track();
  if (!sa.numbers.sequential) return;  // a number is no sign of anything
  auto& counters = flow.failures;
  std::vector<std::uint64_t> damaged;
  for (std::size_t i = 0; i < flow.failed.size(); ++i) {
    const auto [number, came_before] = flow.failed[i];
    const bool in_range = number + near >= sa.numbers.lowest && number <= sa.numbers.highest + near;
    auto looks = FailureLooks::forged;
    if (came_before)
      looks = FailureLooks::changed_copy;
    else if (in_range && !sa.history.seen(sa.numbers, number))
      looks = FailureLooks::corrupted;
    if (i == 0) counters.first = looks;
    ++(looks == FailureLooks::corrupted      ? counters.corrupted
       : looks == FailureLooks::changed_copy ? counters.changed_copies
                                             : counters.forged);
    if (looks == FailureLooks::corrupted && number > sa.numbers.lowest &&
        number < sa.numbers.highest)
      damaged.push_back(number);
  }
  std::ranges::sort(damaged);
  const auto repeated = std::ranges::unique(damaged);
  counters.numbers_damaged = damaged.size() - repeated.size();
}

}  // namespace espect::sessions
