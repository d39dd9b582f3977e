// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/audit/capture_audit.h"

#include <algorithm>
#include <cstring>

#include "ipsec/rules/rule.h"

namespace espect::plugin {
namespace {

// As on the wire.
std::uint32_t sequence_of(const Datagram& datagram) {
  if (const auto* esp = std::get_if<Esp>(&datagram.content)) return esp->sequence;
  if (const auto* ah = std::get_if<Ah>(&datagram.content)) return ah->sequence;
  return 0;
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

CaptureAudit::CaptureAudit(keys::KeyFiles keys, registry::ExperimentalProfile profile,
                           rules::Selection selection)
    : keys_(std::move(keys)),
      profile_(std::move(profile)),
      selection_(std::move(selection)),
      sessions_((subscribe(), events_), keys_.ring.empty() ? nullptr : &keys_.ring, &profile_) {}

void CaptureAudit::subscribe() {
  events_.to<sessions::IkeMessageSeen>([this](const auto& event) { on_message(event); });
  events_.to<sessions::IkeMessageOpened>([this](const auto& event) { on_opened(event); });
  events_.to<sessions::EchoSeen>([this](const auto& event) { on_echo(event); });
  events_.to<sessions::ChildSaMade>([this](const sessions::ChildSaMade& event) {
    if (event.child.rekeyed_from)
      rekeyed_in_.emplace(*event.child.rekeyed_from, event.response_frame);
    if (current_ != nullptr && current_->ike && current_->ike->dialogue != nullptr)
      dialogues_[current_->ike->dialogue->number].child_sas.push_back(event.child.id);
  });
  subscribe_esp();
  rules::install_all(events_, findings_, *registry::builtin_policy("default"), &profile_,
                     selection_);
}

void CaptureAudit::subscribe_esp() {
  events_.to<sessions::EspSeen>([this](const auto& event) { on_esp(event); });
  events_.to<sessions::EspOpened>([this](const auto& event) { on_esp_opened(event); });
  events_.to<sessions::EspDecrypted>([this](const auto& event) { on_esp_decrypted(event); });
  events_.to<sessions::VpnIdSeen>([this](const auto& event) { on_vpn_id(event); });
  events_.to<sessions::InnerPacket>([this](const auto& event) { on_inner(event); });
  events_.to<sessions::IcvFailed>([this](const auto& event) {
    if (!elsewhere(event.datagram)) current_->esp->icv = IcvState::bad;
  });
  events_.to<sessions::EspCapturedTwice>([this](const auto& event) {
    if (!elsewhere(event.datagram)) current_->esp->captured_twice = true;
  });
  events_.to<sessions::SequenceOutOfOrder>([this](const sessions::SequenceOutOfOrder& event) {
    if (elsewhere(event.datagram)) return;
    current_->esp->verdict = event.verdict;
    current_->esp->distance = event.distance;
  });
}

// FNV-1a over words: tells the datagrams of one frame apart.
CaptureAudit::Key CaptureAudit::key_of(std::uint32_t frame, Bytes octets) {
  constexpr std::uint64_t prime = 0x100000001b3;
  std::uint64_t digest = 0xcbf29ce484222325 ^ octets.size();
  for (; octets.size() >= 8; octets = octets.subspan(8)) {
    std::uint64_t word = 0;
    std::memcpy(&word, octets.data(), sizeof word);
    digest = (digest ^ word) * prime;
    digest ^= digest >> 32;
  }
  for (const auto octet : octets) digest = (digest ^ octet) * prime;
  return {frame, digest};
}

const PacketResult* CaptureAudit::find(std::uint32_t frame, Bytes octets) const {
  const auto found = results_.find(key_of(frame, octets));
  return found == results_.end() ? nullptr : found->second.get();
}

const PacketResult* CaptureAudit::take(const Datagram& datagram, Bytes octets) {
  auto& slot = results_[key_of(datagram.frame, octets)];
  if (slot != nullptr) return slot.get();
  slot = std::make_unique<PacketResult>();
  if (first_frame_ == 0) first_frame_ = datagram.frame;
  last_time_ = std::max(last_time_, datagram.time);
  const bool is_esp =
      std::holds_alternative<Esp>(datagram.content) || std::holds_alternative<Ah>(datagram.content);
  if (is_esp) slot->esp.emplace().sequence = sequence_of(datagram);
  current_ = slot.get();
  sessions_.on(datagram);
  current_ = nullptr;
  if (slot->ike && slot->ike->encrypted && !slot->ike->opened) note_closed(*slot->ike);
  frame_findings_.update();
  return slot.get();
}

void CaptureAudit::take_broken(const Datagram& fragments) {
  if (first_frame_ == 0) first_frame_ = fragments.frame;
  last_time_ = std::max(last_time_, fragments.time);
  sessions_.on(fragments);
  frame_findings_.update();
}

void CaptureAudit::finish() {
  if (finished_) return;
  finished_ = true;
  sessions_.finish(last_time_);
  frame_findings_.update();
  if (!frame_findings_.any_about_flows()) return;
  for (const auto& [key, result] : results_)
    if (result->esp && result->esp->flow != nullptr)
      frame_findings_.add_packet_of_flow(result->esp->flow->id, key.frame);
}

void CaptureAudit::on_message(const sessions::IkeMessageSeen& event) {
  if (current_ == nullptr || event.datagram.nesting != 0) return;
  auto& ike = current_->ike.emplace();
  ike.ike_sa = event.sa.id;
  ike.response = event.message.header().response();
  ike.retransmission = event.retransmission;
  ike.encrypted = event.message.encrypted();
  ike.keys_known = event.sa.opening != nullptr && event.sa.opening->keys_known;
  if (event.exchange != nullptr) note_dialogue(event, ike);
}

Dialogue& CaptureAudit::new_dialogue() {
  auto& dialogue = dialogues_.emplace_back();
  dialogue.number = dialogues_.size() - 1;
  return dialogue;
}

void CaptureAudit::note_dialogue(const sessions::IkeMessageSeen& event, IkeResult& ike) {
  const sessions::Exchange& exchange = *event.exchange;
  auto*& dialogue = by_exchange_[{event.sa.id, exchange.number}];
  if (dialogue == nullptr) dialogue = &new_dialogue();
  if (!exchange.request_frames.empty()) {
    dialogue->request_frame = exchange.request_frames.front();
    dialogue->request_time = exchange.first_sent;
  }
  dialogue->response_frame = exchange.response_frame;
  dialogue->response_time = exchange.answered;
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

void CaptureAudit::on_opened(const sessions::IkeMessageOpened& event) {
  if (current_ == nullptr || !current_->ike || event.datagram.nesting != 0) return;
  auto& ike = *current_->ike;
  ike.opened = true;
  ike.keys_known = true;
  ike.generation = event.by.generation;
  ike.iv_octets = event.by.iv_octets;
  ike.icv_octets = event.by.icv_octets;
  ike.plaintext.assign(event.plaintext.begin(), event.plaintext.end());
  if (event.contents == nullptr) return;
  ike.has_contents = true;
  ike.first_type = event.contents->first_type().value;
  const Bytes octets = event.contents->octets();
  ike.contents.assign(octets.begin(), octets.end());
  compare_selectors(*event.contents, ike);
  if (ike.fragments != nullptr && ike.fragments->complete_in == 0)
    fragments_[ike.fragments->key].complete_in = event.datagram.frame;
}

// A responder may narrow what was asked for, RFC 7296 section 2.9.
void CaptureAudit::compare_selectors(const sessions::IkeContents& contents, IkeResult& ike) {
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

void CaptureAudit::note_closed(IkeResult& ike) {
  const auto& sa = sessions_.ike_sas()[ike.ike_sa - 1];
  if (sa.opening != nullptr) ike.keys_known = sa.opening->keys_known;
  if (closed_told_.size() <= sa.id) closed_told_.resize(sa.id + std::size_t{1});
  if (closed_told_[sa.id]) return;
  closed_told_[sa.id] = true;
  ike.closed = sa.opening != nullptr ? sa.opening->why_closed : "no key source names it";
}

// Not of the ESP or AH packet that is being dissected: what is inside it is not shown here.
bool CaptureAudit::elsewhere(const Datagram& datagram) const {
  return current_ == nullptr || !current_->esp || datagram.nesting != 0;
}

// Behind all else that is told of the packet.
void CaptureAudit::on_esp(const sessions::EspSeen& event) {
  if (elsewhere(event.datagram)) return;
  auto& esp = *current_->esp;
  const auto& flow = event.flow;
  esp.flow = &flow;
  if (flow.protocol == Protocol::esp && flow.packets == 1 && esp.icv != IcvState::good &&
      esp.icv != IcvState::unproven)
    esp.closed = flow.why_closed.empty() ? "no key source names it" : flow.why_closed;
  if (const auto rekeyed = rekeyed_in_.find(flow.child_sa); rekeyed != rekeyed_in_.end())
    esp.rekeyed_in = rekeyed->second;
  // What does not verify may be anybody's.
  if (esp.icv == IcvState::bad) return;
  const auto number = static_cast<std::uint32_t>(esp.sequence);
  if (!number_frames_.note(flow.id, number, event.datagram.frame))
    esp.copy_of = number_frames_.frame_of(flow.id, number);
}

void CaptureAudit::on_esp_opened(const sessions::EspOpened& event) {
  if (elsewhere(event.datagram)) return;
  auto& esp = *current_->esp;
  esp.icv = IcvState::good;
  esp.sequence = event.sequence;
  take_plaintext(event.flow, event.plaintext);
}

void CaptureAudit::on_esp_decrypted(const sessions::EspDecrypted& event) {
  if (elsewhere(event.datagram)) return;
  current_->esp->icv = IcvState::unproven;
  take_plaintext(event.flow, event.plaintext);
}

void CaptureAudit::take_plaintext(const sessions::EspFlow& flow, Bytes plaintext) {
  auto& esp = *current_->esp;
  esp.plaintext.assign(plaintext.begin(), plaintext.end());
  if (flow.protocol != Protocol::esp || !flow.algorithms) return;
  esp.iv_octets = flow.algorithms->iv_octets;
  esp.icv_octets = flow.algorithms->icv_octets;
}

void CaptureAudit::on_echo(const sessions::EchoSeen& event) {
  if (current_ == nullptr) return;
  const auto& echo = event.echo;
  auto& shown = current_->echo.emplace();
  shown.form = echo.form;
  shown.reply = echo.reply;
  shown.in_clear = echo.in_clear;
  shown.numbered = echo.numbered;
  shown.identifier = echo.identifier;
  shown.sequence = echo.sequence;
  shown.pad_octets = echo.pad_octets;
  if (!echo.reply) {
    auto& dialogue = new_dialogue();
    dialogue.request_frame = event.datagram.frame;
    dialogue.request_time = event.datagram.time;
    echo_dialogues_[event.datagram.frame] = &dialogue;
    shown.dialogue = &dialogue;
  } else if (event.request != nullptr && !event.numbers_differ) {
    const auto found = echo_dialogues_.find(event.request->frame);
    if (found == echo_dialogues_.end()) return;
    shown.dialogue = found->second;
    if (found->second->response_frame != 0) return;
    found->second->response_frame = event.datagram.frame;
    found->second->response_time = event.datagram.time;
  }
}

void CaptureAudit::on_vpn_id(const sessions::VpnIdSeen& event) {
  if (elsewhere(event.datagram)) return;
  auto& esp = *current_->esp;
  esp.vpn_id = event.id;
  esp.vpn_id_octets = event.mode == wire::ike::VpnIdMode::header_field ? 4 : 0;
  esp.vpn_id_covered = event.authenticated;
}

void CaptureAudit::on_inner(const sessions::InnerPacket& event) {
  if (elsewhere(event.datagram)) return;
  auto& esp = *current_->esp;
  auto& inner = esp.inner.emplace_back();
  inner.protocol = event.protocol;
  inner.size = static_cast<std::uint32_t>(event.octets.size());
  // Tunnel and transport mode: the start of the plaintext. Rebuilt and inflated packets are not.
  if (event.octets.size() <= esp.plaintext.size() &&
      std::equal(event.octets.begin(), event.octets.end(), esp.plaintext.begin())) {
    inner.offset = 0;
    return;
  }
  inner.octets.assign(event.octets.begin(), event.octets.end());
}

}  // namespace espect::plugin
