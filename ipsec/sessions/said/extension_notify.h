// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <vector>

#include "ipsec/wire/ike/notify.h"

namespace espect::sessions {

// A notify of the experimental profile that outlives its packet. `type` is the profile's number,
// whatever stood on the wire.
struct ExtensionNotify {
  std::uint16_t type = 0;
  std::uint8_t protocol = 0;
  std::vector<std::uint8_t> spi;
  std::vector<std::uint8_t> data;
};

inline bool is_extension(registry::NotifyType type) {
  return registry::find_experiment(registry::tables::notify_types, type.meaning) != nullptr;
}

inline ExtensionNotify extension_of(const wire::ike::Notify& notify) {
  return {static_cast<std::uint16_t>(notify.type.meaning),
          notify.protocol.value,
          {notify.spi.begin(), notify.spi.end()},
          {notify.data.begin(), notify.data.end()}};
}

}  // namespace espect::sessions
