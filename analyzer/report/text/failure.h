// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <iosfwd>
#include <string_view>

#include "analyzer/report/text/paint.h"
#include "ipsec/registry/vpn_names.h"
#include "ipsec/rules/finding.h"

namespace espect::report {

// Why a negotiation failed, as a paragraph and the table of what was compared, with `indent` blanks
// in front; nothing for findings without them. What `sentence` says already is not said again.
void write_failure(std::ostream& out, Paint paint, const rules::Finding& finding,
                   std::string_view sentence, const registry::VpnNames& vpn_names,
                   std::size_t indent, std::size_t width);

}  // namespace espect::report
