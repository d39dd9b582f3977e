// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/embedded.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace espect::report {

const EmbeddedFile& embedded(std::string_view name) {
  const auto files = embedded_files();
  const auto found = std::ranges::find(files, name, &EmbeddedFile::name);
  if (found == files.end()) throw std::logic_error("not embedded: " + std::string(name));
  return *found;
}

}  // namespace espect::report
