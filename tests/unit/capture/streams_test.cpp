// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <string>
#include <thread>

#include <bzlib.h>
#include <fcntl.h>
#include <lz4frame.h>
#include <lzma.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "tests/support/catch.h"
#include "tests/unit/capture/reading.h"

using namespace espect;
using namespace espect::test;

namespace {

// More than one buffer, with packets of many sizes.
Octets large_pcap() {
  PcapWriter writer;
  std::uint32_t state = 1;
  for (std::uint32_t i = 0; i < 1500; ++i) {
    state = state * 1664525 + 1013904223;
    Octets octets(state >> 22);
    for (auto& octet : octets)
      octet = static_cast<std::uint8_t>((state = state * 1664525 + 1013904223) >> 24);
    writer.packet(Time{std::int64_t{i} * 1000}, octets,
                  i % 7 == 0 ? 2000 : std::optional<std::uint32_t>());
  }
  return writer.octets();
}

Octets gzip(Bytes plain) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  Octets packed(deflateBound(&stream, plain.size()));
  stream.next_in = const_cast<Bytef*>(plain.data());
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = packed.data();
  stream.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

Octets zstd(Bytes plain) {
  Octets packed(ZSTD_compressBound(plain.size()));
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  packed.resize(ZSTD_compress2(context, packed.data(), packed.size(), plain.data(), plain.size()));
  ZSTD_freeCCtx(context);
  return packed;
}

Octets lz4(Bytes plain) {
  LZ4F_preferences_t preferences{};
  preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled;
  Octets packed(LZ4F_compressFrameBound(plain.size(), &preferences));
  packed.resize(
      LZ4F_compressFrame(packed.data(), packed.size(), plain.data(), plain.size(), &preferences));
  return packed;
}

Octets xz(Bytes plain) {
  Octets packed(lzma_stream_buffer_bound(plain.size()));
  std::size_t size = 0;
  REQUIRE(lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, nullptr, plain.data(), plain.size(),
                                  packed.data(), &size, packed.size()) == LZMA_OK);
  packed.resize(size);
  return packed;
}

Octets bzip2(Bytes plain) {
  Octets packed(plain.size() + plain.size() / 100 + 600);
  auto size = static_cast<unsigned>(packed.size());
  REQUIRE(BZ2_bzBuffToBuffCompress(reinterpret_cast<char*>(packed.data()), &size,
                                   const_cast<char*>(reinterpret_cast<const char*>(plain.data())),
                                   static_cast<unsigned>(plain.size()), 9, 0, 0) == BZ_OK);
  packed.resize(size);
  return packed;
}

struct Method {
  const char* name;
  Octets (*pack)(Bytes);
};
constexpr Method methods[] = {
    {"gzip", gzip}, {"zstd", zstd}, {"lz4", lz4}, {"xz", xz}, {"bzip2", bzip2}};

// Writes in steps of `step` octets to a descriptor, from a thread, and closes it.
class Feeder {
 public:
  Feeder(int descriptor, Bytes octets, std::size_t step)
      : thread_([=] {
          for (std::size_t at = 0; at < octets.size();) {
            const auto count =
                ::write(descriptor, octets.data() + at, std::min(step, octets.size() - at));
            if (count <= 0) break;
            at += static_cast<std::size_t>(count);
          }
          ::close(descriptor);
        }) {}
  Feeder(const Feeder&) = delete;
  Feeder& operator=(const Feeder&) = delete;
  ~Feeder() { thread_.join(); }

 private:
  std::thread thread_;
};

Reading read_pipe(Bytes octets, std::size_t step) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  Reading reading;
  {
    const Feeder feeder(ends[1], octets, step);
    reading = read_path("/dev/fd/" + std::to_string(ends[0]));
  }
  ::close(ends[0]);
  return reading;
}

}  // namespace

TEST_CASE("a pipe in small pieces equals the file") {
  const auto octets = large_pcap();
  const auto file = read_octets(octets);
  REQUIRE(file.packets.size() == 1500);
  for (const std::size_t step : {7UL, 4096UL, 65'536UL}) {
    INFO(step);
    const auto pipe = read_pipe(octets, step);
    CHECK_FALSE(pipe.fault);
    CHECK(pipe.packets == file.packets);
  }
  for (const auto& method : methods) {
    INFO(method.name);
    CHECK(read_pipe(method.pack(octets), 101).packets == file.packets);
  }
  // One octet at a time, so that every place in a block is once where a read stops.
  PcapngWriter writer;
  writer.interface();
  for (std::uint64_t i = 0; i < 20; ++i) writer.packet(0, i, octets_of("alpha"));
  CHECK(read_pipe(writer.octets(), 1).packets == read_octets(writer.octets()).packets);
}

TEST_CASE("standard input is read as \"-\"") {
  PcapWriter writer;
  writer.packet(Time{5000}, octets_of("alpha"));
  auto octets = writer.octets();
  octets.push_back(0);
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const int kept = ::dup(STDIN_FILENO);
  ::dup2(ends[0], STDIN_FILENO);
  ::close(ends[0]);
  // A writer may have left it non-blocking: no data yet is not the end.
  ::fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK);
  Reading reading;
  {
    const Feeder feeder(ends[1], octets, 3);
    reading = read_path("-");
  }
  CHECK(::fcntl(STDIN_FILENO, F_GETFD) != -1);
  ::dup2(kept, STDIN_FILENO);
  ::close(kept);
  CHECK(reading.packets == std::vector<Kept>{whole(1, 5000, 1, "alpha")});
  REQUIRE(reading.fault);
  CHECK(to_text(*reading.fault) ==
        "standard input, offset 45: record header cut short: wants 16 octets, 1 are there");
}

