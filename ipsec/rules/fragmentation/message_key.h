// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <compare>
#include <cstdint>

#include "ipsec/sessions/events.h"

namespace espect::rules {

// One IKE message, of which fragments (RFC 7383) and copies may come.
struct MessageKey {
  std::uint32_t sa;
  std::uint32_t message_id;
  bool from_initiator;
  bool response;
  auto operator<=>(const MessageKey&) const = default;
};

inline MessageKey message_key(const sessions::IkeMessageSeen& event) {
  const auto& header = event.message.header();
  return {event.sa.id, header.message_id, header.from_initiator(), header.response()};
}

}  // namespace espect::rules
