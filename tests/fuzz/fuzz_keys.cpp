// SPDX-License-Identifier: GPL-2.0-or-later
#include <cstdint>

#include "tests/fuzz/key_text.h"

// The octets are a key file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  espect::fuzz::read_with_every_source({reinterpret_cast<const char*>(data), size});
  return 0;
}
