// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

namespace espect::run {

// From now on SIGINT and SIGTERM only ask: reading stops, waiting for a pipe too, and the report of
// what was read so far is still written. A second signal ends the process at once.
void ask_before_interruption();
bool interrupted();

// When a program begins: what is written to a pipe without a reader, or beyond what a file may
// hold, fails instead of ending the process, and no file that is opened later takes the number of
// a standard stream that was closed.
void survive_broken_outputs();

// Whoever read standard output has gone: there is no use in reading on.
void nobody_reads();
bool reading_is_over();  // interrupted, or nobody reads

// With the status, but as a program that a pipe without a reader ended when that was so.
int ended(int status);

}  // namespace espect::run
