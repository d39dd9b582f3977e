// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/output_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyzer/run/inputs.h"
#include "analyzer/run/messages.h"
#include "analyzer/run/standard_output.h"

namespace espect::run {
namespace {

namespace fs = std::filesystem;

constexpr mode_t owner_only_mode = S_IRUSR | S_IWUSR;
constexpr mode_t permissions = 07777;

std::optional<struct stat> about(const std::string& path) {
  struct stat found{};
  const int failed =
      path == standard_output ? fstat(STDIN_FILENO, &found) : stat(path.c_str(), &found);
  return failed == 0 ? std::optional(found) : std::nullopt;
}

bool same_file(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

std::string cannot_write(const std::string& path, int error) {
  return fmt::format("cannot write {}: {}", path, std::strerror(error));
}

mode_t mode_of_new_files() {
  const mode_t mask = umask(0);
  umask(mask);
  return (S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH) & ~mask;
}

// Where a link to the file leads, so that the link stays one.
std::string target_of(const std::string& path) {
  std::error_code error;
  const auto target = fs::canonical(path, error);
  return error ? path : target.string();
}

}  // namespace

class OutputFile::Place {
 public:
  explicit Place(std::string path) : path_(std::move(path)) {}
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() {
    if (beside_.empty()) return;
    file_.close();
    unlink(beside_.c_str());
  }

  // Empty, or what is wrong.
  std::string open(const std::optional<struct stat>& older, Readers readers) {
    if (path_ == standard_output) return {};
    if (older && !S_ISREG(older->st_mode)) return open_in_place(readers);
    target_ = target_of(path_);
    auto beside = (fs::path(target_).parent_path() / ".espect-XXXXXX").string();
    const int descriptor = mkostemp(beside.data(), O_CLOEXEC);
    // One may be allowed to write the file and not its folder.
    if (descriptor < 0 && older) return open_in_place(readers);
    if (descriptor < 0) return cannot_write(path_, errno);
    beside_ = beside;
    const auto mode = readers == Readers::owner_only ? owner_only_mode
                      : older                        ? older->st_mode & permissions
                                                     : mode_of_new_files();
    const bool set = fchmod(descriptor, mode) == 0;
    const int error = errno;
    ::close(descriptor);
    if (!set) return cannot_write(path_, error);
    file_.open(beside_, std::ios::binary);
    return file_.is_open() ? std::string() : cannot_write(path_, errno);
  }

  std::ostream& stream() { return path_ == standard_output ? out_ : file_; }

  // Empty, or what is wrong.
  std::string finish() {
    errno = 0;
    if (!stream().flush()) return cannot_write(path_, errno);
    if (path_ == standard_output) return {};
    file_.close();
    if (file_.fail()) return cannot_write(path_, errno);
    if (beside_.empty()) return {};
    if (rename(beside_.c_str(), target_.c_str()) == 0) {
      beside_.clear();
      return {};
    }
    if (errno != EBUSY) return cannot_write(path_, errno);
    std::error_code error;  // something is mounted there
    fs::copy_file(beside_, target_, fs::copy_options::overwrite_existing, error);
    return error ? cannot_write(path_, error.value()) : std::string();
  }

 private:
  std::string open_in_place(Readers readers) {
    if (readers == Readers::owner_only && fs::is_regular_file(path_) &&
        chmod(path_.c_str(), owner_only_mode) != 0)
      return cannot_write(path_, errno);
    file_.open(path_, std::ios::binary);
    return file_.is_open() ? std::string() : cannot_write(path_, errno);
  }

  std::string path_;
  std::string target_;
  std::string beside_;  // empty when it is written in place
  std::ofstream file_;
  StandardOutput standard_output_;
  std::ostream out_{&standard_output_};
};

OutputFile::OutputFile(std::unique_ptr<Place> place) : place_(std::move(place)) {}
OutputFile::OutputFile(OutputFile&&) noexcept = default;
OutputFile& OutputFile::operator=(OutputFile&&) noexcept = default;
OutputFile::~OutputFile() = default;

tl::expected<OutputFile, NoOutput> OutputFile::open(const std::string& path,
                                                    const std::vector<std::string>& inputs,
                                                    Readers readers) {
  const auto older = path == standard_output ? std::nullopt : about(path);
  if (older && S_ISREG(older->st_mode))
    for (const auto& input : expand_inputs(inputs))
      if (const auto read = about(input.path); read && same_file(*read, *older))
        return tl::unexpected(
            NoOutput{fmt::format("{} is an input and would be overwritten", path), exit_usage});
  auto place = std::make_unique<Place>(path);
  if (auto problem = place->open(older, readers); !problem.empty())
    return tl::unexpected(NoOutput{std::move(problem)});
  return OutputFile(std::move(place));
}

std::ostream& OutputFile::stream() {
  return place_->stream();
}

bool OutputFile::finish() {
  const auto problem = place_->finish();
  if (!problem.empty()) tell(problem);
  return problem.empty();
}

int write_output(const std::string& path, const std::vector<std::string>& inputs, Readers readers,
                 const std::function<void(std::ostream&)>& write) {
  auto output = OutputFile::open(path, inputs, readers);
  if (!output) {
    tell(output.error().reason);
    return output.error().status;
  }
  write(output->stream());
  return output->finish() ? exit_success : exit_internal;
}

int print(const std::function<void(std::ostream&)>& write) {
  return write_output(standard_output, {}, Readers::as_usual, write);
}

std::string outputs_collide(const std::vector<std::string>& paths) {
  for (std::size_t i = 0; i < paths.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      std::error_code error;
      if (fs::weakly_canonical(paths[i], error) == fs::weakly_canonical(paths[j], error) ||
          fs::equivalent(paths[i], paths[j], error))
        return fmt::format("two outputs go to {}", paths[i]);
    }
  return {};
}

}  // namespace espect::run
