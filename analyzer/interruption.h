// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

namespace espect {

// From now on SIGINT and SIGTERM only ask: the walk stops at the next packet and the report of what
// was read so far is still written. A second signal ends the process at once.
void ask_before_interruption();
bool interrupted();

}  // namespace espect
