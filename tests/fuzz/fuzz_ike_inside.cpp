// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/fuzz/inside.h"

// Payloads inside SK of a peer with the keys: Child SAs, rekeys, deletes, everything that follows.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  espect::fuzz::open_ike({data, size});
  return 0;
}
