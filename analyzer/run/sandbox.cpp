// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/sandbox.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "analyzer/capture/wiretap.h"
#include "analyzer/run/inputs.h"
#include "analyzer/run/system_calls.h"

namespace espect::run {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t read_file = LANDLOCK_ACCESS_FS_READ_FILE;
constexpr std::uint64_t read_folder = read_file | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t truncate = std::uint64_t{1} << 14;  // from version 3 of Landlock
constexpr std::uint64_t write_file = LANDLOCK_ACCESS_FS_WRITE_FILE | truncate;
constexpr std::uint64_t write_folder =
    write_file | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE;

// What the C library, OpenSSL and the like open later: modules, settings, what time it is.
constexpr const char* of_the_system[] = {
    "/usr",           "/lib",        "/lib64",    "/etc/ssl",  "/etc/ld.so.cache",
    "/etc/localtime", "/etc/gcrypt", "/proc/sys", "/dev/null", "/sys/devices/system/cpu",
    "/dev/urandom",   "/dev/random",
};

class Landlock {
 public:
  Landlock() {
    constexpr unsigned ask_version = LANDLOCK_CREATE_RULESET_VERSION;
    const auto version = syscall(SYS_landlock_create_ruleset, nullptr, 0, ask_version);
    if (version < 1) return;
    constexpr std::uint64_t of_version_1 = (std::uint64_t{1} << 13) - 1;
    handled_ = of_version_1;
    if (version >= 2) handled_ |= std::uint64_t{1} << 13;  // files to other folders
    if (version >= 3) handled_ |= truncate;
    landlock_ruleset_attr rules{};
    rules.handled_access_fs = handled_;
    rules_ = static_cast<int>(
        syscall(SYS_landlock_create_ruleset, &rules, sizeof rules.handled_access_fs, 0));
  }
  Landlock(const Landlock&) = delete;
  Landlock& operator=(const Landlock&) = delete;
  ~Landlock() {
    if (rules_ >= 0) close(rules_);
  }

  // What is not there needs no permission.
  void allow(const std::string& path, std::uint64_t of_file, std::uint64_t of_folder) const {
    const int place = open(path.c_str(), O_PATH | O_CLOEXEC);
    struct stat about{};
    if (place >= 0 && fstat(place, &about) == 0) {
      landlock_path_beneath_attr beneath{};
      beneath.parent_fd = place;
      beneath.allowed_access = (S_ISDIR(about.st_mode) ? of_folder : of_file) & handled_;
      syscall(SYS_landlock_add_rule, rules_, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
    }
    if (place >= 0) close(place);
  }

  void enforce() const {
    if (rules_ >= 0) syscall(SYS_landlock_restrict_self, rules_, 0);
  }

 private:
  std::uint64_t handled_ = 0;
  int rules_ = -1;
};

void allow_reading(const Landlock& landlock, const std::vector<std::string>& paths) {
  for (const auto& path : paths) landlock.allow(path, read_file, read_folder);
  for (const auto& input : expand_inputs(paths)) {
    std::error_code ignored;  // a link in a folder leads to a file elsewhere
    if (fs::is_symlink(input.path, ignored)) landlock.allow(input.path, read_file, 0);
  }
}

// Files are written beside their place and moved there, so their folders have to be writable.
void allow_writing(const Landlock& landlock, const std::vector<std::string>& paths) {
  for (const auto& path : paths) {
    if (path == "-") continue;
    std::error_code error;
    const auto status = fs::status(path, error);
    landlock.allow(path, write_file | read_file, 0);
    if (fs::exists(status) && !fs::is_regular_file(status)) continue;
    const auto target = fs::weakly_canonical(fs::absolute(path, error), error);
    if (!error) landlock.allow(target.parent_path().string(), 0, write_folder);
  }
}

// Sanitizers write reports, and valgrind profiles, with the process's own rights.
bool watched() {
#if defined(ESPECT_WITHOUT_SANDBOX) || defined(__SANITIZE_ADDRESS__)
  return true;
#else
  const char* preloaded = std::getenv("LD_PRELOAD");  // NOLINT(concurrency-mt-unsafe)
  return preloaded != nullptr && std::strstr(preloaded, "/vgpreload_") != nullptr;
#endif
}

}  // namespace

void enter_sandbox(const Needs& needs) {
  if (watched() || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return;
  const Landlock landlock;
  for (const char* path : of_the_system) landlock.allow(path, read_file, read_folder);
  // Of a build; an installed one is in /usr.
  if (const auto& module = capture::wiretap_module(); !module.empty())
    landlock.allow(module, read_file, 0);
  allow_reading(landlock, needs.reads);
  allow_writing(landlock, needs.writes);
  for (const auto& path : needs.folders) landlock.allow(path, read_file, read_folder);
  if (!needs.makes.empty())
    landlock.allow(needs.makes, 0, read_folder | write_folder | LANDLOCK_ACCESS_FS_MAKE_DIR);
  landlock.enforce();
  allow_only_known_system_calls();
}

}  // namespace espect::run
