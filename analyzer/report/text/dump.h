// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <iosfwd>
#include <string_view>

#include "ipsec/datagram/datagram.h"
#include "ipsec/wire/printer.h"

namespace espect::report {

// One datagram with all its fields: a header line and a tree of "label: text"; a fault stands at
// its end. `protocol`: "ike", "esp" or "ah".
void write_dump_text(std::ostream& out, std::string_view protocol, const Datagram& datagram,
                     const wire::Printed& printed, bool colour);

}  // namespace espect::report
