// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "analyzer/options/configuration.h"
#include "tests/fuzz/memory_file.h"

// The octets are an espect.toml, for an option of each kind.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace espect::options;
  const auto no_digits = [](const std::string& value) {
    return value.find_first_not_of("0123456789") != std::string::npos ? "no number" : std::string();
  };
  static const Described options[] = {
      {"all", OptionKind::flag, {}},
      {"fail-on", OptionKind::value, {.choices = {"high", "medium", "low"}}},
      {"max-memory", OptionKind::value, {.placeholder = "MIB", .problem = no_digits}},
      {"policy", OptionKind::value, {.placeholder = "NAME|FILE"}},
      {"keys", OptionKind::values, {.placeholder = "PATH"}},
      {"severity", OptionKind::values, {}},
      {"nat-t-port", OptionKind::values, {.problem = no_digits}},
  };
  const espect::fuzz::MemoryFile file({data, size});
  configuration_of(options, file.path(), true);
  return 0;
}
