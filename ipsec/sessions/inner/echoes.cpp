// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/inner/echoes.h"

#include <algorithm>

namespace espect::sessions {

Echoes::Key Echoes::key_of(const Address& requester, const Address& responder,
                           const EspEcho& echo) {
  return {requester, responder, echo.in_clear,
          std::uint32_t{echo.identifier} << 16 | echo.sequence};
}

EchoPath* Echoes::path_of(const Datagram& datagram, const EspEcho& echo) {
  const auto& from = echo.reply ? datagram.path.destination : datagram.path.source;
  const auto& to = echo.reply ? datagram.path.source : datagram.path.destination;
  const PathKey key{from, to, echo.in_clear};
  auto found = path_index_.find(key);
  if (found == path_index_.end()) {
    if (paths_.size() >= most_paths) return nullptr;
    found = path_index_.emplace(key, paths_.size()).first;
    EchoPath path;
    path.requester = from;
    path.responder = to;
    path.in_clear = echo.in_clear;
    path.first_frame = datagram.frame;
    paths_.push_back(path);
  }
  EchoPath& path = paths_[found->second];
  path.last_frame = datagram.frame;
  if (echo.form == EchoForm::unknown)
    ++path.unknown_layout;
  else
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
  EchoRequest request;
  request.frame = datagram.frame;
  request.time = datagram.time;
  request.path = datagram.path;
  request.flow = flow != nullptr ? flow->id : 0;
  request.form = echo.form;
  request.identifier = echo.identifier;
  request.sequence = echo.sequence;
  request.reply_path = echo.reply_path;
  request.reply_spi = echo.reply_spi;
  request.data.assign(echo.data.begin(), echo.data.end());
  events_.tell(EchoSeen{datagram, flow, child, echo, nullptr, 0, false});
  const Key key = key_of(datagram.path.source, datagram.path.destination, echo);
  open_.insert(by_sequence(key));
  if (!waiting_.insert_or_assign(key, std::move(request)).second) return;
  order_.push_back(key);
  if (order_.size() > most_waiting) {
    open_.erase(by_sequence(order_.front()));
    waiting_.erase(order_.front());
    order_.pop_front();
  }
}

void Echoes::on_reply(const Datagram& datagram, const EspEcho& echo, const EspFlow* flow,
                      const ChildSa* child) {
  EchoPath* path = path_of(datagram, echo);
  const auto found = waiting_.find(key_of(datagram.path.destination, datagram.path.source, echo));
  if (found == waiting_.end()) {
    if (path != nullptr) ++path->replies_alone;
    const auto* likeliest = likeliest_request(datagram, echo);
    events_.tell(EchoSeen{datagram, flow, child, echo, likeliest, 0, likeliest != nullptr});
    return;
  }
  EchoRequest& request = found->second;
  const double seconds = seconds_between(request.time, datagram.time);
  ++request.replies;
  open_.erase(by_sequence(found->first));
  if (path != nullptr) {
    ++path->replies;
    if (request.replies > 1) {
      ++path->repeated_replies;
    } else {
      path->least_seconds =
          path->answered() == 1 ? seconds : std::min(path->least_seconds, seconds);
      path->most_seconds = std::max(path->most_seconds, seconds);
      path->total_seconds += seconds;
    }
  }
  events_.tell(EchoSeen{datagram, flow, child, echo, &request, seconds, false});
}

Echoes::Key Echoes::by_sequence(const Key& key) {
  auto turned = key;
  auto& numbers = std::get<3>(turned);
  numbers = numbers << 16 | numbers >> 16;
  return turned;
}

// A reply whose numbers no request had: the open request of this pair with the same sequence
// number, provided that the reply's identifier is nobody's.
const EchoRequest* Echoes::likeliest_request(const Datagram& datagram, const EspEcho& echo) const {
  if (!echo.numbered) return nullptr;
  const Key key = key_of(datagram.path.destination, datagram.path.source, echo);
  Key from = key;
  std::get<3>(from) &= 0xffff0000U;
  Key to = key;
  std::get<3>(to) |= 0xffffU;
  const auto same_identifier = waiting_.lower_bound(from);
  if (same_identifier != waiting_.end() && same_identifier->first <= to) return nullptr;
  from = to = by_sequence(key);
  std::get<3>(from) &= 0xffff0000U;
  std::get<3>(to) |= 0xffffU;
  const auto behind = open_.upper_bound(to);
  if (behind == open_.begin() || *std::prev(behind) < from) return nullptr;
  const auto found = waiting_.find(by_sequence(*std::prev(behind)));
  return found != waiting_.end() ? &found->second : nullptr;
}

void Echoes::finish(Time capture_end) {
  for (const Key& key : order_) {
    const auto found = waiting_.find(key);
    if (found == waiting_.end() || found->second.replies != 0) continue;
    const EchoRequest& request = found->second;
    // In the clear, a request of form F without R asks for no reply.
    if (request.form == EchoForm::f && !request.reply_path) continue;
    const double waited = seconds_between(request.time, capture_end);
    if (waited <= patience_seconds) continue;
    const bool in_clear = std::get<2>(key);
    const auto path = path_index_.find(PathKey{std::get<0>(key), std::get<1>(key), in_clear});
    if (path != path_index_.end()) ++paths_[path->second].unanswered;
    events_.tell(EchoUnanswered{request, waited});
  }
}

}  // namespace espect::sessions
