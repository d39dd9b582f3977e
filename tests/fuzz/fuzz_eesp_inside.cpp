// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/fuzz/inside_eesp.h"

// EESP: options, payload formats and what stands inside, of a peer with the key.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  espect::fuzz::open_eesp({data, size});
  return 0;
}
