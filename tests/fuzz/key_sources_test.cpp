// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "tests/fuzz/key_text.h"
#include "tests/support/catch.h"

namespace espect::fuzz {
namespace {

struct Seed {
  std::string name;
  std::string text;
};

// A sample of every source, and what once crashed.
std::vector<Seed> corpus() {
  std::vector<Seed> seeds;
  for (const char* folder : {"/tests/fuzz/corpus/keys", "/tests/program/keys/sources"})
    for (const auto& entry :
         std::filesystem::directory_iterator(std::string(ESPECT_SOURCE_DIR) + folder)) {
      std::ifstream file(entry.path(), std::ios::binary);
      seeds.push_back(
          {entry.path().filename().string(), {std::istreambuf_iterator<char>(file), {}}});
    }
  std::sort(seeds.begin(), seeds.end(),
            [](const Seed& a, const Seed& b) { return a.name < b.name; });
  return seeds;
}

class Mutator {
 public:
  explicit Mutator(std::uint32_t seed) : random_(seed) {}

  std::size_t below(std::size_t limit) { return random_() % limit; }

  void mutate(std::string& text, const std::vector<Seed>& others) {
    if (text.empty()) text = " ";
    const std::size_t at = below(text.size());
    switch (below(6)) {
      case 0:
        text.resize(at);
        break;
      case 1:
        text.erase(at, 1 + below(4));
        break;
      case 2:
        text.insert(at, pieces[below(std::size(pieces))]);
        break;
      case 3:
        splice(text, at, others[below(others.size())].text);
        break;
      case 4:
        text.replace(at, 1, pieces[below(std::size(pieces))]);
        break;
      default:
        text[at] = static_cast<char>(random_());
        break;
    }
  }

 private:
  // What the sources look for, and edges of what numbers and quotes can say.
  static constexpr const char* pieces[] = {
      "0x",
      "\"",
      "\\x0",
      "\\",
      ",",
      ":",
      "=",
      " ",
      "\n",
      "\t",
      "\n\t",
      "@",
      "<<",
      "[",
      "]",
      "{",
      "}",
      "*",
      "0",
      "f",
      "-",
      "::",
      "/0",
      "/129",
      "4294967296",
      "18446744073709551616",
      "=> 65536 bytes @ ",
      "=> 0 bytes @ ",
      "\r\n",
      "\xff",
  };

  void splice(std::string& text, std::size_t at, const std::string& other) {
    if (other.empty()) return;
    const std::size_t from = below(other.size());
    text.insert(at, other.substr(from, below(200)));
  }

  std::mt19937 random_;  // the same numbers everywhere, unlike distributions
};

// In memory of exactly its size, so that a sanitizer sees every step beyond.
std::size_t read_exactly(const std::string& text) {
  const std::vector<char> exact(text.begin(), text.end());
  return read_with_every_source({exact.data(), exact.size()});
}

TEST_CASE("every key source has a sample in the corpus, from which it takes keys") {
  const auto seeds = corpus();
  for (const auto& source : keys::key_sources()) {
    std::size_t entries = 0;
    for (const Seed& seed : seeds)
      if (keys::key_source_of(seed.text) == &source) entries += read_exactly(seed.text);
    INFO(source.name);
    CHECK(entries > 0);
  }
}

TEST_CASE("cut at every octet, no key file crashes") {
  for (const Seed& seed : corpus())
    for (std::size_t size = 0; size <= seed.text.size(); size += 1 + seed.text.size() / 300)
      read_exactly(seed.text.substr(0, size));
  SUCCEED();
}

TEST_CASE("damaged key files are survived, and many keys are still found") {
  const auto seeds = corpus();
  Mutator mutator(20261128);
  std::size_t with_keys = 0;
  constexpr std::size_t runs = 1500;
  for (std::size_t run = 0; run < runs; ++run) {
    std::string text = seeds[mutator.below(seeds.size())].text;
    for (auto times = 1 + mutator.below(4); times > 0; --times) mutator.mutate(text, seeds);
    if (read_exactly(text) > 0) ++with_keys;
  }
  CHECK(with_keys > runs / 5);
}

}  // namespace
}  // namespace espect::fuzz
