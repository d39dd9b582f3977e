// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/fuzz/inside_ikev1.h"

// IKEv1 payloads of a peer with the keys: identities, quick modes, Informational, mode config.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  espect::fuzz::open_ikev1({data, size});
  return 0;
}
