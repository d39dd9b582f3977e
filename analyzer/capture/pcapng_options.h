// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <cstdint>

#include "analyzer/capture/byte_order.h"
#include "ipsec/bytes/bytes.h"

namespace espect::capture {

// Calls each(code, value) for every option up to opt_endofopt. An option that does not fit ends
// the walk: options are hints, a bad one does not spoil its block.
template <typename Each>
void for_each_option(Bytes options, ByteOrder order, Each each) {
  while (options.size() >= 4) {
    const std::uint16_t code = order.u16(options.data());
    const std::size_t length = order.u16(options.data() + 2);
    options = options.subspan(4);
    if (code == 0 || length > options.size()) return;
    each(code, options.first(length));
    const std::size_t padded = (length + 3) / 4 * 4;
    if (padded > options.size()) return;
    options = options.subspan(padded);
  }
}

}  // namespace espect::capture
