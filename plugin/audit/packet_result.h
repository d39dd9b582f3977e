// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "ipsec/sessions/esp/esp_flow.h"
#include "ipsec/sessions/ike/ike_sa.h"
#include "ipsec/sessions/inner/esp_echo.h"
#include "ipsec/sessions/said/traffic_selector.h"

// What the audit says about one packet.
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
  bool answer_expected = false;
  std::uint32_t refused_in = 0;  // of IKEv1: frame of an Informational that refused it
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
  const sessions::IkeSa* sa = nullptr;
  bool tells_nat = false;     // with it both sides have said what they see
  std::uint8_t version = 2;   // major
  std::uint8_t exchange = 0;  // its type
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
  std::string closed;       // why, on the first closed message of an SA, and on what is not its own
  std::uint32_t generation = 0;
  std::uint8_t iv_octets = 0;
  std::uint8_t icv_octets = 0;
  std::vector<std::uint8_t> plaintext;  // of this datagram, with padding and what tells its size
  std::uint32_t padding_octets = 0;     // behind the payloads of the plaintext
  bool hash_verified = false;           // of IKEv1 in phase 2
  std::uint32_t refuses = 0;            // of IKEv1: the frame of the request that it refuses
  bool has_contents = false;            // not in a fragment before the last, nor in a copy
  std::uint8_t first_type = 0;
  std::vector<std::uint8_t> reassembled;  // payloads of SKF fragments
  // The payloads inside.
  Bytes contents() const;
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
  std::uint64_t distance = 0;    // behind the highest number so far
  std::uint64_t gap = 0;         // numbers skipped between that and this one
  std::uint32_t copy_of = 0;     // frame in which its number was seen before, 0 = not known
  std::uint32_t highest_in = 0;  // frame with the highest number before it, the same
  bool begins_epoch = false;     // the first with its high half, of those with ESN
  bool captured_twice = false;
  bool behind_hop = false;       // of the two copies the one on the other side of a router
  std::string closed;            // why, on the first packet of a flow of ESP
  std::uint32_t rekeyed_in = 0;  // frame that had replaced its Child SA by then
  std::optional<std::uint32_t> vpn_id;
  std::uint8_t vpn_id_octets = 0;  // behind the sequence number; 0 when it stands elsewhere
  bool vpn_id_covered = false;     // by the ICV

  // Numbers were skipped before it, or it comes behind higher ones.
  bool out_of_sequence() const {
    return !captured_twice && (gap != 0 || (verdict != sessions::SequenceVerdict::first &&
                                            verdict != sessions::SequenceVerdict::next));
  }
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
  Address requester, responder;
  bool answers = false;                // the first reply to a request
  double seconds = 0;                  // since that request
  const Dialogue* dialogue = nullptr;  // with its request or reply
};

struct PacketResult {
  std::optional<IkeResult> ike;
  std::optional<EchoResult> echo;
  std::optional<EspResult> esp;  // and AH
};

}  // namespace espect::plugin
