// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/key_files.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ipsec/bytes/endian.h"
#include "ipsec/keys/gzip.h"
#include "ipsec/keys/text_encoding.h"
#include "ipsec/keys/without_keys.h"

namespace espect::keys {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_file = 256u << 20;  // of text, unpacked where it was packed
constexpr std::size_t magic_octets = 4;           // of a capture

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

// Reads on until `content` has `octets`, or the file ends. 0, or an errno.
int fill(int file, off_t octets, crypto::Secret& content) {
  std::size_t filled = content.size();
  content.resize(static_cast<std::size_t>(octets));
  while (filled < content.size()) {
    const auto got = ::read(file, content.data() + filled, content.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno;
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  content.resize(filled);
  return 0;
}

std::string error_text(int error) {
  return std::generic_category().message(error);
}

bool is_capture(const crypto::Secret& content) {
  if (content.size() < magic_octets) return false;
  const auto magic = load_be<std::uint32_t>(content.data());
  // pcap (micro, nano, modified, in both byte orders), pcapng, snoop.
  constexpr std::array<std::uint32_t, 8> magics = {0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1,
                                                   0xa1b2cd34, 0x34cdb2a1, 0x0a0d0d0a, 0x736e6f6f};
  return std::find(magics.begin(), magics.end(), magic) != magics.end();
}

// "a, b, c and 4 more"
std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t shown = 5;
  std::string text;
  for (std::size_t i = 0; i < std::min(shown, names.size()); ++i)
    text += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > shown) text += " and " + std::to_string(names.size() - shown) + " more";
  return text;
}

std::string why_unknown(std::string_view text) {
  SecretText converted;
  const char* reason = why_without_keys(as_utf8(text, converted));
  return reason != nullptr ? reason : "no key source that is known";
}

class FileReading {
 public:
  void read_named(const std::string& path) {
    std::error_code error;
    const auto status = fs::status(path, error);
    if (!fs::exists(status)) return fail(path, error_text(error ? error.value() : ENOENT));
    if (fs::is_directory(status)) return read_folder(path);
    read_file(path, true);
  }

  KeyFiles release() {
    for (Refusal& one : refused_) {
      if (one.no_keys && !found_.used.empty())
        found_.warnings.push_back(std::move(one.warning));
      else
        found_.errors.push_back(to_text(one.warning));
    }
    if (!open_to_others_.empty()) {
      const std::size_t more = open_to_others_.size() - 1;
      const std::string count =
          more == 0 ? ""
                    : ", and " + std::to_string(more) + (more == 1 ? " more file" : " more files");
      found_.warnings.push_back(
          {{open_to_others_.front(), 0}, "keys that others can read" + count + ": chmod 600"});
    }
    return std::move(found_);
  }

 private:
  // A named file; one that was read and holds no keys does not spoil what others hold.
  struct Refusal {
    Warning warning;
    bool no_keys;
  };

  void read_folder(const std::string& folder) {
    std::vector<std::string> paths;
    std::error_code error;
    const auto options = fs::directory_options::skip_permission_denied;
    fs::recursive_directory_iterator at(folder, fs::directory_options::none, error);
    if (error) return fail(folder, error_text(error.value()));
    at = fs::recursive_directory_iterator(folder, options, error);
    for (const fs::recursive_directory_iterator end; !error && at != end; at.increment(error)) {
      std::error_code ignored;
      if (at->is_regular_file(ignored)) paths.push_back(at->path().string());
      if (at->is_directory(ignored)) say_if_not_entered(*at);
    }
    if (error) found_.warnings.push_back({{folder, 0}, error_text(error.value())});
    std::sort(paths.begin(), paths.end());
    passed_over_.clear();
    captures_ = 0;
    const std::size_t used_before = found_.used.size();
    for (const auto& path : paths) read_file(path, false);
    say_what_was_passed_over(folder, found_.used.size() != used_before);
  }

  void say_if_not_entered(const fs::directory_entry& folder) {
    std::error_code ignored;
    const auto path = folder.path().string();
    if (folder.is_symlink(ignored))
      found_.warnings.push_back({{path, 0}, "a link to a folder is not followed"});
    else if (access(path.c_str(), R_OK | X_OK) != 0)
      found_.warnings.push_back({{path, 0}, error_text(errno)});
  }

