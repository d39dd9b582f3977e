// SPDX-License-Identifier: GPL-2.0-or-later
// Every input of corpus/ through its libFuzzer target, compiled as the other tests are: with the
// sanitizers of g++.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "fuzz_targets.h"
#include "tests/fuzz/inside.h"
#include "tests/support/catch.h"

#define ESPECT_DECLARE(name) extern "C" int name(const std::uint8_t* data, std::size_t size);
ESPECT_FUZZ_TARGETS(ESPECT_DECLARE)

namespace espect::fuzz {
namespace {

struct Target {
  const char* name;
  int (*run)(const std::uint8_t*, std::size_t);
};
#define ESPECT_ROW(name) {#name, name},
constexpr Target targets[] = {ESPECT_FUZZ_TARGETS(ESPECT_ROW)};

std::vector<Octets> corpus_of(const std::string& name) {
  std::vector<Octets> inputs;
  const std::filesystem::path folder = std::string(ESPECT_SOURCE_DIR "/tests/fuzz/corpus/") +
                                       name.substr(std::string("fuzz_").size());
  if (!std::filesystem::is_directory(folder)) return inputs;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    inputs.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return inputs;
}

// In memory of exactly its size, so that a sanitizer sees every step beyond.
void run_exactly(const Target& target, const Octets& input, std::size_t size) {
  const Octets exact(input.begin(), input.begin() + static_cast<std::ptrdiff_t>(size));
  target.run(exact.data(), exact.size());
}

TEST_CASE("every target survives its corpus, whole and cut") {
  for (const Target& target : targets) {
    const auto inputs = corpus_of(target.name);
    INFO(target.name);
    CHECK_FALSE(inputs.empty());
    for (const Octets& input : inputs) {
      run_exactly(target, input, input.size());
      const std::size_t step = 1 + input.size() / 40;
      for (std::size_t size = 0; size < input.size(); size += step)
        run_exactly(target, input, size);
    }
  }
}

TEST_CASE("what stands inside is reached: it is opened and authenticated") {
  std::uint64_t esp = 0;
  for (const Octets& input : corpus_of("fuzz_esp_inside")) esp += open_esp(input);
  CHECK(esp > 5);
  std::uint64_t ike = 0;
  for (const Octets& input : corpus_of("fuzz_ike_inside")) ike += open_ike(input);
  CHECK(ike > 3);
}

}  // namespace
}  // namespace espect::fuzz
