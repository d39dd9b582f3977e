// SPDX-License-Identifier: GPL-2.0-or-later
#include <cstdlib>
#include <cstring>
#include <new>
#include <string_view>

#include <malloc.h>

#include "tests/unit/keys/reading.h"

namespace {

std::string_view watched;
bool found = false;

}  // namespace

// Sees all memory of this program that is given back.
void* operator new(std::size_t size) {
  void* memory = std::malloc(size != 0 ? size : 1);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void* operator new(std::size_t size, const std::nothrow_t& /*tag*/) noexcept {
  return std::malloc(size != 0 ? size : 1);
}
void operator delete(void* memory) noexcept {
  if (memory != nullptr && !watched.empty()) {
    const std::size_t size = malloc_usable_size(memory);
    if (memmem(memory, size, watched.data(), watched.size()) != nullptr) found = true;
    std::memset(memory, 0, size);  // what malloc leaves in it must not be found again
  }
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  operator delete(memory);
}

namespace espect::keys {
namespace {

bool leaves_behind(const std::string& text, std::string_view pattern) {
  found = false;
  watched = pattern;
  {
    const Read read = read_keys(text);
  }
  watched = {};
  return found;
}

TEST_CASE("no source gives memory back in which a key stands") {
  const std::string digits = "3031323334353637383940414243444546474849505152535455565758596061";
  const std::string row =
      "\"IPv4\",\"10.0.0.1\",\"10.0.0.2\",\"0x1000\",\"AES-CBC [RFC3602]\",\"0x" + digits +
      "\",\"NULL\",\"\"\n";
  const std::string ike = "0102030405060708,1112131415161718," + digits + "," + digits +
                          ",\"AES-CBC-256 [RFC3602]\",,,\"NONE [RFC4306]\"\n";
  const std::string state =
      "src 10.0.0.1 dst 10.0.0.2\n\tproto esp spi 0x1000 mode tunnel\n\tenc cbc(aes) 0x" + digits +
      "\n";
  const std::string texts[] = {
      R"({"type": "ppk", "ppk": ")" + digits + "\"}\n",
      R"({"type": "ppk", "ppk": ")" + digits + "zz\"}\n",
      R"({"type": "ppk", "ppk": ")" + digits + "\", }\n" + R"({"type": "ppk", "ppk": "00"})",
      R"({"type": "esp", "spi": "0x1", "dst": "10.0.0.1", "encr": 20, "encr_key": ")" + digits +
          "\"}\n",
      row,
      ike,
      state,
  };
  for (const std::string& text : texts) {
    CHECK(!read_keys(text).kind.empty());
    CHECK_FALSE(leaves_behind(text, std::string_view(digits).substr(0, 40)));
    CHECK_FALSE(leaves_behind(text, "0123456789@ABCDEFGHIPQ"));
  }
}

TEST_CASE("memory that is not wiped is seen") {
  found = false;
  watched = "0123456789abcdef0123456789abcdef";
  {
    const std::string copy(watched);
  }
  watched = {};
  CHECK(found);
}

}  // namespace
}  // namespace espect::keys
