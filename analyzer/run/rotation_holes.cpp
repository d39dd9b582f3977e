// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/rotation_holes.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include <fmt/format.h>

#include "analyzer/run/rotation.h"

namespace espect::run {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_named = 10;

std::string hole_text(const fs::path& folder, const NumberedName& before, std::uint64_t after) {
  const auto last = after - 1;
  const auto first = before.number() + 1;
  const auto path = (folder / before.with_number(first)).string();
  if (first == last)
    return fmt::format("{} is not among the files: what it held was not seen", path);
  return fmt::format("{} to {} are not among the files: what they held was not seen", path,
                     before.with_number(last));
}

}  // namespace

std::vector<std::string> rotation_holes(const std::vector<report::CaptureFile>& files) {
  // By folder and what stands before the number. A program that begins anew counts from 1 again, so
  // names that have a time are looked at in its order.
  std::map<std::pair<fs::path, std::string>, std::vector<NumberedName>> rotations;
  for (const auto& file : files) {
    const fs::path path(file.path);
    if (auto name = numbered_name(path.filename().string()))
      rotations[{path.parent_path(), name->before}].push_back(std::move(*name));
  }
  std::vector<std::string> holes;
  std::size_t more = 0;
  for (auto& [place, names] : rotations) {
    std::ranges::sort(names, {},
                      [](const NumberedName& name) { return std::pair(name.time, name.number()); });
    for (std::size_t i = 1; i < names.size(); ++i) {
      if (names[i].number() <= names[i - 1].number() + 1) continue;
      if (holes.size() == most_named)
        ++more;
      else
        holes.push_back(hole_text(place.first, names[i - 1], names[i].number()));
    }
  }
  if (more != 0)
    holes.push_back(fmt::format("numbers are missing at {} more places between the files", more));
  return holes;
}

}  // namespace espect::run
