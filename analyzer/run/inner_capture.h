// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <tuple>

#include "analyzer/capture/pcapng_writer.h"
#include "ipsec/sessions/events.h"
#include "ipsec/sessions/subscriptions.h"

namespace espect::run {

// Writes what the sessions open as a pcapng with the original time stamps: inner packets, and IKE
// messages as if they had been sent without SK, or unencrypted in IKEv1.
class InnerCapture {
 public:
  InnerCapture(std::ostream& out, sessions::Subscriptions& events);

  std::uint64_t packets() const { return packets_; }
  // ESP and AH packets that gave at least one of them.
  std::uint64_t opened_packets() const { return opened_packets_; }
  std::uint64_t messages() const { return messages_; }
  bool ok() const { return writer_.ok(); }

 private:
  void write(const sessions::InnerPacket& inner);
  void write(const sessions::IkeMessageOpened& opened);
  void write(const sessions::Ikev1MessageOpened& opened);
  void write(const Datagram& datagram, Bytes header, Bytes inside, const std::string& comment);

  capture::PcapngWriter writer_;
  std::uint64_t packets_ = 0;
  std::uint64_t opened_packets_ = 0;
  std::tuple<std::uint32_t, std::uint32_t, std::uint64_t> last_{};  // frame, flow, number
  std::uint64_t messages_ = 0;
};

}  // namespace espect::run
