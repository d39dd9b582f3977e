// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

namespace espect::run {

// From here on the kernel answers every system call with ENOSYS that is not among those that
// reading, reckoning and writing take: none for sockets, programs, other processes, mounts, keys.
// Does nothing on a processor whose numbers are not known. Needs PR_SET_NO_NEW_PRIVS.
void allow_only_known_system_calls();

}  // namespace espect::run
