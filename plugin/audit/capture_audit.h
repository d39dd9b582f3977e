// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "ipsec/keys/key_files.h"
#include "ipsec/rules/findings.h"
#include "ipsec/sessions/said/traffic_selector.h"
#include "ipsec/sessions/sessions.h"
#include "plugin/audit/frame_findings.h"
#include "plugin/audit/number_frames.h"

// The audit of the capture that is open: the same sessions, keys and rules as in the program.
// Knows no Wireshark. What it says about a packet stays until the capture is closed, so a second
// pass and a click read it and change nothing.
namespace espect::plugin {

// A request and its response.
struct Dialogue {
  std::size_t number = 0;           // from 0 on
  std::uint32_t request_frame = 0;  // 0 = not in the capture
  Time request_time{};
  std::uint32_t response_frame = 0;
  Time response_time{};
  std::vector<sessions::TrafficSelector> ts_i, ts_r;  // that an opened request asked for
  std::vector<std::uint32_t> child_sas;               // that it made
};

// The SKF fragments of one message.
struct IkeFragments {
  using Key = std::tuple<std::uint32_t, std::uint32_t, bool>;  // IKE SA, exchange, response
  Key key;
  std::vector<std::uint32_t> frames;
  std::uint32_t complete_in = 0;  // the frame whose fragment was the last to come
};

struct IkeResult {
  std::uint32_t ike_sa = 0;
  bool response = false;
  bool retransmission = false;
  const Dialogue* dialogue = nullptr;
  // An opened response whose selectors are other than the request's: within them, or not.
  bool narrowed = false;
  bool selectors_changed = false;
  const IkeFragments* fragments = nullptr;

  bool encrypted = false;
  bool opened = false;
  bool keys_known = false;  // a key source names its SA, whether or not it opens this
  std::string closed;       // why, on the first closed message of an SA
  std::uint32_t generation = 0;
  std::uint8_t iv_octets = 0;
  std::uint8_t icv_octets = 0;
  std::vector<std::uint8_t> plaintext;  // of this datagram, with padding and pad length
  bool has_contents = false;            // not in a fragment before the last, nor in a copy
  std::uint8_t first_type = 0;
  std::vector<std::uint8_t> contents;
};

struct InnerResult {
  std::uint8_t protocol = 0;
  std::optional<std::uint32_t> offset;  // in the plaintext; else it has octets of its own
  std::uint32_t size = 0;
  std::vector<std::uint8_t> octets;
};

enum class IcvState : std::uint8_t {
  unknown,
  good,
  bad,
  unproven,  // decrypted with a key that only the content proves
};

struct EspResult {
  const sessions::EspFlow* flow = nullptr;
  IcvState icv = IcvState::unknown;
  std::uint64_t sequence = 0;  // 64 bits with ESN
  std::uint8_t iv_octets = 0;
  std::uint8_t icv_octets = 0;
  std::vector<std::uint8_t> plaintext;  // empty for AH
  std::vector<InnerResult> inner;
  sessions::SequenceVerdict verdict = sessions::SequenceVerdict::next;
  std::uint64_t distance = 0;  // behind the highest number so far
  std::uint32_t copy_of = 0;   // frame in which its number was seen before, 0 = not known
  bool captured_twice = false;
  std::string closed;            // why, on the first packet of a flow of ESP
  std::uint32_t rekeyed_in = 0;  // frame that had replaced its Child SA by then
  std::optional<std::uint32_t> vpn_id;
  std::uint8_t vpn_id_octets = 0;  // behind the sequence number; 0 when it stands elsewhere
  bool vpn_id_covered = false;     // by the ICV
};

// An ESP echo, in the clear or out of an opened packet.
struct EchoResult {
  sessions::EchoForm form = sessions::EchoForm::unknown;
  bool reply = false;
  bool in_clear = false;
  bool numbered = false;
  std::uint16_t identifier = 0;
  std::uint16_t sequence = 0;
  std::uint16_t pad_octets = 0;
  const Dialogue* dialogue = nullptr;  // with its request or reply
};

struct PacketResult {
  std::optional<IkeResult> ike;
  std::optional<EchoResult> echo;
  std::optional<EspResult> esp;  // and AH
};

class CaptureAudit {
 public:
  CaptureAudit(keys::KeyFiles keys, registry::ExperimentalProfile profile,
               rules::Selection selection = {});
  CaptureAudit(const CaptureAudit&) = delete;
  CaptureAudit& operator=(const CaptureAudit&) = delete;

  // Of the datagram with these octets in this frame; null when it was not taken in.
  const PacketResult* find(std::uint32_t frame, Bytes octets) const;
  // Feeds the sessions. In order of frames, each datagram once.
  const PacketResult* take(const Datagram& datagram, Bytes octets);
  // IP fragments that were no packet.
  void take_broken(const Datagram& fragments);
  // What is still open; once, when no packet is to come.
  void finish();

  const rules::Findings& findings() const { return findings_; }
  const FrameFindings& frame_findings() const { return frame_findings_; }
  const sessions::Sessions& sessions() const { return sessions_; }
  const keys::KeyFiles& keys() const { return keys_; }
  const registry::ExperimentalProfile& profile() const { return profile_; }
  std::uint32_t first_frame() const { return first_frame_; }

 private:
  struct Key {
    std::uint32_t frame;
    std::uint64_t digest;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const { return key.digest ^ key.frame; }
  };
  using ExchangeKey = std::pair<std::uint32_t, std::uint32_t>;  // IKE SA, number within it

  static Key key_of(std::uint32_t frame, Bytes octets);
  void subscribe();
  void subscribe_esp();
  void on_message(const sessions::IkeMessageSeen& event);
  void on_opened(const sessions::IkeMessageOpened& event);
  void on_esp(const sessions::EspSeen& event);
  void on_esp_opened(const sessions::EspOpened& event);
  void on_esp_decrypted(const sessions::EspDecrypted& event);
  void take_plaintext(const sessions::EspFlow& flow, Bytes plaintext);
  bool elsewhere(const Datagram& datagram) const;
  void on_echo(const sessions::EchoSeen& event);
  void on_vpn_id(const sessions::VpnIdSeen& event);
  void on_inner(const sessions::InnerPacket& event);
  void note_dialogue(const sessions::IkeMessageSeen& event, IkeResult& ike);
  void note_closed(IkeResult& ike);
  Dialogue& new_dialogue();
  void compare_selectors(const sessions::IkeContents& contents, IkeResult& ike);

  keys::KeyFiles keys_;
  registry::ExperimentalProfile profile_;
  rules::Selection selection_;
  sessions::Subscriptions events_;
  rules::Findings findings_;
  FrameFindings frame_findings_{findings_};
  sessions::Sessions sessions_;
  std::unordered_map<Key, std::unique_ptr<PacketResult>, KeyHash> results_;
  PacketResult* current_ = nullptr;
  std::uint32_t first_frame_ = 0;
  Time last_time_{};
  bool finished_ = false;

  std::deque<Dialogue> dialogues_;
  std::map<ExchangeKey, Dialogue*> by_exchange_;
  std::map<std::uint32_t, Dialogue*> echo_dialogues_;  // by frame of the request
  std::map<IkeFragments::Key, IkeFragments> fragments_;
  std::vector<bool> closed_told_;  // by id of the IKE SA
  NumberFrames number_frames_;
  std::unordered_map<std::uint32_t, std::uint32_t> rekeyed_in_;  // frame, by id of the Child SA
};

}  // namespace espect::plugin
