// SPDX-License-Identifier: GPL-2.0-or-later
// Every input of corpus/ through its libFuzzer target, compiled as the other tests are: with the
// sanitizers of g++.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "analyzer/report/words/baseline.h"
#include "fuzz_targets.h"
#include "ipsec/registry/configuration.h"
#include "ipsec/registry/vpn_names.h"
#include "ipsec/rules/waiver_file.h"
#include "tests/fuzz/inside_eesp.h"
#include "tests/fuzz/inside_ikev1.h"
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

std::uint64_t opened_of(const std::string& target, std::uint64_t (*open)(Bytes)) {
  std::uint64_t opened = 0;
  for (const Octets& input : corpus_of(target)) opened += open(input);
  return opened;
}

TEST_CASE("what stands inside is reached: it is opened and authenticated") {
  CHECK(opened_of("fuzz_esp_inside", open_esp) > 5);
  CHECK(opened_of("fuzz_eesp_inside", open_eesp) > 5);
  CHECK(opened_of("fuzz_ike_inside", open_ike) > 3);
  CHECK(opened_of("fuzz_ikev1_inside", open_ikev1) > 15);
}

std::string text_of(const std::string& path) {
  std::ifstream file(ESPECT_SOURCE_DIR "/tests/fuzz/corpus/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST_CASE("the texts of the corpus are right, so that what follows from them is reached") {
  const auto waivers = rules::parse_waivers(text_of("tables/waivers.csv"), "", "2026-11-29");
  REQUIRE(waivers);
  CHECK(waivers->size() == 2);
  CHECK(report::parse_baseline(text_of("tables/known.csv"), ""));
  CHECK(registry::parse_experimental_profile(text_of("tables/numbers.csv"), ""));
  CHECK(registry::parse_vpn_names(text_of("tables/vpns.csv"), ""));
  for (const auto& [parse, path] :
       {std::pair{&registry::parse_swanctl_conf, std::string("daemon_configuration/swanctl.conf")},
        std::pair{&registry::parse_ipsec_conf, std::string("daemon_configuration/ipsec.conf")}}) {
    INFO(path);
    const auto connections = parse(text_of(path), path);
    REQUIRE(connections);
    CHECK_FALSE(connections->empty());
    CHECK(registry::policy_of(*connections, "site"));
  }
}

}  // namespace
}  // namespace espect::fuzz
