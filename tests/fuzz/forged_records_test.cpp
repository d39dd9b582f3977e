// SPDX-License-Identifier: GPL-2.0-or-later
// Records of a shard whose checksum is right, whoever wrote them.
#include "tests/fuzz/shard_records.h"
#include "tests/support/catch.h"

namespace espect::fuzz {
namespace {

TEST_CASE("records of a shard with a wrong octet are refused, or make a report") {
  constexpr std::size_t step = 61;
  std::size_t reports = 0;
  std::size_t refused = 0;
  for (std::size_t sample = 0; sample < sharded_samples.size(); ++sample) {
    const Shards& shards = shards_of(sample);
    INFO(sharded_samples[sample]);
    for (std::size_t form = 0; form < report::audit_formats().size(); ++form)
      CHECK(merged(shards.first, shards.second, form));
    for (std::size_t at = 0; at < shards.first.size(); at += step) {
      std::string octets = shards.first;
      for (const char octet : {'\0', '\x7f', '\xff'}) {
        octets[at] = octet;
        ++(merged(octets, shards.second, at) ? reports : refused);
      }
    }
  }
  CHECK(reports > 100);
  CHECK(refused > 100);
}

}  // namespace
}  // namespace espect::fuzz
