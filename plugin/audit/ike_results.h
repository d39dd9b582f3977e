// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <deque>
#include <map>
#include <set>
#include <vector>

#include "ipsec/sessions/sessions.h"
#include "plugin/audit/packet_result.h"

namespace espect::plugin {

// What was found out about IKE messages, and which of them belong together.
class IkeResults {
 public:
  // Before the sessions: `events` must outlive this.
  void subscribe(sessions::Subscriptions& events);

  // Between the two calls events are about this result; end() says whether it was an IKE message.
  void begin(std::optional<IkeResult>& result) { current_ = &result; }
  bool end(const sessions::Sessions& sessions);

  // For exchanges that are not IKE's.
  Dialogue& new_dialogue();

 private:
  using ExchangeKey = std::pair<std::uint32_t, std::uint32_t>;  // IKE SA, number within it

  // What every message has; null when events are of no result, or of a message within IPsec.
  IkeResult* begin(const Datagram& datagram, const sessions::IkeMessage& message,
                   const sessions::IkeSa& sa);
  void on_message(const sessions::IkeMessageSeen& event);
  void on_set_aside(const sessions::IkeMessageNotOfSa& event);
  void on_opened(const sessions::IkeMessageOpened& event);
  void on_ikev1_opened(const sessions::Ikev1MessageOpened& event);
  void on_ikev1_refused(const sessions::Ikev1Refused& event);
  void on_child_sa(const sessions::ChildSaMade& event);
  void note_dialogue(const sessions::IkeMessageSeen& event, IkeResult& ike);
  void note_nat(IkeResult& ike);
  void note_closed(const sessions::Sessions& sessions, IkeResult& ike);
  void compare_selectors(const sessions::IkeContents& contents, IkeResult& ike);

  std::optional<IkeResult>* current_ = nullptr;
  std::deque<Dialogue> dialogues_;
  std::map<ExchangeKey, Dialogue*> by_exchange_;
  std::map<IkeFragments::Key, IkeFragments> fragments_;
  std::vector<bool> closed_told_;  // by id of the IKE SA
  std::set<std::uint32_t> nat_told_;
};

}  // namespace espect::plugin
