// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/bytes/bytes.h"

namespace espect::capture {

// What a file is that starts so (at least eight octets) and that nobody here reads, but Wireshark's
// editcap does. Null when it is not known. Static storage.
const char* other_format(Bytes start);

}  // namespace espect::capture
