// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wireshark/builtin_names.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "tests/support/catch.h"
#include "tests/unit/plugin/wireshark/main_branch_names.h"

using namespace espect::plugin;
using namespace espect::test;

namespace {

bool is_in_main_branch(std::string_view name) {
  return std::ranges::count(main_branch_names, name) != 0 ||
         std::ranges::count(assumed_ikev1_names, name) != 0;
}

// Every name of the IKE dissector that a source file below `folder` holds as a literal.
void add_names_in(const std::filesystem::path& folder, std::set<std::string>& names) {
  static const std::regex literal("\"(isakmp(\\.[a-z0-9_]+)*)\"");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const auto suffix = entry.path().extension();
    if (suffix != ".h" && suffix != ".cpp") continue;
    std::ifstream file(entry.path());
    const std::string text(std::istreambuf_iterator<char>(file), {});
    for (std::sregex_iterator found(text.begin(), text.end(), literal), end; found != end; ++found)
      names.insert((*found)[1]);
  }
}

}  // namespace

TEST_CASE("built-in names: every field that espect names is found in Wireshark's main branch") {
  const std::filesystem::path source = ESPECT_SOURCE_DIR;
  std::set<std::string> names;
  add_names_in(source / "plugin", names);
  add_names_in(source / "ipsec" / "wire", names);
  REQUIRE(names.size() > 90);
  for (const auto& name : names) {
    INFO(name);
    const auto here = name_here(name, is_in_main_branch);
    CHECK_FALSE(here.empty());
    CHECK(is_named(here, name));
  }
}

TEST_CASE("built-in names: three suffixes changed with the protocol") {
  CHECK(later_name("isakmp.tf.id.dh") == "ike.tf.id.ke");
  CHECK(later_name("isakmp.key_exchange.dh_group") == "ike.key_exchange.method");
  CHECK(later_name("isakmp.notify.data.accepted_dh_group") == "ike.notify.data.accepted_ke_method");
  CHECK(later_name("isakmp.tf.id.esn") == "ike.tf.id.esn");
  CHECK(later_name("isakmp.ike.nat_hash") == "ike.ike.nat_hash");
  CHECK(later_name("isakmp") == "ike");
  CHECK(later_name("esp.spi") == "esp.spi");
  CHECK(later_name("isakmpx.spi") == "isakmpx.spi");
}

TEST_CASE("built-in names: the older name comes first") {
  CHECK(name_here("isakmp.ispi", [](const std::string&) { return true; }) == "isakmp.ispi");
  CHECK(name_here("isakmp.ispi", [](const std::string& name) { return name == "ike.ispi"; }) ==
        "ike.ispi");
  CHECK(name_here("isakmp.ispi", [](const std::string&) { return false; }).empty());
}

TEST_CASE("built-in names: items in a tree are known by either name") {
  CHECK(is_named("isakmp.tf.id.dh", "isakmp.tf.id.dh"));
  CHECK(is_named("ike.tf.id.ke", "isakmp.tf.id.dh"));
  CHECK_FALSE(is_named("ike.tf.id.dh", "isakmp.tf.id.dh"));
  CHECK_FALSE(is_named("ike.tf.id", "isakmp.tf.id.dh"));
  CHECK(is_named("ike", "isakmp"));
  CHECK_FALSE(is_named("", "isakmp"));
  CHECK(is_named_below("ike.tf.id.ke", "isakmp.tf.id"));
  CHECK(is_named_below("isakmp.tf.id", "isakmp.tf.id"));
  CHECK_FALSE(is_named_below("ike.tf.idx", "isakmp.tf.id"));
}
