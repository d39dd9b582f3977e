// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/key_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "ipsec/keys/gzip.h"
#include "tests/support/catch.h"

namespace espect::keys {
namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "espect-keys-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path_); }

  std::string write(const std::string& name, const std::string& text, mode_t mode = 0600) const {
    const fs::path path = fs::path(path_) / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    chmod(path.c_str(), mode);
    return path.string();
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

const std::string ppk_a = "{\"type\": \"ppk\", \"ppk\": \"aa\"}\n";
const std::string ppk_b = "{\"type\": \"ppk\", \"ppk\": \"bb\"}\n";

std::string gzip(const std::string& text) {
  std::string packed(text.size() + 200, '\0');
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(packed.size() - stream.avail_out);
  deflateEnd(&stream);
  return packed;
}

crypto::Secret secret(const std::string& text) {
  return {text.begin(), text.end()};
}

TEST_CASE("a text that unpacks to more than it may ends there") {
  constexpr std::size_t most = 1u << 20;
  const std::string fits(most, '#');
  for (const auto& [whole, fault] : {std::pair{fits, ""},
                                     {fits + "#", "more than 1 MiB when unpacked"},
                                     {fits + fits + fits, "more than 1 MiB when unpacked"}}) {
    crypto::Secret text;
    const auto packed =
        secret(gzip(whole.substr(0, whole.size() / 2)) + gzip(whole.substr(whole.size() / 2)));
    CHECK(unpack_gzip(packed, most, text) == fault);
    const bool same = text == secret(fits);  // as values they would be printed
    CHECK(same);
  }
}

TEST_CASE("a folder is read in order of its paths, and other files are passed over") {
  const Folder folder;
  folder.write("b/second", ppk_b);
  folder.write("a.jsonl", ppk_a);
  folder.write("README.md", "# Keys\n");
  folder.write("capture.pcap", std::string("\xd4\xc3\xb2\xa1", 4) + ppk_a);
  folder.write("empty", "");
  fs::create_directory_symlink(folder.path(), folder.path() + "/loop");
  const KeyFiles files = read_key_files({folder.path()});
  CHECK(files.errors.empty());
  REQUIRE(files.warnings.size() == 2);
  CHECK(to_text(files.warnings[0]) == folder.path() + "/loop: a link to a folder is not followed");
  CHECK(to_text(files.warnings[1]) ==
        folder.path() + ": passed over: 1 capture, README.md, empty (no key source that is known)");
  REQUIRE(files.used.size() == 2);
  CHECK(files.used[0] == folder.path() + "/a.jsonl: espect keys");
  CHECK(files.used[1] == folder.path() + "/b/second: espect keys");
  CHECK(files.ring.all_ppks().size() == 2);
}

TEST_CASE("a named file that is no key source is an error") {
  const Folder folder;
  const auto text = folder.write("notes", "nothing\n");
  const auto capture = folder.write("c", std::string("\x0a\x0d\x0d\x0a", 4) + ppk_a);
  const auto pipe = folder.path() + "/pipe";
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  const KeyFiles files = read_key_files({text, capture, folder.path() + "/missing", pipe});
  REQUIRE(files.errors.size() == 4);
  CHECK(files.errors[0] == text + ": no key source that is known");
  CHECK(files.errors[1] == capture + ": a capture, no key source");
  CHECK(files.errors[2] == folder.path() + "/missing: No such file or directory");
  CHECK(files.errors[3] == pipe + ": not a regular file");
  CHECK(files.ring.empty());
}

TEST_CASE("one file without keys among good ones is a warning, a missing one stays an error") {
  const Folder folder;
  const auto good = folder.write("good", ppk_a);
  const auto notes = folder.write("notes", "nothing\n");
  const auto nothing = folder.write("nothing", "");
  const KeyFiles files = read_key_files({notes, good, nothing});
  CHECK(files.errors.empty());
  REQUIRE(files.warnings.size() == 2);
  CHECK(to_text(files.warnings[0]) == notes + ": no key source that is known");
  CHECK(to_text(files.warnings[1]) == nothing + ": the file is empty");
  CHECK(read_key_files({good, folder.path() + "/missing"}).errors.size() == 1);
}

TEST_CASE("a folder without keys says so") {
  const Folder folder;
  fs::create_directory(folder.path() + "/none");
  const KeyFiles none = read_key_files({folder.path() + "/none"});
  REQUIRE(none.warnings.size() == 1);
  CHECK(to_text(none.warnings[0]) == folder.path() + "/none: no keys in this folder");
  for (const char* name : {"1", "2", "3", "4", "5", "6", "7"})
    folder.write(std::string("some/") + name, "text");
  const KeyFiles some = read_key_files({folder.path() + "/some"});
  REQUIRE(some.warnings.size() == 1);
  CHECK(some.warnings[0].text ==
        "no keys in this folder; passed over: 1, 2, 3, 4, 5 and 2 more (no key source that is "
        "known)");
}

TEST_CASE("keys that others can read are a warning, once with a count, and only for key files") {
  const Folder folder;
  const auto open = folder.write("open", ppk_a, 0640);
  const auto wide = folder.write("wide", ppk_b, 0644);
  folder.write("README", "no keys", 0644);
  const KeyFiles one = read_key_files({open});
  REQUIRE(one.warnings.size() == 1);
  CHECK(to_text(one.warnings[0]) == open + ": keys that others can read: chmod 600");
  const KeyFiles files = read_key_files({open, folder.path()});
  CHECK(files.used.size() == 2);
  REQUIRE(files.warnings.size() == 2);
  CHECK(to_text(files.warnings[1]) ==
        open + ": keys that others can read, and 1 more file: chmod 600");
  CHECK(files.errors.empty());
}

TEST_CASE("a source in which nothing is found says so") {
  const Folder folder;
  const auto path =
      folder.write("policy", "src 10.1.0.0/24 dst 10.2.0.0/24 \n\tdir out priority 1 \n");
  const KeyFiles files = read_key_files({path});
  CHECK(files.ring.empty());
  REQUIRE(files.warnings.size() == 1);
  CHECK(files.warnings[0].text == "looks like ip xfrm, but no keys were found in it");
}

std::string utf16(std::string_view text, bool little) {
  std::string wide;
  for (const char c : text) wide += little ? std::string{c, '\0'} : std::string{'\0', c};
  return wide;
}

TEST_CASE("UTF-16, a byte order mark and colours are understood") {
  const Folder folder;
  for (const auto& text :
       {"\xef\xbb\xbf" + ppk_a, "\xff\xfe" + utf16(ppk_a, true), "\xfe\xff" + utf16(ppk_a, false),
        utf16(ppk_a, true), utf16(ppk_a, false), "\x1b[1;32m" + ppk_a + "\x1b[0m\n"}) {
    const KeyFiles files = read_key_files({folder.write("keys", text)});
    CHECK(files.errors.empty());
    CHECK(files.warnings.empty());
    REQUIRE(files.ring.all_ppks().size() == 1);
  }
}

TEST_CASE("gzip is read through; what stands before a fault is used") {
  const Folder folder;
  const auto whole = folder.write("a.gz", gzip(ppk_a));
  const auto two = folder.write("b.gz", gzip("# first\n") + gzip(ppk_b));
  const KeyFiles good = read_key_files({whole, two});
  CHECK(good.errors.empty());
  CHECK(good.warnings.empty());
  CHECK(good.ring.all_ppks().size() == 2);

  std::string packed = gzip(ppk_a);
  packed.resize(packed.size() - 4);  // in the trailer: all of the text is there
  const KeyFiles cut = read_key_files({folder.write("cut.gz", packed)});
  CHECK(cut.ring.all_ppks().size() == 1);
  REQUIRE(cut.warnings.size() == 1);
  CHECK(cut.warnings[0].text == "gzip data is cut off");

  packed = gzip(ppk_a);
  packed[3] = '\x7f';
  CHECK(read_key_files({folder.write("bad.gz", packed.substr(0, 12))}).errors.size() == 1);
}

TEST_CASE("a file that is too large is not read, and says so") {
  const Folder folder;
  const auto path = folder.write("large", ppk_a);
  fs::resize_file(path, (256u << 20) + 1);
  const KeyFiles named = read_key_files({path});
  REQUIRE(named.errors.size() == 1);
  CHECK(named.errors[0] == path + ": larger than 256 MiB");

  folder.write("keys", ppk_a);
  const KeyFiles both = read_key_files({folder.path()});
  CHECK(both.errors.empty());
  CHECK(both.ring.all_ppks().size() == 1);
  REQUIRE(both.warnings.size() == 1);
  CHECK(to_text(both.warnings[0]) == path + ": larger than 256 MiB");
}

TEST_CASE("folders that are not entered are named") {
  const Folder folder;
  folder.write("keys", ppk_a);
  folder.write("below/keys", ppk_b);
  fs::create_directory_symlink(folder.path() + "/below", folder.path() + "/linked");
  const KeyFiles files = read_key_files({folder.path()});
  CHECK(files.ring.all_ppks().size() == 2);
  REQUIRE(files.warnings.size() == 1);
  CHECK(to_text(files.warnings[0]) ==
        folder.path() + "/linked: a link to a folder is not followed");
  if (getuid() == 0) return;  // who may enter everything
  fs::permissions(folder.path() + "/below", fs::perms::none);
  const KeyFiles closed = read_key_files({folder.path()});
  fs::permissions(folder.path() + "/below", fs::perms::owner_all);
  CHECK(closed.ring.all_ppks().size() == 1);
  CHECK(std::ranges::any_of(closed.warnings, [&](const Warning& warning) {
    return to_text(warning) == folder.path() + "/below: Permission denied";
  }));
}

TEST_CASE("captures beside keys may be as large as they like, packed or not") {
  const Folder folder;
  folder.write("keys", ppk_a);
  const std::string head("\x0a\x0d\x0d\x0a\x1c\0\0\0", 8);
  fs::resize_file(folder.write("large.pcapng", head), (256u << 20) + 1);
  folder.write("packed.pcapng.gz", gzip(head));
  const KeyFiles files = read_key_files({folder.path()});
  CHECK(files.ring.all_ppks().size() == 1);
  REQUIRE(files.warnings.size() == 1);
  CHECK(files.warnings[0].text == "passed over: 2 captures");
}

}  // namespace
}  // namespace espect::keys
