// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/output_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyzer/run/descriptor_output.h"
#include "analyzer/run/inputs.h"
#include "analyzer/run/messages.h"

namespace espect::run {
namespace {

namespace fs = std::filesystem;

constexpr mode_t owner_only_mode = S_IRUSR | S_IWUSR;
constexpr mode_t permissions = 07777;

// `standard`: what "-" means.
std::optional<struct stat> about(const std::string& path, int standard) {
  struct stat found{};
  const int failed = path == "-" ? fstat(standard, &found) : stat(path.c_str(), &found);
  return failed == 0 ? std::optional(found) : std::nullopt;
}

bool same_file(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

std::string shown_name(const std::string& path) {
  return path == standard_output ? "standard output" : path;
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
    if (!beside_.empty()) unlink(beside_.c_str());
    if (descriptor_ > STDERR_FILENO) ::close(descriptor_);
  }

  // Empty, or what is wrong.
  std::string open(const std::optional<struct stat>& older, Readers readers) {
    if (path_ == standard_output) return use(STDOUT_FILENO);
    if (older && !S_ISREG(older->st_mode)) return open_in_place(readers);
    target_ = target_of(path_);
    const int descriptor = open_beside();
    // One may be allowed to write the file and not its folder.
    const bool closed = errno == EACCES || errno == EPERM || errno == EROFS;
    if (descriptor < 0 && older && closed) return open_in_place(readers);
    if (descriptor < 0) return cannot_write(path_, errno);
    const auto mode = readers == Readers::owner_only ? owner_only_mode
                      : older                        ? older->st_mode & permissions
                                                     : mode_of_new_files();
    if (fchmod(descriptor, mode) != 0) {
      const int error = errno;
      ::close(descriptor);
      return cannot_write(path_, error);
    }
    return use(descriptor);
  }

  std::ostream& stream() { return *stream_; }

  // Empty, or what is wrong. A reader of standard output who has gone wants no message.
  std::string finish() {
    if (!stream_->flush()) {
      const int error = output_->error();
      return error == EPIPE && path_ == standard_output ? std::string()
                                                        : cannot_write(path_, error);
    }
    if (path_ == standard_output) return {};
    if (unnamed_ && !give_name()) return cannot_write(path_, errno);
    if (::close(std::exchange(descriptor_, -1)) != 0) return cannot_write(path_, errno);
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
  std::string use(int descriptor) {
    descriptor_ = descriptor;
    output_.emplace(descriptor);
    stream_.emplace(&*output_);
    return {};
  }

  // A file without a name where that can be, of which not even SIGKILL leaves anything; else one
  // with a name. -1: errno says why.
  int open_beside() {
    const auto folder = fs::path(target_).parent_path();
    const auto named = folder.empty() ? std::string(".") : folder.string();
    if (access("/proc/self/fd", X_OK) == 0) {
      const int descriptor = ::open(named.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
      unnamed_ = descriptor >= 0;
      if (unnamed_) return descriptor;
    }
    auto beside = (folder / ".espect-XXXXXX").string();
    const int descriptor = mkostemp(beside.data(), O_CLOEXEC);
    if (descriptor >= 0) beside_ = beside;
    return descriptor;
  }

  // A file cannot be linked over another: it gets a name of its own, to be moved from there.
  bool give_name() {
    const auto itself = fmt::format("/proc/self/fd/{}", descriptor_);
    constexpr int most_attempts = 100;
    for (int attempt = 0; attempt < most_attempts; ++attempt) {
      const auto name = fmt::format(".espect-{}-{}", getpid(), attempt);
      const auto beside = (fs::path(target_).parent_path() / name).string();
      if (linkat(AT_FDCWD, itself.c_str(), AT_FDCWD, beside.c_str(), AT_SYMLINK_FOLLOW) == 0) {
        beside_ = beside;
        return true;
      }
      if (errno != EEXIST) return false;
    }
    return false;
  }

  std::string open_in_place(Readers readers) {
    if (readers == Readers::owner_only && fs::is_regular_file(path_) &&
        chmod(path_.c_str(), owner_only_mode) != 0)
      return cannot_write(path_, errno);
    const int descriptor =
        ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666);
    return descriptor < 0 ? cannot_write(path_, errno) : use(descriptor);
  }

  std::string path_;
  std::string target_;
  std::string beside_;    // empty when it is written in place, or has no name yet
  bool unnamed_ = false;  // O_TMPFILE
  int descriptor_ = -1;
  std::optional<DescriptorOutput> output_;
  std::optional<std::ostream> stream_;
};

OutputFile::OutputFile(std::unique_ptr<Place> place) : place_(std::move(place)) {}
OutputFile::OutputFile(OutputFile&&) noexcept = default;
OutputFile& OutputFile::operator=(OutputFile&&) noexcept = default;
OutputFile::~OutputFile() = default;

tl::expected<OutputFile, NoOutput> OutputFile::open(const std::string& path,
                                                    const std::vector<std::string>& inputs,
                                                    Readers readers) {
  const auto older = about(path, STDOUT_FILENO);
  // Standard output may well stand in a folder that is read.
  if (older && S_ISREG(older->st_mode))
    for (const auto& input : expand_inputs(inputs))
      if (const auto read = about(input.path, STDIN_FILENO);
          read && same_file(*read, *older) && (input.named || path != standard_output))
        return tl::unexpected(NoOutput{
            fmt::format("{} is an input and would be overwritten", shown_name(path)), exit_usage});
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
      std::error_code other_error;  // of a pipe, which has no name of its own
      const auto place = fs::weakly_canonical(paths[i], error);
      const auto other = fs::weakly_canonical(paths[j], other_error);
      const auto one = about(paths[i], STDOUT_FILENO);
      const auto another = about(paths[j], STDOUT_FILENO);
      const bool same = one && another && S_ISREG(one->st_mode) && same_file(*one, *another);
      if ((!error && !other_error && place == other) || same ||
          fs::equivalent(paths[i], paths[j], error))
        return fmt::format("two outputs go to {}", shown_name(paths[i]));
    }
  return {};
}

}  // namespace espect::run
