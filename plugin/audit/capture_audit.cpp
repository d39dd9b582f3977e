// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/audit/capture_audit.h"

#include <algorithm>

#include "ipsec/bytes/counted.h"
#include "ipsec/rules/coverage.h"
#include "ipsec/rules/rule.h"
#include "ipsec/sessions/coverage.h"

namespace espect::plugin {
namespace {

// As on the wire.
std::uint32_t sequence_of(const Datagram& datagram) {
  if (const auto* esp = std::get_if<Esp>(&datagram.content)) return esp->sequence;
  if (const auto* ah = std::get_if<Ah>(&datagram.content)) return ah->sequence;
  return 0;
}

bool is_of_an_sa(const Datagram& datagram) {
  return std::holds_alternative<Esp>(datagram.content) ||
         std::holds_alternative<Ah>(datagram.content) ||
         std::holds_alternative<Eesp>(datagram.content);
}

std::uint32_t flow_of(const PacketResult& result) {
  return result.esp && result.esp->flow != nullptr ? result.esp->flow->id : 0;
}

}  // namespace

CaptureAudit::CaptureAudit(AuditSettings settings)
    : settings_(std::move(settings)),
      sessions_((ike_.subscribe(events_), esp_.subscribe(events_), frame_sas_.subscribe(events_),
                 events_),
                settings_.keys.ring.empty() ? nullptr : &settings_.keys.ring, &settings_.profile) {
  events_.to<sessions::EchoSeen>([this](const auto& event) { on_echo(event); });
  rules::install_all(events_, findings_, settings_.policy, &settings_.profile, settings_.selection);
}

PacketResult* CaptureAudit::result_of(PacketKey key) {
  if (!of_frame_.empty() && of_frame_.front().first.frame != key.frame) of_frame_.clear();
  if (const auto kept = kept_.find(key); kept != kept_.end()) return kept->second.get();
  const auto found = std::ranges::find(of_frame_, key, &decltype(of_frame_)::value_type::first);
  return found != of_frame_.end() ? &found->second : nullptr;
}

PacketResult& CaptureAudit::new_result(PacketKey key) {
  return of_frame_.emplace_back(key, PacketResult{}).second;
}

const PacketResult* CaptureAudit::find(std::uint32_t frame, Bytes octets) {
  const auto key = PacketKey::of(frame, octets);
  auto* result = result_of(key);
  if (result != nullptr) return result;
  EspResult esp;
  if (!esp_.restore(key, octets, sessions_, esp)) return nullptr;
  result = &new_result(key);
  result->esp = std::move(esp);
  return result;
}

const PacketResult* CaptureAudit::take(const Datagram& datagram, Bytes octets) {
  const auto key = PacketKey::of(datagram.frame, octets);
  if (auto* known = result_of(key)) return known;
  PacketResult& result = new_result(key);
  if (first_frame_ == 0) first_frame_ = datagram.frame;
  last_frame_ = datagram.frame;
  last_time_ = std::max(last_time_, datagram.time);
  const bool is_esp = is_of_an_sa(datagram);
  current_ = &result;
  ike_.begin(result.ike);
  if (is_esp) {
    result.esp.emplace().sequence = sequence_of(datagram);
    esp_.begin(*result.esp);
  }
  sessions_.on(datagram);
  const bool is_ike = ike_.end(sessions_);
  if (is_esp) esp_.end(key);
  current_ = nullptr;
  frame_findings_.update();
  if (!datagram.fragment_frames.empty())
    frame_sas_.note_fragments(datagram.fragment_frames, datagram.frame,
                              {is_ike ? result.ike->ike_sa : 0, flow_of(result)});
  return is_ike || result.echo ? keep(key, result) : &result;
}

// What an ESP echo holds of ESP is kept with it.
const PacketResult* CaptureAudit::keep(PacketKey key, PacketResult& result) {
  auto& kept = kept_[key];
  kept = std::make_unique<PacketResult>(std::move(result));
  of_frame_.pop_back();
  return kept.get();
}

void CaptureAudit::take_clear(std::uint32_t frame, Time time, Bytes ip_packet) {
  sessions_.on_clear(frame, time, ip_packet);
  frame_findings_.update();
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
  of_frame_.clear();
  tunnels_ = story::tunnels(sessions_, findings_);
  if (!frame_findings_.any_about_flows()) return;
  esp_.for_each([this](std::uint32_t frame, std::uint32_t flow) {
    frame_findings_.count_packet_of_flow(flow, frame);
  });
}

const std::vector<FrameFinding>& CaptureAudit::findings_in(std::uint32_t frame) const {
  findings_here_.clear();
  if (const auto* here = frame_findings_.in(frame)) findings_here_ = *here;
  if (finished_ && frame_findings_.any_about_flows())
    esp_.for_each_in(frame, [this](std::uint32_t in, std::uint32_t flow) {
      frame_findings_.add_packet_of_flow(flow, in, findings_here_);
    });
  return findings_here_;
}

std::vector<std::string> CaptureAudit::coverage() const {
  auto notes = sessions::coverage_of(sessions_, !settings_.keys.ring.empty());
  std::ranges::move(rules::coverage_of(findings_), std::back_inserter(notes));
  if (const auto more = frame_findings_.left_unmarked(); more != 0)
    notes.push_back(counted(more, "frame has", "frames have") +
                    " to do with findings and no mark of it: too many");
  return notes;
}

void CaptureAudit::on_echo(const sessions::EchoSeen& event) {
  if (current_ == nullptr) return;
  const auto& echo = event.echo;
  const auto& path = event.datagram.path;
  auto& shown = current_->echo.emplace();
  shown.form = echo.form;
  shown.reply = echo.reply;
  shown.in_clear = echo.in_clear;
  shown.numbered = echo.numbered;
  shown.identifier = echo.identifier;
  shown.sequence = echo.sequence;
  shown.pad_octets = echo.pad_octets;
  shown.requester = echo.reply ? path.destination : path.source;
  shown.responder = echo.reply ? path.source : path.destination;
  if (!echo.reply) {
    auto& dialogue = ike_.new_dialogue();
    dialogue.request_frame = event.datagram.frame;
    dialogue.request_time = event.datagram.time;
    echo_dialogues_[event.datagram.frame] = &dialogue;
    shown.dialogue = &dialogue;
  } else if (event.request != nullptr) {
    const auto found = echo_dialogues_.find(event.request->frame);
    if (found == echo_dialogues_.end()) return;
    shown.dialogue = found->second;
    if (found->second->response_frame != 0) return;
    found->second->response_frame = event.datagram.frame;
    found->second->response_time = event.datagram.time;
    shown.answers = true;
    shown.seconds = event.seconds;
  }
}

}  // namespace espect::plugin