  void say_what_was_passed_over(const std::string& folder, bool any_used) {
    std::string text;
    if (captures_ != 0)
      text = std::to_string(captures_) + (captures_ == 1 ? " capture" : " captures");
    if (!passed_over_.empty())
      text += (text.empty() ? "" : ", ") + listed(passed_over_) + " (no key source that is known)";
    if (!text.empty()) text = "passed over: " + text;
    if (!any_used) text = "no keys in this folder" + (text.empty() ? "" : "; " + text);
    if (!text.empty()) found_.warnings.push_back({{folder, 0}, text});
  }

  void read_file(const std::string& path, bool named) {
    // A pipe without a writer must not hold the program up.
    const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat status{};
    if (file.number() < 0 || fstat(file.number(), &status) != 0)
      return unreadable(path, named, error_text(errno));
    if (!S_ISREG(status.st_mode)) return reject(path, named, "not a regular file");
    if (!seen_.emplace(status.st_dev, status.st_ino).second) return;

    // Captures stand beside keys and may be large: their first octets are enough.
    crypto::Secret content;
    int error = fill(file.number(), std::min<off_t>(status.st_size, magic_octets), content);
    if (error != 0) return unreadable(path, named, error_text(error));
    if (is_capture(content)) return pass_over_capture(path, named);
    if (status.st_size > static_cast<off_t>(largest_file)) return too_large(path, named);
    error = fill(file.number(), status.st_size, content);
    if (error != 0) return unreadable(path, named, error_text(error));
    use(path, named, content, (status.st_mode & (S_IRGRP | S_IROTH)) != 0);
  }

  void use(const std::string& path, bool named, crypto::Secret& content, bool readable_by_others) {
    std::string packing_fault;
    if (is_gzip(content)) {
      crypto::Secret text;
      unpack_gzip(content, magic_octets, text);
      if (is_capture(text)) return pass_over_capture(path, named);
      text.clear();
      packing_fault = unpack_gzip(content, largest_file, text);
      content.swap(text);
    }
    if (content.empty()) return reject(path, named, "the file is empty");
    const std::string_view text(reinterpret_cast<const char*>(content.data()), content.size());
    if (!read_key_text(text, path, found_))
      return reject(path, named, packing_fault.empty() ? why_unknown(text) : packing_fault);
    if (readable_by_others) open_to_others_.push_back(path);
    if (!packing_fault.empty()) found_.warnings.push_back({{path, 0}, packing_fault});
  }

  void fail(const std::string& path, const std::string& reason) {
    refused_.push_back({{{path, 0}, reason}, false});
  }
  void reject(const std::string& path, bool named, const std::string& reason) {
    if (named)
      refused_.push_back({{{path, 0}, reason}, true});
    else
      passed_over_.push_back(fs::path(path).filename().string());
  }
  void too_large(const std::string& path, bool named) {
    const std::string reason = fmt::format("larger than {} MiB", largest_file >> 20);
    if (named) return reject(path, named, reason);
    found_.warnings.push_back({{path, 0}, reason});
  }
  void pass_over_capture(const std::string& path, bool named) {
    if (named) return reject(path, named, "a capture, no key source");
    ++captures_;
  }
  void unreadable(const std::string& path, bool named, const std::string& reason) {
    if (named) return fail(path, reason);
    found_.warnings.push_back({{path, 0}, reason});
  }

  KeyFiles found_;
  std::vector<Refusal> refused_;
  std::vector<std::string> open_to_others_;  // paths of key files
  std::vector<std::string> passed_over_;     // names, of the folder that is being read
  std::size_t captures_ = 0;                 // passed over there
  std::set<std::pair<dev_t, ino_t>> seen_;   // a file named twice is read once
};

}  // namespace

KeyFiles read_key_files(const std::vector<std::string>& paths) {
  FileReading reading;
  for (const auto& path : paths) reading.read_named(path);
  return reading.release();
}

}  // namespace espect::keys
