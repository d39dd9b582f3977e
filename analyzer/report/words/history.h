// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ipsec/sessions/subscriptions.h"

// What pictures show and records do not hold: which message followed which, and how the sequence
// numbers of an SA went over time. Bounded per SA and in all; kept only where somebody asks for
// pictures.
namespace espect::report {

// A message of an IKE SA as it travelled.
struct MessageStep {
  std::uint32_t frame = 0;
  Time time{};
  bool from_initiator = true;  // of the IKE SA
  bool answer = false;
  bool again = false;          // the same octets were seen before
  bool sighted_again = false;  // by the capture: nobody sent it again
  bool encrypted = false;
  bool opened = false;
  std::uint32_t message_id = 0;
  std::uint32_t octets = 0;           // of the IP packet, before fragmentation
  std::uint16_t ip_fragments = 0;     // it came in; 0: whole
  std::uint16_t fragment = 0;         // RFC 7383: which; 0: it is none
  std::uint16_t fragments = 0;        // of how many
  std::string exchange;               // "IKE_AUTH"
  std::vector<std::string> payloads;  // "SA", "N(COOKIE)": in the clear, then those inside
};

struct MessageHistory {
  static constexpr std::size_t max_steps = 120;
  std::vector<MessageStep> steps;  // the first ones
  std::uint64_t more = 0;          // behind them
};

// A packet that is not simply the next one.
struct OddPacket {
  std::uint32_t frame = 0;
  Time time{};
  std::uint64_t sequence = 0;
  sessions::SequenceVerdict verdict = sessions::SequenceVerdict::late;
};

// Numbers that had not come when a higher one did, and did not come later.
struct MissingNumbers {
  Time time{};  // of the packet behind them
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

struct NumberHistory {
  static constexpr std::size_t max_points = 400;
  static constexpr std::size_t max_odd = 200;      // of each verdict
  static constexpr std::size_t max_missing = 200;  // runs

  struct Point {
    Time time{};
    std::uint64_t highest = 0;
  };
  // How the highest number grew: the first packet, every `stride`-th that raised it, and the last.
  std::vector<Point> points;
  Point last{};
  std::vector<OddPacket> odd;
  std::uint64_t more_odd = 0;  // not kept
  std::vector<MissingNumbers> missing;
  bool more_missing = false;  // some runs are not kept
  std::uint64_t stride = 1;
  std::uint64_t raised = 0;  // packets that raised the highest number
};

// By ids of the report.
struct Histories {
  std::map<std::uint32_t, MessageHistory> messages;  // of IKE SAs
  std::map<std::uint32_t, NumberHistory> numbers;    // of flows
};

class History {
 public:
  static constexpr std::size_t max_sas = 2000;  // of each kind

  // Hears `events`, which must outlive it. Must not move while they tell.
  explicit History(sessions::Subscriptions& events);
  // Of what others heard.
  explicit History(Histories heard) : heard_(std::move(heard)) {}
  History(const History&) = delete;
  History& operator=(const History&) = delete;

  const MessageHistory* messages_of(std::uint32_t ike_sa) const;  // null: nothing is known
  const NumberHistory* numbers_of(std::uint32_t flow) const;      // of the flow where an SA began
  const Histories& heard() const { return heard_; }

 private:
  void on(const sessions::IkeMessageSeen& event);
  void on(const sessions::IkeMessageOpened& event);
  void on(const sessions::Ikev1MessageOpened& event);
  void on(const sessions::EspSeen& event);
  void on(const sessions::SequenceOutOfOrder& event);
  MessageStep* newest(std::uint32_t ike_sa, std::uint32_t frame);
  NumberHistory* numbers(const sessions::EspFlow& flow);

  Histories heard_;
};

}  // namespace espect::report
