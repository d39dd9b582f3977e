// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <iosfwd>
#include <string_view>

#include "analyzer/report/json/json.h"
#include "ipsec/datagram/datagram.h"
#include "ipsec/wire/printer.h"

namespace espect::report {

// One datagram: frame, time, source, destination, protocol, fragments (frames), "items" (each
// {name, label, wireshark, text, number, offset, size, items}) and "fault": null or {text, offset,
// field}. `protocol`: "ike", "esp" or "ah".
Json dump_json(std::string_view protocol, const Datagram& datagram, const wire::Printed& printed);

// The same as one line.
void write_dump_json(std::ostream& out, std::string_view protocol, const Datagram& datagram,
                     const wire::Printed& printed);

}  // namespace espect::report
