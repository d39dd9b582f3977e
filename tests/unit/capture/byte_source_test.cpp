// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/byte_source.h"

#include <algorithm>

#include "tests/support/capture_writer.h"
#include "tests/support/catch.h"
#include "tests/unit/capture/temporary_file.h"

using namespace espect;
using namespace espect::test;
using capture::ByteSource;

namespace {

// Every octet tells where it is from, over more than one buffer.
Octets numbered(std::size_t size) {
  Octets octets(size);
  for (std::size_t i = 0; i < size; ++i)
    octets[i] = static_cast<std::uint8_t>(i * 31 + (i >> 8) * 7);
  return octets;
}

bool same(Bytes seen, const Octets& all, std::size_t at) {
  return std::equal(seen.begin(), seen.end(), all.begin() + static_cast<std::ptrdiff_t>(at));
}

}  // namespace

TEST_CASE("a source hands out every octet once, whatever the steps") {
  const auto octets = numbered(3 * ByteSource::buffer_octets + 17);
  const TemporaryFile file(octets);
  for (const std::size_t step : {1000UL, 65'537UL, 500'000UL, 600'000UL}) {
    auto source = ByteSource::open(file.path());
    REQUIRE(source);
    std::size_t at = 0;
    while (true) {
      const auto seen = source->ensure(step);
      REQUIRE(source->offset() == at);
      REQUIRE(seen.size() >= std::min(step, octets.size() - at));
      REQUIRE(same(seen, octets, at));
      const auto taken = std::min(step, seen.size());
      if (taken == 0) break;
      source->consume(taken);
      at += taken;
    }
    CHECK(at == octets.size());
    CHECK(source->error().empty());
  }
}

TEST_CASE("a source skips without holding") {
  const auto octets = numbered(5 * ByteSource::buffer_octets);
  const TemporaryFile file(octets);
  auto source = ByteSource::open(file.path());
  REQUIRE(source);
  CHECK(source->skip(4 * ByteSource::buffer_octets + 3));
  const auto seen = source->ensure(100);
  REQUIRE(seen.size() >= 100);
  CHECK(same(seen, octets, 4 * ByteSource::buffer_octets + 3));
  CHECK_FALSE(source->skip(octets.size()));
  CHECK(source->offset() == octets.size());
  CHECK(source->ensure(1).empty());
  CHECK(source->skip(0));
}

TEST_CASE("a source holds one record of the limit, and no more") {
  const auto octets = numbered(ByteSource::record_limit + 100);
  const TemporaryFile file(octets);
  auto source = ByteSource::open(file.path());
  REQUIRE(source);
  source->consume(source->ensure(50).empty() ? 0 : 50);
  const auto seen = source->ensure(ByteSource::record_limit);
  CHECK(seen.size() == ByteSource::record_limit);
  CHECK(same(seen, octets, 50));
  CHECK(source->ensure(ByteSource::record_limit + 1).size() == ByteSource::record_limit);
}
