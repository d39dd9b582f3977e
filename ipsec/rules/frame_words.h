// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include <fmt/format.h>

#include "ipsec/rules/finding.h"

// What a finding says of frames that belong together, so that each tells its own part. Words that
// are put together are made only where somebody shows findings on frames: ask heard() first.
namespace espect::rules {

inline bool heard(const Finding& finding) {
  return finding.marks != nullptr;
}

// A request and its response; a frame that is not known is 0.
inline void say_of_exchange(const Finding& finding, std::uint32_t request_frame, std::string asked,
                            std::uint32_t response_frame, std::string answered) {
  if (response_frame != 0)
    finding.say(request_frame, "{2} (answered in frame {0})", response_frame, 0, std::move(asked));
  else
    finding.say(request_frame, "{2}", 0, 0, std::move(asked));
  if (request_frame != 0)
    finding.say(response_frame, "{2} (answer to frame {0})", request_frame, 0, std::move(answered));
  else
    finding.say(response_frame, "{2}", 0, 0, std::move(answered));
}

// A message that was sent again and again, or the fragments of one.
inline void say_of_repeats(const Finding& finding, std::span<const std::uint32_t> frames,
                           const std::string& what) {
  if (!heard(finding)) return;
  std::uint64_t number = 0;
  for (const auto frame : frames)
    finding.say(frame, "{2}, frame {0} of {1} that hold it", ++number, frames.size(), what);
}

// The IP fragments of one packet.
inline void say_of_ip_fragments(const Finding& finding, const Datagram& datagram,
                                std::string_view what) {
  if (!heard(finding)) return;
  const auto& frames = datagram.fragment_frames;
  const auto words = fmt::format("of {} octets with identification 0x{:04x}{}",
                                 datagram.ip.packet_octets, datagram.ip.identification, what);
  std::uint64_t number = 0;
  for (const auto frame : frames)
    finding.say(frame, "IP fragment {0} of {1}, by arrival, of a packet {2}", ++number,
                frames.size(), words);
}

// What is true of all packets of a flow, at its end: said on the first and the last.
inline void say_at_ends(const Finding& finding, const sessions::EspFlow& flow,
                        const std::string& what) {
  if (!heard(finding)) return;
  if (flow.first_frame == flow.last_frame) return finding.say(flow.first_frame, "{2}", 0, 0, what);
  finding.say(flow.first_frame, "the first of {0} packets: {2}", flow.packets, 0, what);
  finding.say(flow.last_frame,
              "the last of {0} packets, of which this and the first are marked: {2}", flow.packets,
              0, what);
}

// The number of an ESP or AH packet, as on the wire.
inline std::uint32_t wire_number(const Datagram& datagram) {
  if (const auto* esp = std::get_if<Esp>(&datagram.content)) return esp->sequence;
  if (const auto* ah = std::get_if<Ah>(&datagram.content)) return ah->sequence;
  return 0;
}

}  // namespace espect::rules
