// SPDX-License-Identifier: GPL-2.0-or-later
// Writes a large capture of Ethernet/IPv4/ESP for measurements. The same arguments always give the
// same octets; nothing is encrypted, the payload is pseudo-random.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "ipsec/bytes/writer.h"
#include "tests/support/capture_writer.h"

namespace {

using espect::Bytes;
using espect::Time;

constexpr std::size_t ip_at = 14;
constexpr std::size_t esp_at = ip_at + 20;
constexpr std::size_t esp_least = 8 + 8 + 4 + 16;  // header, IV, one word of ciphertext, ICV
constexpr std::size_t write_octets = 1UL << 20;

struct Settings {
  const char* path = nullptr;
  std::uint64_t packets = 1'000'000;
  std::uint64_t sas = 1000;
  std::uint64_t frame_octets = 118;
  bool pcapng = false;
};

// splitmix64 (Steele, Lea, Flood 2014)
class Random {
 public:
  std::uint64_t next() {
    std::uint64_t mixed = (state_ += 0x9e3779b97f4a7c15);
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return mixed ^ (mixed >> 31);
  }
  std::uint64_t below(std::uint64_t limit) { return next() % limit; }

 private:
  std::uint64_t state_ = 4303;
};

struct Counts {
  std::uint64_t replays = 0;
  std::uint64_t reorderings = 0;
};

// The sender's side of one SA: mostly the next number, rarely one that comes late or again.
class Sequence {
 public:
  std::uint32_t next(Random& random, Counts& counts) {
    constexpr std::uint32_t window = 32;
    const auto chance = random.below(100'000);
    if (late_ != 0) {
      ++counts.reorderings;
      return std::exchange(late_, 0);
    }
    if (chance < 20 && highest_ > window) {
      ++counts.replays;
      return highest_ - static_cast<std::uint32_t>(random.below(window));
    }
    if (chance < 60) {
      late_ = ++highest_;
      return ++highest_;
    }
    return ++highest_;
  }

 private:
  std::uint32_t highest_ = 0;
  std::uint32_t late_ = 0;  // left out, to be sent after the one behind it
};

std::uint16_t ip_checksum(Bytes header) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i + 1 < header.size(); i += 2)
    sum += static_cast<std::uint32_t>(header[i] << 8 | header[i + 1]);
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

// Everything up to and including the SPI.
std::vector<std::uint8_t> frame_start(std::uint32_t sa, std::size_t frame_octets) {
  espect::Writer out;
  for (const std::uint32_t station : {2U, 1U}) {
    out.number(std::uint16_t{0x0200});
    out.number(station);
  }
  out.number(std::uint16_t{0x0800});
  out.number(std::uint16_t{0x4500});
  out.number(static_cast<std::uint16_t>(frame_octets - ip_at));
  out.number(std::uint32_t{0x00004000});  // don't fragment
  out.number(std::uint32_t{0x40320000});  // TTL 64, protocol 50
  out.number(0x0a000001 + sa % 250);
  out.number(0xc0a80001 + sa / 16 % 65'000);
  out.patch(ip_at + 10, ip_checksum(Bytes(out.bytes()).subspan(ip_at)));
  // An odd factor permutes the 28 bits, so SPIs differ but look random.
  out.number(std::uint32_t{0xc0000000} | ((sa * 0x09e3779bU) & 0x0fffffff));
  return out.release();
}

template <typename Writer>
void write_packet(Writer& writer, Time time, Bytes frame) {
  if constexpr (std::is_same_v<Writer, espect::test::PcapngWriter>)
    writer.packet(0, static_cast<std::uint64_t>(time.nanoseconds / 1000), frame);
  else
    writer.packet(time, frame);
}

template <typename Writer>
bool write_capture(const Settings& settings, Writer writer, std::FILE* file, Counts& counts) {
  Random random;
  std::vector<Sequence> sequences(settings.sas);
  std::vector<std::uint8_t> frame(settings.frame_octets);
  const auto flush = [&] {
    const auto octets = writer.release();
    return std::fwrite(octets.data(), 1, octets.size(), file) == octets.size();
  };
  std::vector<std::vector<std::uint8_t>> starts;
  starts.reserve(settings.sas);
  for (std::uint32_t sa = 0; sa < settings.sas; ++sa)
    starts.push_back(frame_start(sa, frame.size()));
  Time time{1'700'000'000'000'000'000};
  for (std::uint64_t i = 0; i < settings.packets; ++i) {
    const auto sa = random.below(settings.sas);
    const auto number = sequences[sa].next(random, counts);
    espect::Writer head;
    head.number(number);
    head.number(std::uint64_t{number});  // IV: a counter, as AES-GCM implementations do
    std::copy(starts[sa].begin(), starts[sa].end(), frame.begin());
    std::copy(head.bytes().begin(), head.bytes().end(), frame.begin() + esp_at + 4);
    for (std::size_t at = esp_at + 16; at < frame.size(); at += 8) {
      const auto word = random.next();
      std::memcpy(frame.data() + at, &word, std::min<std::size_t>(8, frame.size() - at));
    }
    time.nanoseconds += 2000;
    write_packet(writer, time, frame);
    if (writer.octets().size() >= write_octets && !flush()) return false;
  }
  return flush();
}

std::optional<std::uint64_t> number_in(std::string_view text, std::uint64_t least,
                                       std::uint64_t most) {
  std::uint64_t value = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || rest != text.data() + text.size()) return std::nullopt;
  if (value < least || value > most) return std::nullopt;
  return value;
}

bool take_number(std::uint64_t& into, std::string_view text, std::uint64_t least,
                 std::uint64_t most) {
  const auto value = number_in(text, least, most);
  into = value.value_or(0);
  return value.has_value();
}

std::optional<Settings> settings_from(int count, char** arguments) {
  Settings settings;
  for (int i = 1; i < count; ++i) {
    const std::string_view name = arguments[i];
    if (!name.starts_with("--")) {
      if (settings.path != nullptr) return std::nullopt;
      settings.path = arguments[i];
      continue;
    }
    if (i + 1 == count) return std::nullopt;
    const std::string_view value = arguments[++i];
    bool good = false;
    if (name == "--packets") good = take_number(settings.packets, value, 0, 1ULL << 32);
    if (name == "--sas") good = take_number(settings.sas, value, 1, 1ULL << 24);
    if (name == "--frame-octets")
      good = take_number(settings.frame_octets, value, esp_at + esp_least, ip_at + 65'535);
    if (name == "--format") {
      settings.pcapng = value == "pcapng";
      good = settings.pcapng || value == "pcap";
    }
    if (!good) return std::nullopt;
  }
  if (settings.path == nullptr) return std::nullopt;
  return settings;
}

}  // namespace

int main(int count, char** arguments) {
  const auto settings = settings_from(count, arguments);
  if (!settings) {
    fmt::print(stderr,
               "usage: make_esp_capture OUT [--packets N] [--sas N] [--frame-octets N (from {})]"
               " [--format pcap|pcapng]\n",
               esp_at + esp_least);
    return 2;
  }
  std::FILE* file = std::fopen(settings->path, "wb");
  if (file == nullptr) {
    std::perror(settings->path);
    return 1;
  }
  Counts counts;
  bool good = false;
  if (settings->pcapng) {
    espect::test::PcapngWriter writer;
    writer.interface();
    good = write_capture(*settings, std::move(writer), file, counts);
  } else {
    good = write_capture(*settings, espect::test::PcapWriter(), file, counts);
  }
  if (std::fclose(file) != 0 || !good) {
    std::perror(settings->path);
    return 1;
  }
  fmt::print(stderr, "{}: {} packets of {} octets, {} SAs, {} reorderings, {} replays\n",
             settings->path, settings->packets, settings->frame_octets, settings->sas,
             counts.reorderings, counts.replays);
  return 0;
}
