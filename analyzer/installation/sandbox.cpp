// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "analyzer/installation/check.h"

namespace espect::installation {

void check_sandbox(Checks& checks) {
  constexpr unsigned ask_version = LANDLOCK_CREATE_RULESET_VERSION;
  const auto version = syscall(SYS_landlock_create_ruleset, nullptr, 0, ask_version);
  if (version >= 1)
    checks.push_back({"Landlock",
                      State::fits,
                      fmt::format("version {} of the kernel: it can keep files away", version),
                      {}});
  else
    checks.push_back({"Landlock",
                      State::missing,
                      "the kernel has none, or it is not switched on (lsm=landlock at its start)",
                      {}});
  constexpr std::uint32_t action = SECCOMP_RET_ERRNO;
  const bool filters = syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
  checks.push_back({"seccomp",
                    filters ? State::fits : State::missing,
                    filters ? "the kernel can refuse system calls"
                            : "the kernel refuses no system calls to a process",
                    {}});
}

}  // namespace espect::installation
