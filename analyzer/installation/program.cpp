// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include <fmt/format.h>

#include "analyzer/capture/library_versions.h"
#include "analyzer/capture/wiretap.h"
#include "analyzer/installation/check.h"
#include "analyzer/report/version.h"
#include "ipsec/crypto/library_versions.h"

namespace espect::installation {
namespace {

#ifdef __clang__
constexpr const char* compiler = "Clang " __clang_version__;
#else
constexpr const char* compiler = "GCC " __VERSION__;
#endif

struct Library {
  std::string name, built_with, running;
};

std::vector<Library> libraries() {
  std::vector<Library> all;
  const auto add = [&](const auto& versions) {
    for (const auto& one : versions) all.push_back({one.name, one.built_with, one.running});
  };
  add(crypto::library_versions());
  add(capture::library_versions());
  return all;
}

// By the numbers between the dots; what follows them does not count.
std::vector<unsigned> numbers_of(const std::string& version) {
  std::vector<unsigned> numbers(1);
  for (const char c : version) {
    if (c >= '0' && c <= '9')
      numbers.back() = numbers.back() * 10 + static_cast<unsigned>(c - '0');
    else if (c == '.')
      numbers.push_back(0);
    else
      break;
  }
  return numbers;
}

std::string build_text() {
  return fmt::format("{}, {}", ESPECT_BUILD_TYPE, compiler);
}

}  // namespace

const char* to_text(State state) {
  switch (state) {
    case State::fits:
      return "fits";
    case State::missing:
      return "missing";
    case State::wrong:
      return "wrong";
    case State::unknown:
      return "unknown";
  }
  return "";
}

void check_program(Checks& checks) {
  checks.push_back(
      {"espect", State::fits, fmt::format("{}, build {}", report::version, build_text()), {}});
}

void check_libraries(Checks& checks) {
  for (const auto& library : libraries()) {
    Check check{library.name, State::fits, library.running, {}};
    if (numbers_of(library.running) < numbers_of(library.built_with)) {
      check.state = State::wrong;
      check.text =
          fmt::format("{} runs, espect was built with {}", library.running, library.built_with);
      check.remedy = "apt-get update && apt-get upgrade";
    }
    checks.push_back(std::move(check));
  }
}

void check_wiretap(Checks& checks) {
  const auto& module = capture::wiretap_module();
  if (module.empty())
    checks.push_back({"libwiretap", State::missing,
                      "built without it: of captures, pcap, pcapng and snoop are read",
                      "apt-get install libwiretap-dev libwireshark-dev && cmake --preset release "
                      "&& cmake --build --preset release --target espect_wiretap"});
  else if (const auto version = capture::wiretap_version())
    checks.push_back({"libwiretap", State::fits, fmt::format("{}, by {}", *version, module), {}});
  else
    checks.push_back({"libwiretap", State::wrong,
                      fmt::format("{} cannot be loaded: it is of another build, or libwiretap is "
                                  "not here",
                                  module),
                      "apt-get update && apt-get upgrade"});
}

std::string version_text() {
  std::string text = fmt::format("espect {}\nbuild: {}\nlibraries:", report::version, build_text());
  for (const auto& library : libraries())
    text += fmt::format(" {} {}{}", library.name, library.running,
                        library.name == libraries().back().name ? "" : ",");
  const auto wiretap = capture::wiretap_version();
  text += fmt::format("\ncaptures: pcap, pcapng, snoop{}",
                      wiretap ? fmt::format(", and all of libwiretap {}", *wiretap) : "");
  return text + fmt::format("\nreport schema: {}", report::schema_version);
}

}  // namespace espect::installation
