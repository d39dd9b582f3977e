// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

namespace espect::run {

// From now on SIGINT and SIGTERM only ask: reading stops, waiting for a pipe too, and the report of
// what was read so far is still written. A second signal ends the process at once.
void ask_before_interruption();
bool interrupted();

}  // namespace espect::run
