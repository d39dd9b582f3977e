// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/audit/esp_results.h"

#include <bit>

#include "ipsec/bytes/endian.h"
#include "ipsec/ip/protocol.h"
#include "ipsec/sessions/esp/esp_contents.h"
#include "ipsec/sessions/esp/open_again.h"
#include "ipsec/sessions/inner/ipcomp.h"
#include "ipsec/wire/ike/extensions/vpn_id.h"

namespace espect::plugin {
namespace {

constexpr std::uint64_t most_high = 0xffff;  // that a record has room for

// The packets of one frame are few.
std::uint16_t short_digest(PacketKey key) {
  return static_cast<std::uint16_t>(key.digest ^ key.digest >> 16);
}

bool has_place(const EspResult& result) {
  return result.captured_twice || result.out_of_sequence();
}

void take_algorithms(const sessions::EspFlow& flow, EspResult& result) {
  if (flow.protocol == Protocol::ah || !flow.algorithms) return;
  result.iv_octets = flow.algorithms->iv_octets;
  result.icv_octets = flow.algorithms->icv_octets;
}

bool is_aggfrag(const EspResult& result) {
  if (result.plaintext.empty()) return false;
  if (result.flow != nullptr && result.flow->eesp != nullptr) {
    const auto contents = sessions::eesp_contents_of(result.plaintext);
    return contents && contents->next_header == ip::protocol::aggfrag;
  }
  return result.plaintext.back() == ip::protocol::aggfrag;
}

// Which is in the packet only when it was agreed on.
std::uint64_t number_of(const sessions::EspFlow& flow, Bytes octets) {
  constexpr std::size_t number_octets = 8;
  const auto& facts = *flow.eesp;
  if (!facts.form || !facts.numbered.value_or(false)) return 0;
  const auto head = sessions::read_eesp_head(*facts.form, octets);
  if (!head || octets.size() < head->octets + number_octets) return 0;
  return load_be<std::uint64_t>(octets.data() + head->octets);
}

}  // namespace

void EspResults::subscribe(sessions::Subscriptions& events) {
  events.to<sessions::EspSeen>([this](const auto& event) { on_seen(event); });
  events.to<sessions::InnerPacket>([this](const auto& event) { on_inner(event); });
  events.to<sessions::EspOpened>([this](const sessions::EspOpened& event) {
    if (elsewhere(event.datagram)) return;
    current_->icv = IcvState::good;
    current_->sequence = event.sequence;
    take_plaintext(event.flow, event.plaintext);
  });
  events.to<sessions::EspDecrypted>([this](const sessions::EspDecrypted& event) {
    if (elsewhere(event.datagram)) return;
    current_->icv = IcvState::unproven;
    take_plaintext(event.flow, event.plaintext);
  });
  events.to<sessions::VpnIdSeen>([this](const sessions::VpnIdSeen& event) {
    if (elsewhere(event.datagram)) return;
    current_->vpn_id = event.id;
    current_->vpn_id_octets = event.mode == wire::ike::VpnIdMode::header_field ? 4 : 0;
    current_->vpn_id_covered = event.authenticated;
  });
  events.to<sessions::IcvFailed>([this](const auto& event) {
    if (!elsewhere(event.datagram)) current_->icv = IcvState::bad;
  });
  events.to<sessions::EespHeadSeen>([this](const sessions::EespHeadSeen& event) {
    if (!elsewhere(event.datagram)) current_->sequence = event.number.value_or(0);
  });
  events.to<sessions::EspCapturedTwice>([this](const sessions::EspCapturedTwice& event) {
    if (elsewhere(event.datagram)) return;
    current_->captured_twice = true;
    current_->behind_hop = event.hops != 0;
  });
  events.to<sessions::SequenceOutOfOrder>([this](const sessions::SequenceOutOfOrder& event) {
    if (elsewhere(event.datagram)) return;
    current_->verdict = event.verdict;
    current_->distance = event.distance;
  });
  events.to<sessions::ChildSaMade>([this](const sessions::ChildSaMade& event) {
    if (event.child.rekeyed_from)
      rekeyed_in_.emplace(*event.child.rekeyed_from, event.response_frame);
  });
}

// Not of the packet that is taken in: what is inside it is not shown.
bool EspResults::elsewhere(const Datagram& datagram) const {
  return current_ == nullptr || datagram.nesting != 0;
}

void EspResults::take_plaintext(const sessions::EspFlow& flow, Bytes plaintext) {
  current_->flow = &flow;
  current_->plaintext.assign(plaintext.begin(), plaintext.end());
  take_algorithms(flow, *current_);
}

// Behind all else that is told of the packet.
void EspResults::on_seen(const sessions::EspSeen& event) {
  if (elsewhere(event.datagram)) return;
  current_->flow = &event.flow;
  // What does not verify may be anybody's.
  if (current_->icv == IcvState::bad || !event.flow.sequential()) return;
  note_gap(event.flow);
  const auto number = static_cast<std::uint32_t>(current_->sequence);
  if (!number_frames_.note(event.flow.id, number, event.datagram.frame))
    current_->copy_of = number_frames_.frame_of(event.flow.id, number);
}

void EspResults::note_gap(const sessions::EspFlow& flow) {
  const bool authentic = current_->icv == IcvState::good;
  if (current_->captured_twice || (flow.icv_ok != 0 && !authentic)) return;
  auto& highest = highest_[flow.id];
  const bool begins = highest.number == 0 || (authentic && !highest.authentic);
  if (!begins && current_->sequence > highest.number)
    current_->gap = current_->sequence - highest.number - 1;
  current_->begins_epoch = !begins && flow.esn && current_->sequence >> 32 > highest.number >> 32;
  if (begins || current_->sequence > highest.number) highest.number = current_->sequence;
  highest.authentic = authentic;
}

void EspResults::on_inner(const sessions::InnerPacket& event) {
  if (elsewhere(event.datagram)) return;
  inner_told_ = true;
  if (!is_aggfrag(*current_)) return;
  auto& inner = current_->inner.emplace_back();
  inner.protocol = event.protocol;
  inner.size = static_cast<std::uint32_t>(event.octets.size());
  inner.octets.assign(event.octets.begin(), event.octets.end());
}

void EspResults::end(PacketKey key) {
  EspResult& result = *current_;
  current_ = nullptr;
  if (inner_told_ && !is_aggfrag(result)) add_inner(result);
  add_notes(key.frame, result);
  const auto number = records_.size();
  const auto high = result.sequence >> 32;
  const bool rebuilt = is_aggfrag(result) && !result.inner.empty();
  const bool rare = high > most_high || result.vpn_id || rebuilt;
  State state{};
  state.high = high & most_high;
  state.verdict = static_cast<std::uint8_t>(result.verdict) & 7;
  state.icv = static_cast<std::uint8_t>(result.icv) & 3;
  state.captured_twice = result.captured_twice ? 1 : 0;
  state.behind_hop = result.behind_hop ? 1 : 0;
  state.has_inner = inner_told_ ? 1 : 0;
  state.has_place = has_place(result) ? 1 : 0;
  state.is_rare = rare ? 1 : 0;
  state.begins_epoch = result.begins_epoch ? 1 : 0;
  inner_told_ = false;
  records_.add({key.frame, result.flow != nullptr ? result.flow->id : 0,
                std::bit_cast<std::uint32_t>(state), short_digest(key)});
  if (state.has_place != 0)
    places_.emplace(number, Place{result.distance, result.gap, result.copy_of});
  if (!rare) return;
  Rare kept{result.sequence, result.vpn_id, result.vpn_id_octets, result.vpn_id_covered, {}};
  if (rebuilt) kept.inner = result.inner;
  rare_.emplace(number, std::move(kept));
}

std::optional<EspResults::Found> EspResults::record_of(PacketKey key) const {
  std::optional<Found> found;
  records_.for_each_in(key.frame, [&](std::uint32_t number, const PacketRecords::Record& record) {
    if (!found && record.digest == short_digest(key)) found = {number, record};
  });
  return found;
}

bool EspResults::restore(PacketKey key, Bytes octets, const sessions::Sessions& sessions,
                         EspResult& result) const {
  const auto found = record_of(key);
  if (!found) return false;
  const auto& [at, record] = *found;
  const auto state = std::bit_cast<State>(record.state);
  if (record.flow != 0) result.flow = &sessions.flows()[record.flow - 1];
  const bool ah = result.flow != nullptr && result.flow->protocol == Protocol::ah;
  const std::size_t sequence_at = ah ? 8 : 4;
  result.sequence = std::uint64_t{state.high} << 32;
  if (octets.size() >= sequence_at + 4)
    result.sequence |= load_be<std::uint32_t>(octets.data() + sequence_at);
  const bool eesp = result.flow != nullptr && result.flow->eesp != nullptr;
  if (eesp) result.sequence = number_of(*result.flow, octets);
  result.verdict = static_cast<sessions::SequenceVerdict>(state.verdict);
  result.icv = static_cast<IcvState>(state.icv);
  result.captured_twice = state.captured_twice != 0;
  result.behind_hop = state.behind_hop != 0;
  result.begins_epoch = state.begins_epoch != 0;
  if (state.has_place != 0) {
    result.distance = places_.at(at).distance;
    result.copy_of = places_.at(at).copy_of;
    result.gap = places_.at(at).gap;
  }
  if (state.is_rare != 0) {
    const Rare& rare = rare_.at(at);
    result.sequence = rare.sequence;
    result.vpn_id = rare.vpn_id;
    result.vpn_id_octets = rare.vpn_id_octets;
    result.vpn_id_covered = rare.vpn_id_covered;
    result.inner = rare.inner;
  }
  const bool opened = result.icv == IcvState::good || result.icv == IcvState::unproven;
  if (opened && result.flow != nullptr && !ah && octets.size() >= 8) {
    const Datagram datagram;
    const Esp esp{octets, load_be<std::uint32_t>(octets.data()),
                  load_be<std::uint32_t>(octets.data() + 4)};
    const Eesp sub_sa{octets, result.flow->spi, result.flow->session_id};
    result.plaintext = eesp
                           ? sessions::open_again({datagram, sub_sa}, *result.flow, result.sequence)
                           : sessions::open_again({datagram, esp}, *result.flow, result.sequence);
    take_algorithms(*result.flow, result);
    if (state.has_inner != 0 && !is_aggfrag(result)) add_inner(result);
  }
  add_notes(key.frame, result);
  return true;
}

// What hangs on the frame and on what the sessions know by now.
void EspResults::add_notes(std::uint32_t frame, EspResult& result) const {
  if (result.flow == nullptr) return;
  const auto& flow = *result.flow;
  const bool opened = result.icv == IcvState::good || result.icv == IcvState::unproven;
  const bool one_bad = flow.why_closed.empty() && flow.icv_ok + flow.decrypted != 0;
  if (flow.protocol != Protocol::ah && flow.first_frame == frame && !opened && !one_bad)
    result.closed = flow.why_closed.empty() ? "no key source names it" : flow.why_closed;
  if (result.out_of_sequence()) {
    const auto highest =
        result.gap != 0 ? result.sequence - result.gap - 1 : result.sequence + result.distance;
    result.highest_in = number_frames_.frame_of(flow.id, static_cast<std::uint32_t>(highest));
  }
  if (const auto rekeyed = rekeyed_in_.find(flow.child_sa);
      rekeyed != rekeyed_in_.end() && rekeyed->second <= frame)
    result.rekeyed_in = rekeyed->second;
}

// As the sessions take the contents off: RFC 4303 section 2.6, RFC 3173.
void EspResults::add_inner(EspResult& result) {
  const auto protocol = result.flow != nullptr ? result.flow->protocol : Protocol::esp;
  const auto contents = sessions::contents_of(protocol, result.plaintext);
  if (!contents || contents->next_header == ip::protocol::no_next_header) return;
  if (contents->next_header == ip::protocol::ipcomp) {
    auto inside = sessions::ipcomp_contents_of(contents->payload);
    if (!inside) return;
    const auto size = static_cast<std::uint32_t>(inside->payload.size());
    result.inner.push_back({inside->next_header, std::nullopt, size, std::move(inside->payload)});
    return;
  }
  const auto at = static_cast<std::uint32_t>(contents->payload.data() - result.plaintext.data());
  result.inner.push_back(
      {contents->next_header, at, static_cast<std::uint32_t>(contents->payload.size()), {}});
}

}  // namespace espect::plugin
