// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/key_loading.h"

#include <filesystem>

#include <sys/prctl.h>
#include <sys/resource.h>

#include "analyzer/capture/capture_reader.h"
#include "analyzer/run/inputs.h"
#include "analyzer/run/messages.h"

namespace espect::run {
namespace {

constexpr std::uint32_t secrets_of_esp = 0x45535053;  // Wireshark's secrets-types.h

// A pipe cannot be read twice, and what cannot be opened is told by whoever reads the packets.
void read_secrets(const std::string& path, keys::KeyFiles& files) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return;
  auto reader = capture::CaptureReader::open(path);
  if (!reader) return;
  reader->hear_secrets([&](std::uint32_t type, Bytes octets) {
    const std::string_view text(reinterpret_cast<const char*>(octets.data()), octets.size());
    const bool known = keys::read_key_text(text, path, files);
    if (!known && type == secrets_of_esp)
      files.warnings.push_back(
          {{path, 0}, "its decryption secrets for ESP have a form that is not known"});
  });
  capture::Packet packet;
  reader->next(packet);
}

}  // namespace

void forbid_core_dumps() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

std::optional<keys::KeyFiles> load_keys(const std::vector<std::string>& paths,
                                        const std::vector<std::string>& captures) {
  forbid_core_dumps();
  auto files = keys::read_key_files(paths);
  for (const auto& input : expand_inputs(captures)) read_secrets(input.path, files);
  for (const auto& warning : files.warnings) tell(to_text(warning));
  for (const auto& error : files.errors) tell(error);
  if (!files.errors.empty()) return std::nullopt;
  return files;
}

const keys::KeyRing* given(const std::vector<std::string>& paths, const keys::KeyFiles& files) {
  return paths.empty() && files.used.empty() ? nullptr : &files.ring;
}

}  // namespace espect::run
