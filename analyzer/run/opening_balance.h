// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "analyzer/run/inner_capture.h"
#include "ipsec/sessions/sessions.h"

namespace espect::run {

// What became of every ESP, AH and IKEv2 packet that was read: it is in the new capture, or there
// is a reason why not.
class OpeningBalance {
 public:
  explicit OpeningBalance(sessions::Subscriptions& events);

  // At the end, a sentence each, of which the numbers add up: "143 ESP and AH packets read: 138
  // gave inner packets, 3 whose ICV does not verify, 2 not opened".
  std::vector<std::string> sentences(const sessions::Sessions& sessions,
                                     const InnerCapture& inner) const;

 private:
  // IKE SA, from its initiator, response, message id
  using MessageOfFragments = std::tuple<std::uint32_t, bool, bool, std::uint32_t>;

  void on(const sessions::IkeMessageSeen& seen);
  void on(const sessions::IkeMessageOpened& opened);
  void note_dummy(Bytes plaintext, Protocol protocol);
  std::string of_packets(const sessions::Sessions& sessions, const InnerCapture& inner) const;
  std::string of_ike() const;

  std::uint64_t dummies_ = 0;  // RFC 4303 section 2.6
  std::uint64_t broken_ = 0;   // IP packets
  std::uint64_t ike_ = 0, ike_clear_ = 0, ike_written_ = 0, ike_copies_ = 0, ike_opened_ = 0;
  std::uint64_t fragments_written_ = 0;  // beyond the one that completed each message
  std::map<MessageOfFragments, std::uint64_t> fragments_;  // opened, of messages not whole yet
};

}  // namespace espect::run
