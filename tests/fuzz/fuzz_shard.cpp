// SPDX-License-Identifier: GPL-2.0-or-later
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/shard/plan.h"
#include "ipsec/bytes/reader.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/shard_records.h"

namespace espect::fuzz {
namespace {

void change(std::string& octets, std::size_t at, unsigned how, char octet) {
  if (how == 0)
    octets.insert(at, 1, octet);
  else if (how == 1)
    octets.erase(at, 1);
  else
    octets[at] = octet;
}

void plan_of(Bytes scan_text) {
  const MemoryFile file(scan_text);
  shard::Scan scan;
  if (!shard::read_scan(file.path(), scan)) return;
  std::vector<std::string> news;
  std::ostringstream out;
  if (const auto plan = shard::make_plan(scan, 3, nullptr, news)) shard::write_plan(*plan, out);
}

void split_by(Bytes plan_text) {
  const MemoryFile file(plan_text);
  if (const auto plan = shard::read_plan(file.path())) plan->digest();
}

}  // namespace
}  // namespace espect::fuzz

// What machines that share an audit hand to one another. Behind the first octet, 's': a scan, 'p':
// a plan, else (it says of which sample, and in which form they are reported): changes to the
// records of a shard, five octets each: where (3), how, the new octet.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace espect;
  if (size == 0) return 0;
  Reader in(Bytes(data + 1, size - 1));
  if (data[0] == 's') {
    fuzz::plan_of(in.take(in.left(), "scan"));
  } else if (data[0] == 'p') {
    fuzz::split_by(in.take(in.left(), "plan"));
  } else {
    const auto& shards = fuzz::shards_of(data[0]);
    std::string octets = shards.first;
    while (in.left() >= 5 && !octets.empty()) {
      const auto at = in.number<std::uint32_t>("where and how");
      const auto octet = static_cast<char>(in.number<std::uint8_t>("octet"));
      fuzz::change(octets, (at >> 8) % octets.size(), at % 4, octet);
    }
    fuzz::merged(octets, shards.second, data[0] / fuzz::sharded_samples.size());
  }
  return 0;
}
