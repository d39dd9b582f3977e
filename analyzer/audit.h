// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>

#include "analyzer/capture/capture_reader.h"
#include "analyzer/inputs.h"
#include "analyzer/network/stack.h"
#include "analyzer/report/audit_report.h"

namespace espect {

// One capture on its way through network, sessions and rules, packet by packet.
class CaptureAudit {
 public:
  // `also` hears every datagram after the sessions, unless it is null.
  CaptureAudit(const Input& input, const registry::Policy& policy, const keys::KeyRing* keys,
               DatagramListener* also = nullptr);
  CaptureAudit(const CaptureAudit&) = delete;
  CaptureAudit& operator=(const CaptureAudit&) = delete;

  bool opened() const { return reader_.has_value(); }
  // Reads the next packet; false at the end, and when the user interrupts.
  bool read();
  const capture::Packet& packet() const { return packet_; }  // the one that was read
  void take();                                               // hands it on
  // Whatever went wrong is in `problem` of the report.
  report::CaptureReport finish();

 private:
  class Listeners : public DatagramListener {
   public:
    Listeners(DatagramListener& first, DatagramListener* second) : first_(first), second_(second) {}
    void on(const Datagram& datagram) override {
      first_.on(datagram);
      if (second_ != nullptr) second_->on(datagram);
    }

   private:
    DatagramListener& first_;
    DatagramListener* second_;
  };

  bool keys_given_;
  std::unique_ptr<sessions::Subscriptions> events_;
  std::unique_ptr<rules::Findings> findings_;
  std::unique_ptr<sessions::Sessions> sessions_;
  Listeners listeners_;
  network::Stack stack_;
  tl::expected<capture::CaptureReader, capture::CaptureError> reader_;
  capture::Packet packet_;
  report::CaptureReport report_;
};

// Nothing only for a file of a folder that is no capture.
std::optional<report::CaptureReport> audit_capture(const Input& input,
                                                   const registry::Policy& policy,
                                                   const keys::KeyRing* keys);

}  // namespace espect
