// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/memory_limit.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <limits>
#include <memory>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace espect::run {
namespace {

constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

struct Memory {
  std::size_t mapped = 0;    // address space, which RLIMIT_AS limits
  std::size_t resident = 0;  // what takes room in the machine
};

// Opened once: a sandbox lets nobody open it later.
int statistics() {
  static const int descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  return descriptor;
}

// Both 0 where the system does not say.
Memory now() {
  char text[128];
  const auto size = pread(statistics(), text, sizeof text, 0);
  if (size <= 0) return {};
  Memory memory;
  const char* end = text + size;
  const auto mapped = std::from_chars(text, end, memory.mapped);
  if (mapped.ec != std::errc{} || mapped.ptr == end) return {};
  std::from_chars(mapped.ptr + 1, end, memory.resident);
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return {memory.mapped * page, memory.resident * page};
}

std::size_t number_in(const char* path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path, "re"), std::fclose);
  unsigned long long number = 0;
  if (!file || std::fscanf(file.get(), "%llu", &number) != 1) return unlimited;  // "max" too
  return static_cast<std::size_t>(number);
}

// Of the control group of this process and of those above it, version 2 and 1.
std::size_t of_control_groups() {
  std::size_t least = number_in("/sys/fs/cgroup/memory.max");
  std::ifstream groups("/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    const auto first = line.find(':');
    const auto second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const auto controllers = std::string_view(line).substr(first + 1, second - first - 1);
    const bool version_2 = controllers.empty();
    if (!version_2 && controllers != "memory") continue;
    const std::string root = version_2 ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory";
    const std::string file = version_2 ? "/memory.max" : "/memory.limit_in_bytes";
    for (auto path = line.substr(second + 1); path.size() > 1; path.resize(path.rfind('/')))
      least = std::min(least, number_in((root + path + file).c_str()));
  }
  return least;
}

std::size_t of_machine() {
  const auto pages = sysconf(_SC_PHYS_PAGES);
  const auto page = sysconf(_SC_PAGESIZE);
  const auto all = pages > 0 && page > 0
                       ? static_cast<std::size_t>(pages) * static_cast<std::size_t>(page)
                       : unlimited;
  return std::min(all, of_control_groups());
}

std::size_t of_address_space() {
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return unlimited;
  return limit.rlim_cur;
}

struct Limits {
  std::size_t mapped = unlimited;
  std::size_t resident = unlimited;
};
Limits limits;

}  // namespace

void MemoryLimit::set(std::uint32_t mebibytes) {
  const auto begun = now();
  const auto space = of_address_space();
  // Of the address space, half of what is left: programs and libraries are mapped there too.
  limits.mapped = space == unlimited     ? unlimited
                  : space < begun.mapped ? begun.mapped
                                         : begun.mapped + (space - begun.mapped) / 2;
  limits.resident = mebibytes != 0 ? std::size_t{mebibytes} << 20 : of_machine() / 2;
}

bool MemoryLimit::exceeded() {
  const auto memory = now();
  return memory.mapped > limits.mapped || memory.resident > limits.resident;
}

std::size_t MemoryLimit::octets() {
  return std::min(limits.mapped, limits.resident);
}

}  // namespace espect::run
