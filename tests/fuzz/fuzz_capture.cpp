// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/capture_reader.h"
#include "tests/fuzz/auditor.h"
#include "tests/fuzz/memory_file.h"

// The octets are a capture file of any format or compression.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const espect::fuzz::MemoryFile file({data, size});
  espect::fuzz::Auditor auditor;
  if (auto reader = espect::capture::CaptureReader::open(file.path())) {
    espect::capture::Packet packet;
    while (reader->next(packet)) auditor.on(packet);
    if (const auto* fault = reader->fault()) to_text(*fault);
  }
  auditor.finish();
  return 0;
}