TEST_CASE("compressed captures equal plain ones") {
  const auto octets = large_pcap();
  const auto plain = read_octets(octets);
  for (const auto& method : methods) {
    INFO(method.name);
    const auto reading = read_octets(method.pack(octets));
    CHECK_FALSE(reading.fault);
    CHECK(reading.packets == plain.packets);
    CHECK(reading.statistics.bytes == octets.size());

    // Frames that follow each other are one stream, also when a record lies across them.
    Octets packed;
    for (std::size_t at = 0; at < octets.size(); at += 100'000) {
      const auto rest = Bytes(octets).subspan(at);
      const auto frame = method.pack(rest.first(std::min<std::size_t>(rest.size(), 100'000)));
      packed.insert(packed.end(), frame.begin(), frame.end());
    }
    const auto joined = read_octets(packed);
    CHECK_FALSE(joined.fault);
    CHECK(joined.packets == plain.packets);
  }
}

TEST_CASE("zeros after a gzip member are padding, other octets are damage") {
  PcapWriter writer;
  writer.packet(Time{5000}, octets_of("alpha"));
  auto packed = gzip(writer.octets());
  packed.resize(packed.size() + 1000);
  auto reading = read_octets(packed);
  CHECK_FALSE(reading.fault);
  CHECK(reading.packets.size() == 1);
  packed.back() = 'x';
  packed.resize(packed.size() + 30, 'x');
  reading = read_octets(packed);
  CHECK(reading.packets.size() == 1);
  REQUIRE(reading.fault);
  CHECK(reading.fault->reason == "gzip data is corrupt: incorrect header check");
}

// Both formats say in their first octets how much of the past the reader has to remember.
TEST_CASE("a compressed capture that wants more memory than there should be is refused") {
  // The block header: its size, flags, sizes, the filter LZMA2 (0x21) with one octet, which says
  // the size of its dictionary (40: 4 GiB), padding, CRC32.
  Octets wide_xz = xz(large_pcap());
  std::uint8_t* header = wide_xz.data() + LZMA_STREAM_HEADER_SIZE;
  const std::size_t before_sum = header[0] * 4U;
  const std::uint8_t lzma2[] = {0x21, 1};
  auto* filter = std::search(header, header + before_sum, std::begin(lzma2), std::end(lzma2));
  REQUIRE(filter != header + before_sum);
  filter[2] = 40;
  const auto sum = lzma_crc32(header, before_sum, 0);
  for (unsigned i = 0; i < 4; ++i)
    header[before_sum + i] = static_cast<std::uint8_t>(sum >> (8 * i));
  const auto xz_reading = read_octets(wide_xz);
  REQUIRE(xz_reading.fault);
  CHECK(xz_reading.fault->reason == "xz data is corrupt: needs more than 128 MiB of memory");

  // Magic, no size and no checksum of the content, a window of 1 << (10 + 18), one empty block.
  const Octets wide_zstd{0x28, 0xb5, 0x2f, 0xfd, 0, 18 << 3, 1, 0, 0};
  const auto zstd_reading = read_octets(wide_zstd);
  REQUIRE(zstd_reading.fault);
  CHECK(contains(zstd_reading.fault->reason, "Frame requires too much memory for decoding"));
}

TEST_CASE("a compressed capture cut anywhere gives a beginning and a fault") {
  PcapWriter writer;
  for (int i = 0; i < 5; ++i) writer.packet(Time{i * 1000}, octets_of("alpha beta gamma"));
  const auto plain = read_octets(writer.octets());
  for (const auto& method : methods) {
    const auto packed = method.pack(writer.octets());
    for (std::size_t length = 0; length < packed.size(); ++length) {
      INFO(method.name << " cut to " << length);
      const auto reading = read_octets(Bytes(packed).first(length));
      REQUIRE(reading.fault);
      CHECK(reading.packets.size() <= plain.packets.size());
      CHECK(std::equal(reading.packets.begin(), reading.packets.end(), plain.packets.begin()));
      if (length >= 6)  // the longest magic number
        CHECK(contains(reading.fault->reason, std::string(method.name) + " data is cut short"));
    }
  }
}

TEST_CASE("a compressed capture with any octet wrong ends") {
  PcapWriter writer;
  for (int i = 0; i < 5; ++i) writer.packet(Time{i * 1000}, octets_of("alpha beta gamma"));
  for (const auto& method : methods) {
    auto packed = method.pack(writer.octets());
    for (std::size_t at = 0; at < packed.size(); ++at) {
      INFO(method.name << " octet " << at);
      packed[at] ^= 0xff;
      const auto reading = read_octets(packed);
      CHECK(reading.packets.size() <= writer.octets().size());
      packed[at] ^= 0xff;
    }
    packed.back() ^= 0xff;  // of the checksum, or of gzip's length
    const auto reading = read_octets(packed);
    REQUIRE(reading.fault);
    CHECK(contains(reading.fault->reason, std::string(method.name) + " data is corrupt: "));
  }
}
