// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "ipsec/rules/findings.h"
#include "ipsec/sessions/sessions.h"
#include "ipsec/story/tunnel.h"
#include "plugin/audit/audit_settings.h"
#include "plugin/audit/esp_results.h"
#include "plugin/audit/frame_findings.h"
#include "plugin/audit/frame_sas.h"
#include "plugin/audit/ike_results.h"
#include "plugin/audit/packet_key.h"
#include "plugin/audit/packet_result.h"

namespace espect::plugin {

// The audit of the capture that is open: the same sessions, keys and rules as in the program.
// Knows no Wireshark. What it says about a packet can be asked for until the capture is closed, so
// a second pass and a click read it and change nothing. Results live until another frame is asked
// for.
class CaptureAudit {
 public:
  explicit CaptureAudit(AuditSettings settings);
  CaptureAudit(const CaptureAudit&) = delete;
  CaptureAudit& operator=(const CaptureAudit&) = delete;

  // Of the datagram with these octets in this frame; null when it was not taken in.
  const PacketResult* find(std::uint32_t frame, Bytes octets);
  // Feeds the sessions. In order of frames, each datagram once.
  const PacketResult* take(const Datagram& datagram, Bytes octets);
  // IP fragments that were no packet.
  void take_broken(const Datagram& fragments);
  // Whether the newest datagram was in this frame.
  bool has_heard(std::uint32_t frame) const { return frame == last_frame_; }
  // A whole IP packet that is no IPsec, while they are wanted: of a frame that held nothing else.
  bool wants_clear(std::uint32_t frame) const {
    return !has_heard(frame) && sessions_.wants_clear();
  }
  void take_clear(std::uint32_t frame, Time time, Bytes ip_packet);
  // What is still open; once, when no packet is to come.
  void finish();
  bool finished() const { return finished_; }

  const rules::Findings& findings() const { return findings_; }
  const FrameFindings& frame_findings() const { return frame_findings_; }
  // Of one frame, those about whole flows included; as long as no other frame is asked for.
  const std::vector<FrameFinding>& findings_in(std::uint32_t frame) const;
  const FrameSas& frame_sas() const { return frame_sas_; }
  const sessions::Sessions& sessions() const { return sessions_; }
  const AuditSettings& settings() const { return settings_; }
  std::uint32_t first_frame() const { return first_frame_; }
  // What became of each pair of peers, and what could not be seen: once it is finished.
  const std::vector<story::Tunnel>& tunnels() const { return tunnels_; }
  std::vector<std::string> coverage() const;

 private:
  void on_echo(const sessions::EchoSeen& event);
  PacketResult* result_of(PacketKey key);
  PacketResult& new_result(PacketKey key);
  const PacketResult* keep(PacketKey key, PacketResult& result);

  AuditSettings settings_;
  sessions::Subscriptions events_;
  rules::Findings findings_;
  FrameFindings frame_findings_{findings_};
  IkeResults ike_;
  EspResults esp_;
  FrameSas frame_sas_;
  sessions::Sessions sessions_;
  PacketResult* current_ = nullptr;
  std::uint32_t first_frame_ = 0;
  std::uint32_t last_frame_ = 0;  // that held a datagram
  Time last_time_{};
  bool finished_ = false;
  std::vector<story::Tunnel> tunnels_;
  mutable std::vector<FrameFinding> findings_here_;

  // Of IKE messages and ESP echoes.
  std::unordered_map<PacketKey, std::unique_ptr<PacketResult>, PacketKeyHash> kept_;
  // Of the frame that was asked for last.
  std::deque<std::pair<PacketKey, PacketResult>> of_frame_;
  std::map<std::uint32_t, Dialogue*> echo_dialogues_;  // by frame of the request
};

}  // namespace espect::plugin
