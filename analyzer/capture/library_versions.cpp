// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/library_versions.h"

#include <bzlib.h>
#include <lz4.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

namespace espect::capture {

std::vector<LibraryVersion> library_versions() {
  const auto first_word = [](std::string text) { return text.substr(0, text.find(',')); };
  return {{"zlib", ZLIB_VERSION, zlibVersion()},
          {"libzstd", ZSTD_VERSION_STRING, ZSTD_versionString()},
          {"liblz4", LZ4_VERSION_STRING, LZ4_versionString()},
          {"liblzma", LZMA_VERSION_STRING, lzma_version_string()},
          {"libbz2", "", first_word(BZ2_bzlibVersion())}};
}

}  // namespace espect::capture
