// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/record_places.h"

#include <array>
#include <fstream>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include <sys/stat.h>

#include "analyzer/capture/capture_reader.h"
#include "analyzer/capture/pcap.h"
#include "analyzer/capture/pcapng.h"
#include "analyzer/report/words/places.h"
#include "analyzer/run/interruption.h"
#include "analyzer/run/messages.h"
#include "ipsec/bytes/hex.h"
#include "ipsec/crypto/streamed_digest.h"

namespace espect::run {
namespace {

using report::RecordPlace;
using Frames = std::set<std::uint32_t>;

Bytes octets_of(const std::vector<char>& buffer, std::size_t count) {
  return {reinterpret_cast<const std::uint8_t*>(buffer.data()), count};
}

std::string hash_of(std::ifstream& file) {
  std::vector<char> buffer(1UL << 18U);
  crypto::StreamedSha256 digest;
  while (file.read(buffer.data(), static_cast<std::streamsize>(buffer.size())), file.gcount() > 0)
    digest.add(octets_of(buffer, static_cast<std::size_t>(file.gcount())));
  const auto value = digest.finish();
  return file.bad() ? std::string() : to_hex(value);
}

// Offsets count in the stream that the reader sees: only of an uncompressed file in the file too.
bool uncompressed(std::ifstream& file) {
  std::vector<char> start(4);
  file.clear();
  file.seekg(0);
  if (!file.read(start.data(), 4)) return false;
  const auto octets = octets_of(start, 4);
  return capture::Pcap::recognises(octets) || capture::Pcapng::recognises(octets);
}

// A block of pcapng ends with its length, in the byte order of its section.
std::optional<std::uint64_t> block_octets(std::ifstream& file, std::uint64_t end) {
  std::array<unsigned char, 4> last{};
  file.clear();
  file.seekg(static_cast<std::streamoff>(end - last.size()));
  if (!file.read(reinterpret_cast<char*>(last.data()), last.size())) return std::nullopt;
  for (const bool big : {false, true}) {
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < last.size(); ++i) length = length << 8U | last[big ? i : 3 - i];
    std::array<unsigned char, 4> first{};
    if (length < 12 || length > end) continue;
    file.seekg(static_cast<std::streamoff>(end - length + 4));
    if (file.read(reinterpret_cast<char*>(first.data()), first.size()) && first == last)
      return length;
  }
  return std::nullopt;
}

void find_in(report::CaptureFile& of, const Frames& frames) {
  const report::FileIdentity none;  // of shards nobody knows what it was
  const auto now = identity_of(of.path);
  if (now == none) return;
  std::ifstream file(of.path, std::ios::binary);
  auto hash = file ? hash_of(file) : std::string();
  const auto& before = of.identity == none ? now : of.identity;
  if (!file.is_open() || !(identity_of(of.path) == before))
    return tell(of.path + ": has changed since it was audited: no hash and no places of records");
  of.sha256 = std::move(hash);
  of.stored_octets = before.octets;
  if (frames.empty() || !uncompressed(file)) return;
  auto reader = capture::CaptureReader::open(of.path, interrupted);
  if (!reader) return;
  const bool blocks = reader->format() != "pcap";
  auto start = reader->statistics().bytes;
  capture::Packet packet;
  while (!interrupted() && reader->next(packet)) {
    const auto end = reader->statistics().bytes;
    if (frames.contains(packet.frame)) {
      const auto octets = blocks ? block_octets(file, end) : end - start;
      if (octets) of.records[packet.frame] = {end - *octets, *octets};
    }
    if (packet.frame >= *frames.rbegin()) return;
    start = end;
  }
}

}  // namespace

report::FileIdentity identity_of(const std::string& path) {
  struct stat about{};
  if (stat(path.c_str(), &about) != 0 || !S_ISREG(about.st_mode)) return {};
  constexpr std::int64_t second = 1'000'000'000;
  return {about.st_dev, about.st_ino, static_cast<std::uint64_t>(about.st_size),
          about.st_mtim.tv_sec * second + about.st_mtim.tv_nsec};
}

void find_records(report::AuditReport& report) {
  const auto places = report::places_of(report);
  for (std::size_t i = 0; i < report.captures.size(); ++i) {
    auto& capture = report.captures[i];
    std::map<std::size_t, Frames> wanted;  // by file
    for (const auto* finding : capture.findings->in_order())
      for (const auto frame : finding->frames) {
        const auto place = places[i].of(frame);
        wanted[place.file - places[i].first_file()].insert(place.frame);
      }
    if (capture.files.empty()) find_in(capture, wanted[0]);
    for (std::size_t file = 0; file < capture.files.size(); ++file)
      find_in(capture.files[file], wanted[file]);
  }
}

}  // namespace espect::run
