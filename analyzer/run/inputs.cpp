// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/inputs.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include <sys/stat.h>

namespace espect::run {
namespace {

namespace fs = std::filesystem;

void add_folder(const fs::path& folder, std::vector<Input>& found) {
  std::error_code error;
  for (auto entry = fs::directory_iterator(folder, error); entry != fs::directory_iterator();
       entry.increment(error)) {
    std::error_code unknown;
    const auto path = entry->path().string();
    if (entry->is_directory(unknown) && entry->is_symlink(unknown))
      found.push_back({path, false, path + ": is a link to a folder, which is not followed"});
    else if (entry->is_directory(unknown))
      add_folder(entry->path(), found);
    else if (entry->is_regular_file(unknown) || unknown)
      found.push_back({path, false, {}});
    else if (entry->is_fifo(unknown))
      found.push_back({path, false, path + ": is a pipe, which is read only when it is named"});
  }
  if (error)
    found.push_back(
        {folder.string(), false, folder.string() + ": cannot be read: " + error.message()});
}

// Names of one file: the same inode. A pipe is no such file, but standard input is one.
class FilesSeen {
 public:
  bool first_time(const std::string& path) {
    struct stat about{};
    if (path == "-") return std::exchange(standard_input_, true) == false;
    if (::stat(path.c_str(), &about) != 0 || !S_ISREG(about.st_mode)) return true;
    return seen_.emplace(about.st_dev, about.st_ino).second;
  }

 private:
  std::set<std::pair<dev_t, ino_t>> seen_;
  bool standard_input_ = false;
};

}  // namespace

bool Input::called_a_capture() const {
  return fs::path(path).filename().string().find(".pcap") != std::string::npos;
}

std::vector<Input> expand_inputs(const std::vector<std::string>& arguments) {
  std::vector<Input> inputs;
  for (const auto& argument : arguments) {
    std::error_code ignored;
    if (argument == "-" || !fs::is_directory(argument, ignored)) {
      inputs.push_back({argument, true, {}});
      continue;
    }
    std::vector<Input> found;
    add_folder(argument, found);
    std::ranges::sort(found, {}, &Input::path);
    std::ranges::move(found, std::back_inserter(inputs));
  }
  FilesSeen seen;
  std::erase_if(inputs, [&](const Input& input) { return !seen.first_time(input.path); });
  return inputs;
}

}  // namespace espect::run
