// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/registry/policy_file.h"

#include <filesystem>

#include <fmt/format.h>

#include "ipsec/bytes/closest_word.h"
#include "ipsec/bytes/text_file.h"

namespace espect::registry {

namespace fs = std::filesystem;

tl::expected<Policy, std::string> load_policy(const std::string& name_or_file) {
  if (const auto* builtin = builtin_policy(name_or_file)) return *builtin;
  std::error_code error;
  if (!fs::exists(name_or_file, error)) {
    std::vector<std::string_view> names;
    for (const auto& policy : builtin_policy_texts()) names.emplace_back(policy.name);
    return tl::make_unexpected(
        fmt::format("no policy and no file is named {}; espect policy list shows the policies{}",
                    name_or_file, did_you_mean(name_or_file, names)));
  }
  const auto text = read_text_file(name_or_file);
  if (!text)
    return tl::make_unexpected(fmt::format("{}: cannot be read: {}", name_or_file, text.error()));
  return parse_policy(*text, name_or_file);
}

}  // namespace espect::registry
