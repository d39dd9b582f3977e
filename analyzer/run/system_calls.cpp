// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/system_calls.h"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

namespace espect::run {

#if defined(__x86_64__) || defined(__aarch64__)
namespace {

#ifdef __x86_64__
constexpr std::uint32_t architecture = AUDIT_ARCH_X86_64;
#else
constexpr std::uint32_t architecture = AUDIT_ARCH_AARCH64;
#endif

constexpr int allowed[] = {
    // files, which Landlock chooses
    SYS_openat,
    SYS_close,
    SYS_read,
    SYS_readv,
    SYS_pread64,
    SYS_write,
    SYS_writev,
    SYS_pwrite64,
    SYS_lseek,
    SYS_fstat,
    SYS_newfstatat,
    SYS_statx,
    SYS_faccessat,
    SYS_faccessat2,
    SYS_readlinkat,
    SYS_getcwd,
    SYS_getdents64,
    SYS_fcntl,
    SYS_ioctl,
    SYS_dup,
    SYS_dup3,
    SYS_pipe2,
    SYS_fadvise64,
    SYS_renameat,
    SYS_renameat2,
    SYS_linkat,
    SYS_mkdirat,
    SYS_unlinkat,
    SYS_fchmod,
    SYS_fchmodat,
    SYS_umask,
    SYS_fsync,
    SYS_fdatasync,
    SYS_ftruncate,
    SYS_fallocate,
    SYS_copy_file_range,
    SYS_sendfile,
    SYS_ppoll,
    SYS_pselect6,
    SYS_flock,
    // memory
    SYS_brk,
    SYS_mmap,
    SYS_munmap,
    SYS_mremap,
    SYS_mprotect,
    SYS_madvise,
    SYS_mlock,
    SYS_munlock,
    // threads, signals, time and chance
    SYS_clone,
    SYS_futex,
    SYS_set_robust_list,
    SYS_get_robust_list,
    SYS_rseq,
    SYS_sched_yield,
    SYS_sched_getaffinity,
    SYS_sched_getparam,
    SYS_sched_getscheduler,
    SYS_membarrier,
    SYS_set_tid_address,
    SYS_wait4,
    SYS_waitid,
    SYS_tgkill,
    SYS_rt_sigaction,
    SYS_rt_sigprocmask,
    SYS_rt_sigreturn,
    SYS_rt_sigtimedwait,
    SYS_sigaltstack,
    SYS_restart_syscall,
    SYS_nanosleep,
    SYS_clock_nanosleep,
    SYS_clock_gettime,
    SYS_clock_getres,
    SYS_gettimeofday,
    SYS_getrandom,
    SYS_exit,
    SYS_exit_group,
    // who and where one is
    SYS_getpid,
    SYS_gettid,
    SYS_getppid,
    SYS_getuid,
    SYS_geteuid,
    SYS_getgid,
    SYS_getegid,
    SYS_uname,
    SYS_sysinfo,
    SYS_getrlimit,
    SYS_prlimit64,
    SYS_getrusage,
    SYS_times,
    SYS_getcpu,
    SYS_prctl,
#ifdef __x86_64__
    // older forms of the same
    SYS_open,
    SYS_stat,
    SYS_lstat,
    SYS_access,
    SYS_readlink,
    SYS_rename,
    SYS_link,
    SYS_mkdir,
    SYS_unlink,
    SYS_chmod,
    SYS_poll,
    SYS_select,
    SYS_dup2,
    SYS_pipe,
    SYS_time,
    SYS_arch_prctl,
    SYS_getdents,
#endif
};

constexpr std::uint32_t namespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
                                     CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;

constexpr std::uint16_t load = BPF_LD | BPF_W | BPF_ABS;
constexpr std::uint16_t answer = BPF_RET | BPF_K;
constexpr std::uint32_t number_at = offsetof(seccomp_data, nr);
constexpr std::uint32_t architecture_at = offsetof(seccomp_data, arch);
constexpr std::uint32_t first_argument_at = offsetof(seccomp_data, args);  // low half first

sock_filter step(std::uint16_t code, std::uint32_t value) {
  return {code, 0, 0, value};
}
// Jumps over so many steps when the condition holds, and when it does not.
sock_filter jump(std::uint16_t condition, std::uint32_t value, std::uint8_t yes, std::uint8_t no) {
  return {static_cast<std::uint16_t>(BPF_JMP | condition | BPF_K), yes, no, value};
}

std::vector<sock_filter> filter() {
  constexpr std::uint32_t refuse = SECCOMP_RET_ERRNO | ENOSYS;
  std::vector<sock_filter> program{
      step(load, architecture_at),
      jump(BPF_JEQ, architecture, 1, 0),
      step(answer, refuse),
      step(load, number_at),
      jump(BPF_JEQ, SYS_clone, 0, 4),
      step(load, first_argument_at),
      jump(BPF_JSET, namespaces, 0, 1),
      step(answer, refuse),
      step(load, number_at),
  };
  for (const int number : allowed) {
    program.push_back(jump(BPF_JEQ, static_cast<std::uint32_t>(number), 0, 1));
    program.push_back(step(answer, SECCOMP_RET_ALLOW));
  }
  program.push_back(step(answer, refuse));
  return program;
}

}  // namespace

void allow_only_known_system_calls() {
  auto steps = filter();
  const sock_fprog program{static_cast<unsigned short>(steps.size()), steps.data()};
  prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}

#else

void allow_only_known_system_calls() {}

#endif

}  // namespace espect::run
