// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ipsec/sessions/said/traffic_selector.h"

namespace espect::rules::configuration {

// Whether an address is one of "10.1.0.10,10.3.0.0/16,any"; `by_any`: only because any is among
// them.
bool is_in(std::string_view addresses, const Address& address, bool& by_any);

enum class Cover : std::uint8_t { all, dynamic, part };

// Whether what was negotiated lies in what is configured: "192.168.1.0/24,10.0.0.0/8[tcp/80]".
// dynamic: it does as far as the configuration says it; the rest is known at run time only.
Cover cover(std::string_view configured, const std::vector<sessions::TrafficSelector>& negotiated);
// Whether it is as wide as that.
bool narrowed(std::string_view configured,
              const std::vector<sessions::TrafficSelector>& negotiated);

}  // namespace espect::rules::configuration
