// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/audit/ike_results.h"

#include <algorithm>

#include <fmt/format.h>

#include "ipsec/wire/ikev1/payload_chain.h"

namespace espect::plugin {
namespace {

constexpr int most_looked_at = 64;

// Of IKEv1 the header is all that the message says of itself.
bool is_encrypted(const sessions::IkeMessage& message) {
  if (message.header().major_version() != 1) return message.encrypted();
  return wire::ikev1::closed(wire::decode_all<wire::ikev1::Header>(
      message.octets().first(std::min(message.octets().size(), wire::ikev1::Header::octets))));
}

std::vector<sessions::TrafficSelector> selectors_in(const sessions::IkeContents& contents,
                                                    std::uint8_t type) {
  const auto* payload = contents.first(type);
  if (payload == nullptr) return {};
  return sessions::selectors_of(payload->as<wire::ike::TrafficSelectors>());
}

bool is_within(const sessions::TrafficSelector& one, const sessions::TrafficSelector& asked) {
  if (one == asked) return true;
  if (!one.is_address_range() || one.type != asked.type || one.vpn_id != asked.vpn_id) return false;
  return asked.contains(one.start) && asked.contains(one.end) &&
         (asked.ip_protocol == 0 || asked.ip_protocol == one.ip_protocol) &&
         one.start_port >= asked.start_port && one.end_port <= asked.end_port;
}

bool are_within(const std::vector<sessions::TrafficSelector>& some,
                const std::vector<sessions::TrafficSelector>& asked) {
  return std::ranges::all_of(some, [&](const auto& one) {
    return std::ranges::any_of(asked, [&](const auto& range) { return is_within(one, range); });
  });
}

}  // namespace

void IkeResults::subscribe(sessions::Subscriptions& events) {
  events.to<sessions::IkeMessageSeen>([this](const auto& event) { on_message(event); });
  events.to<sessions::IkeMessageOpened>([this](const auto& event) { on_opened(event); });
  events.to<sessions::IkeMessageNotOfSa>([this](const auto& event) { on_set_aside(event); });
  events.to<sessions::Ikev1MessageOpened>([this](const auto& event) { on_ikev1_opened(event); });
  events.to<sessions::Ikev1Refused>([this](const auto& event) { on_ikev1_refused(event); });
  events.to<sessions::ChildSaMade>([this](const auto& event) { on_child_sa(event); });
}

bool IkeResults::end(const sessions::Sessions& sessions) {
  std::optional<IkeResult>& result = *current_;
  current_ = nullptr;
  if (result) note_nat(*result);
  if (result && result->encrypted && !result->opened && result->closed.empty())
    note_closed(sessions, *result);
  return result.has_value();
}

void IkeResults::on_child_sa(const sessions::ChildSaMade& event) {
  if (current_ == nullptr || !*current_ || (*current_)->dialogue == nullptr) return;
  dialogues_[(*current_)->dialogue->number].child_sas.push_back(event.child.id);
}

IkeResult* IkeResults::begin(const Datagram& datagram, const sessions::IkeMessage& message,
                             const sessions::IkeSa& sa) {
  if (current_ == nullptr || datagram.nesting != 0) return nullptr;
  auto& ike = current_->emplace();
  ike.ike_sa = sa.id;
  ike.sa = &sa;
  ike.exchange = message.header().exchange.value;
  ike.response = message.header().response();
  ike.version = static_cast<std::uint8_t>(message.header().major_version());
  ike.encrypted = is_encrypted(message);
  ike.keys_known = sa.opening != nullptr && sa.opening->keys_known;
  return &ike;
}

void IkeResults::on_message(const sessions::IkeMessageSeen& event) {
  IkeResult* ike = begin(event.datagram, event.message, event.sa);
  if (ike == nullptr) return;
  ike->response = event.answer;
  ike->retransmission = event.retransmission;
  if (event.exchange != nullptr) note_dialogue(event, *ike);
}

void IkeResults::on_set_aside(const sessions::IkeMessageNotOfSa& event) {
  IkeResult* ike = begin(event.datagram, event.message, event.sa);
  if (ike != nullptr && event.why == sessions::NotOfSa::icv_failed)
    ike->closed = fmt::format("it verifies under none of the keys of its IKE SA: {}",
                              sessions::without_its_keys);
}

Dialogue& IkeResults::new_dialogue() {
  auto& dialogue = dialogues_.emplace_back();
  dialogue.number = dialogues_.size() - 1;
  return dialogue;
}

void IkeResults::note_dialogue(const sessions::IkeMessageSeen& event, IkeResult& ike) {
  const sessions::Exchange& exchange = *event.exchange;
  auto*& dialogue = by_exchange_[{event.sa.id, exchange.number}];
  if (dialogue == nullptr) dialogue = &new_dialogue();
  if (!exchange.request_frames.empty()) {
    dialogue->request_frame = exchange.request_frames.front();
    dialogue->request_time = exchange.first_sent;
  }
  dialogue->response_frame = exchange.response_frame;
  dialogue->response_time = exchange.answered;
  dialogue->answer_expected = exchange.answer_expected;
  ike.dialogue = dialogue;
  if (!event.message.fragment()) return;
  const IkeFragments::Key key{event.sa.id, exchange.number, ike.response};
  auto& set = fragments_[key];
  set.key = key;
  if (set.frames.size() < sessions::Exchange::max_frames &&
      std::ranges::count(set.frames, event.datagram.frame) == 0)
    set.frames.push_back(event.datagram.frame);
  ike.fragments = &set;
}

void IkeResults::on_opened(const sessions::IkeMessageOpened& event) {
  if (current_ == nullptr || !*current_ || event.datagram.nesting != 0) return;
  IkeResult& ike = **current_;
  ike.opened = true;
  ike.keys_known = true;
  ike.generation = event.by.generation;
  ike.iv_octets = event.by.iv_octets;
  ike.icv_octets = event.by.icv_octets;
  ike.plaintext.assign(event.plaintext.begin(), event.plaintext.end());
  if (!ike.plaintext.empty()) ike.padding_octets = std::uint32_t{1} + ike.plaintext.back();
  if (event.contents == nullptr) return;
  ike.has_contents = true;
  ike.first_type = event.contents->first_type().value;
  const Bytes octets = event.contents->octets();
  if (ike.fragments != nullptr) ike.reassembled.assign(octets.begin(), octets.end());
  compare_selectors(*event.contents, ike);
  if (ike.fragments != nullptr && ike.fragments->complete_in == 0)
    fragments_[ike.fragments->key].complete_in = event.datagram.frame;
}

void IkeResults::on_ikev1_refused(const sessions::Ikev1Refused& event) {
  if (current_ == nullptr || !*current_ || event.request_frames.empty()) return;
  (*current_)->refuses = event.request_frames.back();
  // What is refused is among the newest.
  auto at = by_exchange_.upper_bound({event.sa.id, UINT32_MAX});
  for (int looked = 0; looked < most_looked_at && at != by_exchange_.begin(); ++looked) {
    const auto& [key, dialogue] = *--at;
    if (key.first != event.sa.id) return;
    if (dialogue->request_frame == event.request_frames.front())
      dialogue->refused_in = event.response_frame;
  }
}

// There are no generations and no ICV. Of a message that came in fragments the last one has it.
void IkeResults::on_ikev1_opened(const sessions::Ikev1MessageOpened& event) {
  if (current_ == nullptr || !*current_ || event.datagram.nesting != 0) return;
  IkeResult& ike = **current_;
  ike.opened = true;
  ike.encrypted = true;
  ike.keys_known = true;
  ike.has_contents = true;
  ike.hash_verified = event.hash_verified;
  ike.first_type = event.contents.first_type().value;
  const Bytes octets = event.contents.octets();
  ike.plaintext.assign(octets.begin(), octets.end());
  ike.padding_octets = static_cast<std::uint32_t>(event.contents.padding().size());
}

// A responder may narrow what was asked for, RFC 7296 section 2.9.
void IkeResults::compare_selectors(const sessions::IkeContents& contents, IkeResult& ike) {
  if (ike.dialogue == nullptr) return;
  const auto ts_i = selectors_in(contents, registry::payload::tsi);
  const auto ts_r = selectors_in(contents, registry::payload::tsr);
  auto& asked = dialogues_[ike.dialogue->number];
  if (!ike.response) {
    asked.ts_i = ts_i;
    asked.ts_r = ts_r;
  } else if (!asked.ts_i.empty() && !ts_i.empty() && (ts_i != asked.ts_i || ts_r != asked.ts_r)) {
    const bool within = are_within(ts_i, asked.ts_i) && are_within(ts_r, asked.ts_r);
    (within ? ike.narrowed : ike.selectors_changed) = true;
  }
}

// RFC 7296 section 2.23, RFC 3947 section 3.2.
void IkeResults::note_nat(IkeResult& ike) {
  const bool known = ike.sa->nat_place(true) || ike.sa->nat_place(false);
  if (!known || !nat_told_.insert(ike.ike_sa).second) return;
  ike.tells_nat = true;
}

void IkeResults::note_closed(const sessions::Sessions& sessions, IkeResult& ike) {
  const auto& sa = sessions.ike_sas()[ike.ike_sa - 1];
  if (sa.opening != nullptr) ike.keys_known = sa.opening->keys_known;
  if (closed_told_.size() <= sa.id) closed_told_.resize(sa.id + std::size_t{1});
  if (closed_told_[sa.id]) return;
  closed_told_[sa.id] = true;
  ike.closed = sa.opening != nullptr ? sa.opening->why_closed : "no key source names it";
}

}  // namespace espect::plugin
