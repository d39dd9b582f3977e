// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/wiretap.h"

#include <array>
#include <filesystem>

#include <dlfcn.h>

#include "analyzer/capture/wiretap_interface.h"

namespace espect::capture {
namespace {

namespace fs = std::filesystem;

using Problem = std::array<char, 512>;

std::string find_module() {
  constexpr const char* name = "espect_wiretap.so";
  std::error_code error;
  const auto program = fs::read_symlink("/proc/self/exe", error);
  if (error) return {};
  const auto folder = program.parent_path();
  // Installed, seen from the folder of programs; else of a build.
  for (const auto& place : {folder / ESPECT_MODULES_FROM_PROGRAM, folder})
    if (const auto file = (place / name).lexically_normal(); fs::is_regular_file(file, error))
      return file.string();
  return {};
}

const EspectWiretap* load() {
  if (wiretap_module().empty()) return nullptr;
  void* module = dlopen(wiretap_module().c_str(), RTLD_NOW | RTLD_LOCAL);
  if (module == nullptr) return nullptr;
  const auto entry = reinterpret_cast<EspectWiretapEntry>(dlsym(module, espect_wiretap_entry));
  const auto* functions = entry != nullptr ? entry() : nullptr;
  return functions != nullptr && functions->interface_version == espect_wiretap_interface_version
             ? functions
             : nullptr;
}

// Null: there is none, or one of another build.
const EspectWiretap* functions() {
  static const EspectWiretap* const loaded = load();
  return loaded;
}

}  // namespace

const std::string& wiretap_module() {
  static const std::string path = find_module();
  return path;
}

std::optional<std::string> wiretap_version() {
  if (functions() == nullptr) return std::nullopt;
  return functions()->library_version;
}

void Wiretap::Close::operator()(EspectWiretapFile* file) const {
  functions()->close(file);
}

Wiretap::Opened Wiretap::open(const std::string& path, Walk& walk) {
  if (functions() == nullptr) return Opened::no_module;
  EspectWiretapFile* file = nullptr;
  Problem problem{};
  switch (functions()->open(path.c_str(), &file, problem.data(), problem.size())) {
    case espect_wiretap_packet:
      file_.reset(file);
      return Opened::yes;
    case espect_wiretap_unknown:
      return Opened::unknown;
    default:
      walk.fail(0, problem.data());
      return Opened::failed;
  }
}

bool Wiretap::next(Packet& packet, Walk& walk) {
  EspectWiretapPacket read{};
  Problem problem{};
  switch (functions()->next(file_.get(), &read, problem.data(), problem.size())) {
    case espect_wiretap_packet:
      packet.time.nanoseconds = read.seconds * 1'000'000'000 + read.nanoseconds;
      packet.link_type = read.link_type;
      packet.wire_octets = read.wire_octets;
      packet.bytes = {read.octets, read.captured};
      walk.deliver(packet);
      return true;
    case espect_wiretap_end:
      walk.ended = true;
      return false;
    default:
      return walk.fail(octets(), problem.data());
  }
}

std::string_view Wiretap::format() const {
  return functions()->format(file_.get());
}

std::uint64_t Wiretap::octets() const {
  return functions()->octets(file_.get());
}

}  // namespace espect::capture
