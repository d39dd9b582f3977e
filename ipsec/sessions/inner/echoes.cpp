// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/inner/echoes.h"

#include <algorithm>

namespace espect::sessions {
namespace {

// A reply may be cut to the MTU of the way back.
bool data_fits(const EchoRequest& request, const EspEcho& reply) {
  return reply.data.size() <= request.data.size() &&
         std::ranges::equal(reply.data, Bytes(request.data).first(reply.data.size()));
}

std::uint32_t id_of(const ChildSa* child) {
  return child != nullptr ? child->id : 0;
}

}  // namespace

Echoes::Key Echoes::key_of(const Datagram& datagram, const EspEcho& echo) {
  const auto& from = echo.reply ? datagram.path.destination : datagram.path.source;
  const auto& to = echo.reply ? datagram.path.source : datagram.path.destination;
  return {{from, to, echo.in_clear}, std::uint32_t{echo.identifier} << 16 | echo.sequence};
}

EchoPath* Echoes::path_of(const Datagram& datagram, const EspEcho& echo) {
  const auto key = std::get<PathKey>(key_of(datagram, echo));
  auto found = path_index_.find(key);
  if (found == path_index_.end()) {
    if (paths_.size() >= limits_.paths) {
      ++not_counted_;
      return nullptr;
    }
    found = path_index_.emplace(key, paths_.size()).first;
    EchoPath path;
    path.requester = std::get<0>(key);
    path.responder = std::get<1>(key);
    path.in_clear = echo.in_clear;
    path.first_frame = datagram.frame;
    paths_.push_back(path);
  }
  EchoPath& path = paths_[found->second];
  path.last_frame = datagram.frame;
  if (echo.form == EchoForm::unknown)
    ++path.unknown_layout;
  else if (echo.form != EchoForm::a_or_b || path.form == EchoForm::unknown)
    path.form = echo.form;
  return &path;
}

void Echoes::on(const Datagram& datagram, const EspEcho& echo, const EspFlow* flow,
                const ChildSa* child) {
  if (echo.reply)
    on_reply(datagram, echo, flow, child);
  else
    on_request(datagram, echo, flow, child);
}

void Echoes::on_request(const Datagram& datagram, const EspEcho& echo, const EspFlow* flow,
                        const ChildSa* child) {
  if (auto* path = path_of(datagram, echo)) ++path->requests;
  events_.tell(EchoSeen{datagram, flow, child, echo, nullptr, 0});
  if (waiting_.size() == limits_.requests) forget_oldest();
  const Key key = key_of(datagram, echo);
  by_numbers_[key].push_back(forgotten_ + waiting_.size());
  EchoRequest request;
  request.frame = datagram.frame;
  request.time = datagram.time;
  request.path = datagram.path;
  request.flow = flow != nullptr ? flow->id : 0;
  request.child_sa = id_of(child);
  request.form = echo.form;
  request.identifier = echo.identifier;
  request.sequence = echo.sequence;
  request.esp_sequence = echo.esp_sequence;
  request.reply_path = echo.reply_path;
  request.reply_spi = echo.reply_spi;
  request.data.assign(echo.data.begin(), echo.data.end());
  waiting_.push_back({std::move(request), key});
}

void Echoes::forget_oldest() {
  if (waiting_.front().request.replies == 0) ++not_judged_;
  const auto found = by_numbers_.find(waiting_.front().key);
  found->second.pop_front();
  if (found->second.empty()) by_numbers_.erase(found);
  waiting_.pop_front();
  ++forgotten_;
}

// Several may have the same numbers: form A has none, identifier and sequence number may be 0, and
// two SAs count on their own. The newest that fits best: open, on the SA of the reply, with its
// data.
EchoRequest* Echoes::request_of(const Key& key, const EspEcho& echo, const ChildSa* child) {
  const auto found = by_numbers_.find(key);
  if (found == by_numbers_.end()) return nullptr;
  const auto& places = found->second;
  EchoRequest* best = nullptr;
  int most = -1;
  for (std::size_t back = 1; back <= std::min(places.size(), most_alike); ++back) {
    auto& request = waiting_[places[places.size() - back] - forgotten_].request;
    const int fit = (request.replies == 0 ? 8 : 0) + (request.child_sa == id_of(child) ? 4 : 0) +
                    (data_fits(request, echo) ? 2 : 0) +
                    (request.esp_sequence == echo.esp_sequence ? 1 : 0);
    if (fit <= most) continue;
    most = fit;
    best = &request;
  }
  return best;
}

void Echoes::answer_copies(const Key& key, const EchoRequest& answered) {
  if (std::get<std::uint32_t>(key) == 0) return;
  const auto& places = by_numbers_.find(key)->second;
  for (std::size_t back = 1; back <= std::min(places.size(), most_alike); ++back) {
    auto& request = waiting_[places[places.size() - back] - forgotten_].request;
    const bool same = request.flow == answered.flow && request.data == answered.data;
    if (same && request.replies == 0) ++request.replies;
  }
}

void Echoes::count_reply(const Datagram& datagram, const EchoRequest& request,
                         EchoPath& path) const {
  const double seconds = seconds_between(request.time, datagram.time);
  ++path.replies;
  if (request.replies > 1) {
    ++path.repeated_replies;
    return;
  }
  path.least_seconds = path.answered() == 1 ? seconds : std::min(path.least_seconds, seconds);
  path.most_seconds = std::max(path.most_seconds, seconds);
  path.total_seconds += seconds;
}

void Echoes::on_reply(const Datagram& datagram, const EspEcho& echo, const EspFlow* flow,
                      const ChildSa* child) {
  EchoPath* path = path_of(datagram, echo);
  const Key key = key_of(datagram, echo);
  EchoRequest* request = request_of(key, echo, child);
  if (request == nullptr) {
    if (path != nullptr) ++path->replies_alone;
    events_.tell(EchoSeen{datagram, flow, child, echo, nullptr, 0});
    if (lone_replies_.size() == limits_.requests) lone_replies_.pop_front();
    lone_replies_.push_back({datagram.frame, datagram.time, datagram.path, flow, echo.numbered,
                             echo.identifier, echo.sequence});
    return;
  }
  ++request->replies;
  if (path != nullptr) count_reply(datagram, *request, *path);
  answer_copies(key, *request);
  events_.tell(EchoSeen{datagram, flow, child, echo, request,
                        seconds_between(request->time, datagram.time)});
}

// Of those that came within the patience of a requester the newest: with the same identifier, else
// with the same sequence number, else any.
Echoes::Waiting* Echoes::likeliest_request(const std::vector<Waiting*>& unanswered,
                                           const LoneEchoReply& reply) {
  const auto behind = std::ranges::lower_bound(
      unanswered, reply.frame, {}, [](const Waiting* waiting) { return waiting->request.frame; });
  Waiting* best = nullptr;
  int most = -1;
  std::size_t tried = 0;
  for (auto at = behind; at != unanswered.begin() && tried < most_alike; ++tried) {
    Waiting& waiting = **--at;
    const EchoRequest& request = waiting.request;
    if (seconds_between(request.time, reply.time) > patience_seconds) break;
    const int fit = (request.identifier == reply.identifier ? 2 : 0) +
                    (request.sequence == reply.sequence ? 1 : 0);
    if (waiting.misanswered || fit <= most) continue;
    most = fit;
    best = &waiting;
  }
  return best;
}

// Only now it is known which requests no other reply answered.
void Echoes::pair_lone_replies(bool all_sas_known) {
  if (forgotten_ != 0) return;  // a reply may be to one of those
  Unanswered unanswered;
  for (Waiting& waiting : waiting_)
    if (waiting.request.replies == 0 && waiting.request.wants_reply() &&
        (all_sas_known || waiting.request.flow == 0))
      unanswered[std::get<PathKey>(waiting.key)].push_back(&waiting);
  for (const LoneEchoReply& reply : lone_replies_) {
    const auto found =
        unanswered.find(PathKey{reply.path.destination, reply.path.source, reply.flow == nullptr});
    if (found == unanswered.end()) continue;
    Waiting* waiting = likeliest_request(found->second, reply);
    if (waiting == nullptr) continue;
    waiting->misanswered = true;
    events_.tell(EchoMisanswered{waiting->request, reply});
  }
}

void Echoes::finish(Time capture_end, bool all_sas_known) {
  pair_lone_replies(all_sas_known);
  for (const auto& [request, key, misanswered] : waiting_) {
    if (request.replies != 0 || !request.wants_reply()) continue;
    const double waited = seconds_between(request.time, capture_end);
    if (waited <= patience_seconds) continue;
    if (request.flow != 0 && !all_sas_known) {
      ++not_judged_;
      continue;
    }
    const auto path = path_index_.find(std::get<PathKey>(key));
    if (path != path_index_.end()) ++paths_[path->second].unanswered;
    events_.tell(EchoUnanswered{request, waited});
  }
}

}  // namespace espect::sessions
