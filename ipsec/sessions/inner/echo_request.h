// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <vector>

#include "ipsec/bytes/time.h"
#include "ipsec/datagram/datagram.h"
#include "ipsec/sessions/inner/esp_echo.h"

namespace espect::sessions {

struct EspFlow;

// A request as it went by; what its reply is held against.
struct EchoRequest {
  std::uint32_t frame = 0;
  Time time{};
  Path path;
  std::uint32_t flow = 0;      // id of the SA that carried it, 0 = in the clear
  std::uint32_t child_sa = 0;  // id, 0 = not known
  EchoForm form = EchoForm::unknown;
  std::uint16_t identifier = 0;
  std::uint16_t sequence = 0;
  std::uint32_t esp_sequence = 0;
  bool reply_path = false;
  std::uint32_t reply_spi = 0;
  std::vector<std::uint8_t> data;
  std::uint32_t replies = 0;

  // In the clear, a request of form F without R asks for no reply.
  bool wants_reply() const { return form != EchoForm::f || reply_path; }
};

// A reply whose numbers no request in the capture had.
struct LoneEchoReply {
  std::uint32_t frame = 0;
  Time time{};
  Path path;
  const EspFlow* flow = nullptr;  // null in the clear
  bool numbered = false;
  std::uint16_t identifier = 0;
  std::uint16_t sequence = 0;
};

}  // namespace espect::sessions
