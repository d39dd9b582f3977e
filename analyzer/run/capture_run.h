// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "analyzer/capture/capture_reader.h"
#include "analyzer/network/stack.h"
#include "analyzer/report/words/audit_report.h"
#include "analyzer/run/exit_status.h"
#include "analyzer/run/inputs.h"
#include "analyzer/run/packet_window.h"
#include "ipsec/sessions/sessions.h"

namespace espect::run {

// One capture on its way from its file through `network` to a listener, packet by packet. Ends
// early when the user interrupts.
class CaptureRun {
 public:
  explicit CaptureRun(const Input& input, const ip::IpsecPorts& ports = {},
                      const network::Limits& limits = {});
  CaptureRun(const CaptureRun&) = delete;
  CaptureRun& operator=(const CaptureRun&) = delete;

  bool opened() const { return reader_.has_value(); }
  // A file of a folder that is no capture and is not called one.
  bool passed_over() const { return passed_over_; }

  // The whole capture. What cannot be opened gives nothing.
  void into(DatagramListener& listener);
  // The same; `sessions`, to which the listener leads, hear of ESP packets before they come.
  void into(DatagramListener& listener, sessions::Sessions& sessions);

  // The same in steps, for two captures side by side: connect, then take() after every read() that
  // was true, then finish().
  void connect(DatagramListener& listener) {
    stack_ = &own_stack_.emplace(listener, ports_, limits_);
  }
  // Into a stack that reads several captures as one: this one's frames count on from
  // `frames_before`, and finish() leaves the stack as it is.
  void connect(network::Stack& shared, std::uint64_t frames_before);
  bool read();
  const capture::Packet& packet() const { return packet_; }  // the one that was read
  void take() { take(packet_); }                             // hands it on
  void finish();

  // After the end.
  const report::CaptureFile& file() const { return file_; }
  const network::NetworkFacts& network() const { return stack_->facts(); }
  std::optional<std::uint64_t> dropped() const { return dropped_; }  // while capturing
  const TimeOrder& time_order() const { return window_.order(); }

 private:
  void take(const capture::Packet& packet);
  void take_all(std::span<const capture::Packet> packets, bool flows_too);
  void expect(const capture::Packet& packet, bool flow_too);
  bool memory_is_short();

  tl::expected<capture::CaptureReader, capture::CaptureError> reader_;
  ip::IpsecPorts ports_;
  network::Limits limits_;
  std::optional<network::Stack> own_stack_;
  network::Stack* stack_ = nullptr;
  network::NetworkFacts facts_before_;  // of the captures that the stack read before
  capture::Packet packet_;
  report::CaptureFile file_;
  std::optional<std::uint64_t> dropped_;
  PacketWindow window_;
  bool passed_over_ = false;
  bool any_taken_ = false;
  std::uint64_t memory_asked_for_at_ = 0;  // octets read
};

// What became of all inputs of a command.
struct InputsRead {
  std::size_t captures = 0;     // given to the command, with or without a problem
  std::size_t problems = 0;     // unreadable, damaged or cut short
  bool memory_short = false;    // one of them was left before its end
  std::size_t passed_over = 0;  // files of folders that are no captures

  // 130, 4, 3 or 0.
  ExitStatus status() const;
};

// Calls use(run) for the captures that `inputs` name, one after the other, and tells what is
// wrong with them: those that cannot be opened are given to `use` too. Only a file of a folder that
// is no capture is not; `verbose` names it.
InputsRead each_capture(const Inputs& inputs, const std::function<void(CaptureRun&)>& use);

}  // namespace espect::run
