// SPDX-License-Identifier: GPL-2.0-or-later
#include <string>

#include <sys/mman.h>
#include <unistd.h>

#include "analyzer/capture/capture_reader.h"
#include "tests/fuzz/auditor.h"

// The octets are a capture file of any format or compression.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const int file = memfd_create("capture", 0);
  if (file < 0 || write(file, data, size) != static_cast<ssize_t>(size)) __builtin_trap();
  espect::fuzz::Auditor auditor;
  if (auto reader = espect::capture::CaptureReader::open("/dev/fd/" + std::to_string(file))) {
    espect::capture::Packet packet;
    while (reader->next(packet)) auditor.on(packet);
    if (const auto* fault = reader->fault()) to_text(*fault);
  }
  auditor.finish();
  close(file);
  return 0;
}
