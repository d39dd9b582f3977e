// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/history.h"

#include <algorithm>

#include <fmt/format.h>

#include "ipsec/sessions/ikev1/ikev1_contents.h"

namespace espect::report {
namespace {

using sessions::SequenceVerdict;

constexpr std::size_t max_payloads = 24;  // named of one message
constexpr std::uint8_t ikev1_encrypted_flag = 0x01;

void name_payloads(MessageStep& step, const sessions::PayloadList& list) {
  for (const auto& payload : list.payloads()) {
    if (step.payloads.size() >= max_payloads) break;
    auto name = payload.type.display_name();
    if (payload.type.value == registry::payload::n)
      name = fmt::format("N({})", payload.as<wire::ike::Notify>().type.display_name());
    step.payloads.push_back(std::move(name));
  }
}

void name_payloads(MessageStep& step, const sessions::Ikev1Payloads& list) {
  for (const auto& payload : list.payloads()) {
    if (step.payloads.size() >= max_payloads) break;
    step.payloads.push_back(payload.type.display_name());
  }
}

// Of IKEv1 an IkeMessage has the header only.
void name_ikev1_payloads(MessageStep& step, const sessions::IkeMessage& message) {
  sessions::Ikev1Payloads list;
  list.read_chain(registry::Ikev1PayloadType{message.header().next_payload.value},
                  Reader(message.octets().subspan(wire::ike::Header::octets)), wire::Origin::clear,
                  message.profile());
  name_payloads(step, list);
}

// A late number ends one run of missing ones, or makes two of it.
void take_from(NumberHistory& history, std::uint64_t number) {
  const auto run = std::ranges::find_if(history.missing, [&](const MissingNumbers& missing) {
    return missing.first <= number && number <= missing.last;
  });
  if (run == history.missing.end()) return;
  const MissingNumbers behind{run->time, number + 1, run->last};
  const bool two = run->first < number && number < run->last;
  if (run->first == run->last)
    history.missing.erase(run);
  else if (two)
    run->last = number - 1;
  else if (run->first == number)
    ++run->first;
  else
    --run->last;
  if (!two) return;
  if (history.missing.size() < NumberHistory::max_missing)
    history.missing.push_back(behind);
  else
    history.more_missing = true;
}

void raise(NumberHistory& history, Time time, std::uint64_t highest) {
  const auto before = history.last.highest;
  if (history.raised != 0 && highest > before + 1) {
    if (history.missing.size() < NumberHistory::max_missing)
      history.missing.push_back({time, before + 1, highest - 1});
    else
      history.more_missing = true;
  }
  history.last = {time, highest};
  if (history.raised++ % history.stride != 0) return;
  history.points.push_back(history.last);
  if (history.points.size() < NumberHistory::max_points) return;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < history.points.size(); i += 2)
    history.points[kept++] = history.points[i];
  history.points.resize(kept);
  history.stride *= 2;
}

template <class Record>
Record* bounded(std::map<std::uint32_t, Record>& records, std::uint32_t id) {
  if (id == 0) return nullptr;
  if (const auto known = records.find(id); known != records.end()) return &known->second;
  return records.size() < History::max_sas ? &records[id] : nullptr;
}

template <class Record>
const Record* found(const std::map<std::uint32_t, Record>& records, std::uint32_t id) {
  const auto known = records.find(id);
  return known != records.end() ? &known->second : nullptr;
}

}  // namespace

History::History(sessions::Subscriptions& events) {
  const auto hear = [&]<class Event>(const Event*) {
    events.to<Event>([this](const Event& event) { on(event); });
  };
  hear(static_cast<const sessions::IkeMessageSeen*>(nullptr));
  hear(static_cast<const sessions::IkeMessageOpened*>(nullptr));
  hear(static_cast<const sessions::Ikev1MessageOpened*>(nullptr));
  hear(static_cast<const sessions::EspSeen*>(nullptr));
  hear(static_cast<const sessions::SequenceOutOfOrder*>(nullptr));
}

const MessageHistory* History::messages_of(std::uint32_t ike_sa) const {
  return found(heard_.messages, ike_sa);
}

const NumberHistory* History::numbers_of(std::uint32_t flow) const {
  return found(heard_.numbers, flow);
}

void History::on(const sessions::IkeMessageSeen& event) {
  auto* history = bounded(heard_.messages, event.sa.id);
  if (history == nullptr) return;
  if (history->steps.size() >= MessageHistory::max_steps) {
    ++history->more;
    return;
  }
  const auto& header = event.message.header();
  const bool ikev1 = header.major_version() == 1;
  MessageStep step;
  step.frame = event.datagram.frame;
  step.time = event.datagram.time;
  step.from_initiator = event.from_initiator;
  step.answer = event.answer;
  step.again = event.retransmission;
  step.sighted_again = event.second_sighting;
  step.encrypted = ikev1 ? (header.flags & ikev1_encrypted_flag) != 0 : event.message.encrypted();
  step.message_id = header.message_id;
  step.octets = event.datagram.ip.packet_octets;
  step.ip_fragments = event.datagram.ip.fragments;
  if (const auto& fragment = event.message.fragment()) {
    step.fragment = fragment->number;
    step.fragments = fragment->total;
  }
  step.exchange = ikev1 ? registry::Ikev1ExchangeType{header.exchange.value}.display_name()
                        : header.exchange.display_name();
  if (ikev1 && !step.encrypted)
    name_ikev1_payloads(step, event.message);
  else if (!ikev1)
    name_payloads(step, event.message);
  history->steps.push_back(std::move(step));
}

MessageStep* History::newest(std::uint32_t ike_sa, std::uint32_t frame) {
  const auto known = heard_.messages.find(ike_sa);
  if (known == heard_.messages.end() || known->second.steps.empty()) return nullptr;
  auto& step = known->second.steps.back();
  return step.frame == frame ? &step : nullptr;
}

void History::on(const sessions::IkeMessageOpened& event) {
  auto* step = newest(event.sa.id, event.datagram.frame);
  if (step == nullptr) return;
  step->opened = true;
  if (event.contents != nullptr) name_payloads(*step, *event.contents);
}

void History::on(const sessions::Ikev1MessageOpened& event) {
  auto* step = newest(event.sa.id, event.datagram.frame);
  if (step == nullptr || step->opened) return;
  step->opened = true;
  name_payloads(*step, event.contents);
}

NumberHistory* History::numbers(const sessions::EspFlow& flow) {
  return bounded(heard_.numbers, flow.sa().id);
}

void History::on(const sessions::EspSeen& event) {
  auto* history = numbers(event.flow);
  if (history == nullptr) return;
  const auto& counters = event.flow.sa().numbers;
  if (counters.distinct + counters.duplicates == 0) return;  // nothing authentic yet
  if (history->raised == 0 || counters.highest > history->last.highest)
    raise(*history, event.datagram.time, counters.highest);
}

void History::on(const sessions::SequenceOutOfOrder& event) {
  auto* history = numbers(event.flow);
  if (history == nullptr) return;
  if (event.verdict != SequenceVerdict::duplicate) take_from(*history, event.sequence);
  const auto same = [&](const OddPacket& odd) { return odd.verdict == event.verdict; };
  if (history->odd.size() < NumberHistory::max_odd ||
      static_cast<std::size_t>(std::ranges::count_if(history->odd, same)) < NumberHistory::max_odd)
    history->odd.push_back(
        {event.datagram.frame, event.datagram.time, event.sequence, event.verdict});
  else
    ++history->more_odd;
}

}  // namespace espect::report
