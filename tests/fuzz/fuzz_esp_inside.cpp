// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/fuzz/inside.h"

// ESP, IPComp, IP-TFS, echoes and inner packets of a peer with the key.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  espect::fuzz::open_esp({data, size});
  return 0;
}
