// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp_flows.h"

#include <algorithm>

namespace espect::sessions {
namespace {

std::uint32_t hash_of(Protocol protocol, std::uint32_t spi, const Address& destination) {
  const auto high = destination.high_word();
  const auto low = destination.low_word();
  return mix((std::uint64_t{spi} << 1 | static_cast<std::uint64_t>(protocol)) ^ high ^
             (low << 7 | low >> 57));
}

}  // namespace

bool EspFlows::on(const Datagram& datagram, Protocol protocol, std::uint32_t spi,
                  std::uint32_t sequence, std::size_t octets) {
  const Address& destination = datagram.path.destination;
  const auto hash = hash_of(protocol, spi, destination);
  EspFlow* flow = flows_.find(hash, [&](const EspFlow& candidate) {
    return candidate.spi == spi && candidate.protocol == protocol &&
           candidate.path.destination == destination;
  });
  if (flow == nullptr) {
    if (flows_.size() >= max_flows_) return false;
    flow = &flows_.add(hash);
    flow->id = flows_.size();
    flow->protocol = protocol;
    flow->spi = spi;
    flow->path = datagram.path;
    flow->first_frame = datagram.frame;
    flow->first_time = datagram.time;
  }
  ++flow->packets;
  flow->octets += octets;
  flow->last_frame = datagram.frame;
  flow->last_time = datagram.time;
  flow->largest_outer = std::max(flow->largest_outer, datagram.ip.packet_octets);
  if (datagram.ip.fragments != 0) ++flow->ip_fragmented;

  if (ring_ == nullptr)
    count_sequence(datagram, *flow, extend_sequence(sequence, flow->history.highest()));
  else
    on_with_keys(datagram, *flow, sequence);
  return true;
}

void EspFlows::count_sequence(const Datagram& datagram, EspFlow& flow, std::uint64_t number) {
  const auto window = flow.anti_replay() ? flow.window : UINT32_MAX;
  const auto verdict = flow.history.add(number, window);
  if (verdict != SequenceVerdict::next && verdict != SequenceVerdict::first)
    events_.tell(SequenceOutOfOrder{datagram, flow, number, verdict, flow.history.distance()});
}

void EspFlows::on_with_keys(const Datagram& datagram, EspFlow& flow, std::uint32_t sequence) {
  if (flow.keys == nullptr)
    flow.keys = std::make_unique<EspKeys>(*ring_, children_, flow.protocol, flow.spi);
  std::optional<std::uint64_t> number;
  plaintext_.clear();
  const bool inner_wanted = events_.wanted<InnerPacket>();
  const bool opened_wanted = inner_wanted || events_.wanted<EspOpened>();
  if (flow.keys->any(flow.path)) {
    const auto highest = flow.icv_ok != 0 ? std::optional(flow.history.highest()) : std::nullopt;
    number = flow.keys->authenticate(datagram, highest, opened_wanted ? &plaintext_ : nullptr);
    if (!number) ++(flow.icv_ok != 0 ? flow.icv_bad : flow.undecided);
  }
  if (!number) {
    // Until something verifies, the numbers on the wire are all there is.
    if (flow.icv_ok == 0)
      count_sequence(datagram, flow, extend_sequence(sequence, flow.history.highest()));
    else
      events_.tell(IcvFailed{datagram, flow});
    return;
  }
  if (flow.icv_ok++ == 0) adopt_key(flow);
  count_sequence(datagram, flow, *number);
  if (opened_wanted) events_.tell(EspOpened{datagram, flow, *number, plaintext_});
  if (inner_wanted) inner_.on(datagram, flow, *number, plaintext_);
}

// The first packet verified: what was counted before is not known to be authentic.
void EspFlows::adopt_key(EspFlow& flow) {
  const auto& key = *flow.keys->chosen();
  flow.history = SequenceHistory();
  flow.icv_bad = flow.undecided;
  flow.undecided = 0;
  flow.esn = key.esn.value_or(false);
  flow.child_sa = key.child_sa;
  if (key.window) flow.window = *key.window;
}

void EspFlows::finish() {
  inner_.finish();
  flows_.for_each([&](EspFlow& flow) {
    if (flow.child_sa != 0) return;
    for (const auto* child : children_.with_spi(flow.protocol, flow.spi)) {
      const auto& to = flow.spi == child->spi_i ? child->initiator : child->responder;
      if (to.address != flow.path.destination) continue;
      flow.child_sa = child->id;
      break;
    }
  });
}

}  // namespace espect::sessions
