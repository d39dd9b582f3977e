// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <tuple>
#include <vector>

#include "ipsec/sessions/inner/events.h"

namespace espect::sessions {

// Counters of all echoes that one address sent to another, in the clear or inside SAs.
struct EchoPath {
  Address requester;
  Address responder;
  bool in_clear = false;
  EchoForm form = EchoForm::unknown;  // of the last packet whose layout is known
  std::uint32_t first_frame = 0;
  std::uint32_t last_frame = 0;
  std::uint64_t requests = 0;
  std::uint64_t replies = 0;           // that answer a request in the capture
  std::uint64_t repeated_replies = 0;  // of them, to a request that had one
  std::uint64_t replies_alone = 0;     // whose request is not in the capture
  std::uint64_t unanswered = 0;        // judged at the end
  std::uint64_t unknown_layout = 0;
  double least_seconds = 0;  // round trip
  double most_seconds = 0;
  double total_seconds = 0;  // of the first reply to each
  std::uint64_t answered() const { return replies - repeated_replies; }
};

struct EchoLimits {
  std::uint32_t requests = 16'384;  // that may still be answered; what falls out is not judged
  std::uint32_t paths = 65'536;     // what goes on others is told as it comes, and not counted
};

// Matches ESP echo replies with requests. Tells EchoSeen, EchoMisanswered and EchoUnanswered.
class Echoes {
 public:
  static constexpr double patience_seconds = 5.0;

  Echoes(const InnerListeners& events, const EchoLimits& limits)
      : events_(events), limits_(limits) {}

  // `flow`: the SA that carried it, null in the clear.
  void on(const Datagram& datagram, const EspEcho& echo, const EspFlow* flow, const ChildSa* child);
  // `all_sas_known`: else what waits within an SA may have been answered in one that is not
  // tracked.
  void finish(Time capture_end, bool all_sas_known);

  const std::vector<EchoPath>& paths() const { return paths_; }
  void restore(std::vector<EchoPath> paths) { paths_ = std::move(paths); }
  // Beyond the limits: requests of which nobody knows whether they were answered, and echoes on
  // paths that are not kept.
  std::uint64_t not_judged() const { return not_judged_; }
  std::uint64_t not_counted() const { return not_counted_; }

 private:
  using PathKey = std::tuple<Address, Address, bool>;  // requester, responder, clear
  using Key = std::tuple<PathKey, std::uint32_t>;      // identifier and sequence number
  struct Waiting {
    EchoRequest request;
    Key key;
    bool misanswered = false;
  };
  // How far back, among requests that look alike, the one of a reply is searched.
  static constexpr std::size_t most_alike = 64;

  EchoPath* path_of(const Datagram& datagram, const EspEcho& echo);
  void on_request(const Datagram& datagram, const EspEcho& echo, const EspFlow* flow,
                  const ChildSa* child);
  void on_reply(const Datagram& datagram, const EspEcho& echo, const EspFlow* flow,
                const ChildSa* child);
  EchoRequest* request_of(const Key& key, const EspEcho& echo, const ChildSa* child);
  void count_reply(const Datagram& datagram, const EchoRequest& request, EchoPath& path) const;
  // The same request, sent again, is answered as well.
  void answer_copies(const Key& key, const EchoRequest& answered);
  void forget_oldest();
  static Key key_of(const Datagram& datagram, const EspEcho& echo);

  // At the end.
  void pair_lone_replies(bool all_sas_known);
  using Unanswered = std::map<PathKey, std::vector<Waiting*>>;
  static Waiting* likeliest_request(const std::vector<Waiting*>& unanswered,
                                    const LoneEchoReply& reply);

  const InnerListeners& events_;
  EchoLimits limits_;
  std::uint64_t not_judged_ = 0;
  std::uint64_t not_counted_ = 0;
  std::vector<EchoPath> paths_;
  std::map<PathKey, std::size_t> path_index_;
  std::deque<Waiting> waiting_;  // in the order in which they came
  std::uint64_t forgotten_ = 0;  // requests that were before waiting_.front()
  std::map<Key, std::deque<std::uint64_t>> by_numbers_;  // places, counted from the first request
  std::deque<LoneEchoReply> lone_replies_;
};

}  // namespace espect::sessions
