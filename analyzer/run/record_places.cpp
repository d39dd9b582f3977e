// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/record_places.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>

#include "analyzer/capture/capture_reader.h"
#include "analyzer/capture/pcap.h"
#include "analyzer/capture/pcapng.h"
#include "analyzer/report/words/places.h"
#include "analyzer/run/interruption.h"
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
  std::error_code error;
  if (!std::filesystem::is_regular_file(of.path, error)) return;
  std::ifstream file(of.path, std::ios::binary);
  of.sha256 = hash_of(file);
  of.stored_octets = std::filesystem::file_size(of.path, error);
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
