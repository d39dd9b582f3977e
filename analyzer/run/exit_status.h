// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

namespace espect::run {

// The contract of exit statuses: the first of these that holds, read from the bottom up.
enum ExitStatus : int {
  exit_success = 0,
  exit_findings = 1,  // at or above --fail-on; of other commands: nothing was found
  exit_usage = 2,     // wrong usage or configuration
  exit_input = 3,     // an input unreadable or cut short
  exit_internal = 4,  // also: an output cannot be written, or memory ran short
  exit_interrupted = 130,
};

}  // namespace espect::run
