// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/ah_icv.h"

#include "tests/support/catch.h"
#include "tests/support/packet_builder.h"
#include "tests/support/sealed_ike.h"

namespace espect::test::ah_icv_test {
namespace {

using sessions::header_for_icv;
using test::AuditBench;
using test::secret;
using test::with_keys;

constexpr std::uint16_t hmac_sha256 = 12;
constexpr std::uint16_t aes_128_gmac = 9;
constexpr std::uint32_t spi = 0x77;
constexpr std::size_t payload_octets = 100;

Octets header4(const Octets& options = {}) {
  return ip4({.protocol = 51, .dont_fragment = true, .options = options}, {});
}
// The fixed part as RFC 4302 section 3.3.3.1.1 wants it, and the options as said.
Octets muted4(const Octets& options = {}, const Octets& destination = {10, 0, 0, 2}) {
  return Octets{static_cast<std::uint8_t>(0x45 + options.size() / 4), 0} +
         u16(static_cast<unsigned>(20 + options.size() + payload_octets)) + u16(0x1234) + u16(0) +
         Octets{0, 51, 0, 0, 10, 0, 0, 1} + destination + options;
}
Octets muted(const Octets& header) {
  return header_for_icv(header, payload_octets);
}

TEST_CASE("IPv4: TOS, flags, offset, TTL and checksum are zeroed, the length is of the whole") {
  CHECK(muted(header4()) == muted4());
  Octets on_the_way = header4();
  on_the_way[1] = 0x03;
  on_the_way[2] = 0x99;
  on_the_way[6] = 0x20;
  on_the_way[7] = 0x10;
  on_the_way[8] = 3;
  on_the_way[10] = on_the_way[11] = 0x55;
  CHECK(muted(on_the_way) == muted4());
}

TEST_CASE("IPv4: immutable options are kept, all others zeroed") {
  for (const std::uint8_t type : Octets{130, 133, 134, 148, 149}) {
    const Octets option{type, 4, 0xab, 0xcd};
    CHECK(muted(header4(option)) == muted4(option));
  }
  for (const std::uint8_t type : Octets{7, 68, 82, 136, 151, 222})
    CHECK(muted(header4({type, 4, 0xab, 0xcd})) == muted4({0, 0, 0, 0}));
  // No Operation, Router Alert, Record Route, end of list.
  const Octets several{1, 148, 4, 0, 0, 7, 3, 4, 1, 1, 1, 0};
  CHECK(muted(header4(several)) == muted4({1, 148, 4, 0, 0, 0, 0, 0, 1, 1, 1, 0}));
}

TEST_CASE("IPv4: with a source route the destination is its last address") {
  for (const std::uint8_t type : Octets{131, 137}) {
    const Octets route{type, 11, 4, 192, 0, 2, 1, 192, 0, 2, 9, 0};
    CHECK(muted(header4(route)) == muted4(Octets(12, 0), {192, 0, 2, 9}));
    const Octets finished{type, 11, 12, 192, 0, 2, 1, 192, 0, 2, 9, 0};
    CHECK(muted(header4(finished)) == muted4(Octets(12, 0)));
  }
}

TEST_CASE("IPv4: a broken header gives nothing") {
  CHECK(muted({}).empty());
  CHECK(muted(part(header4(), 0, 19)).empty());
  CHECK(muted(header4() + Octets(4, 0)).empty());  // longer than IHL
  Octets long_ihl = header4();
  long_ihl[0] = 0x46;
  CHECK(muted(long_ihl).empty());
  long_ihl[0] = 0x44;
  CHECK(muted(long_ihl).empty());
  for (const Octets& option :
       {Octets{7, 0, 0, 0}, Octets{7, 1, 0, 0}, Octets{7, 5, 0, 0}, Octets{1, 1, 1, 7}})
    CHECK(muted(header4(option)).empty());
}

Octets address6(std::uint8_t last) {
  return Octets{0xfd} + Octets(14, 0) + Octets{last};
}
Octets muted6(std::uint8_t next, const Octets& extensions, std::uint8_t destination = 2) {
  return u32(0x60000000) + u16(static_cast<unsigned>(extensions.size() + payload_octets)) +
         Octets{next, 0} + address6(1) + address6(destination) + extensions;
}

TEST_CASE("IPv6: traffic class, flow label and hop limit are zeroed") {
  Octets header = ip6(51, {});
  header[2] = header[3] = 0x77;
  CHECK(muted(header) == muted6(51, {}));
}

TEST_CASE("IPv6: options that may change are zeroed, others kept") {
  const Octets hop{60, 0, 0x05, 2, 0xab, 0xcd, 1, 0};          // Router Alert, PadN
  const Octets destination{51, 0, 0x3e, 2, 0xab, 0xcd, 0, 0};  // may change; two Pad1
  const Octets muted_destination{51, 0, 0x3e, 2, 0, 0, 0, 0};
  CHECK(muted(ip6(0, hop + destination)) == muted6(0, hop + muted_destination));
}

TEST_CASE("IPv6: a type 0 routing header is as at its last hop") {
  const auto routing = [](std::uint8_t type, std::uint8_t left, const Octets& addresses) {
    return Octets{51, 4, type, left, 0, 0, 0, 0} + addresses;
  };
  const Octets given = address6(11) + address6(12);
  CHECK(muted(ip6(43, routing(0, 2, given))) ==
        muted6(43, routing(0, 0, address6(2) + address6(11)), 12));
  CHECK(muted(ip6(43, routing(0, 1, given))) ==
        muted6(43, routing(0, 0, address6(11) + address6(2)), 12));
  CHECK(muted(ip6(43, routing(0, 0, given))) == muted6(43, routing(0, 0, given)));
  CHECK(muted(ip6(43, routing(0, 3, given))).empty());  // more segments than addresses
}

TEST_CASE("IPv6: other routing headers") {
  const auto routing = [](std::uint8_t type, std::uint8_t left, const Octets& addresses) {
    return Octets{51, static_cast<std::uint8_t>(addresses.size() / 8), type, left, 0, 0, 0, 0} +
           addresses;
  };
  const Octets one = address6(11);
  // Of Mobile IPv6: as of type 0.
  CHECK(muted(ip6(43, routing(2, 1, one))) == muted6(43, routing(2, 0, address6(2)), 11));
  // RPL, Segment Routing: as they are at the last hop; before that nothing says what they will be.
  for (const std::uint8_t type : Octets{3, 4, 5, 253}) {
    CHECK(muted(ip6(43, routing(type, 0, one))) == muted6(43, routing(type, 0, one)));
    CHECK(muted(ip6(43, routing(type, 1, one))).empty());
  }
}

TEST_CASE("IPv6: AH behind a Mobility, HIP or Shim6 header, which stay as they are") {
  const Octets header{51, 0, 5, 0, 0xab, 0xcd, 1, 2};
  for (const std::uint8_t type : Octets{135, 139, 140})
    CHECK(muted(ip6(type, header)) == muted6(type, header));
}

TEST_CASE("IPv6: a Home Address option is as if the packet came from home") {
  const auto option = [](const Octets& address) {
    return Octets{51, 2, 1, 2, 0, 0, 201, 16} + address;
  };
  Octets wanted = muted6(60, option(address6(1)));
  wanted[23] = 99;
  CHECK(muted(ip6(60, option(address6(99)))) == wanted);
}

TEST_CASE("IPv6: the Fragment header is left out, wherever it stands") {
  const Octets piece = fragment6(51, 0, true, 0xabcdef, {});
  CHECK(muted(ip6(44, piece)) == muted6(51, {}));
  const Octets hop{44, 0, 1, 4, 0, 0, 0, 0};
  const Octets muted_hop{51, 0, 1, 4, 0, 0, 0, 0};
  CHECK(muted(ip6(0, hop + piece)) == muted6(0, muted_hop));
}

TEST_CASE("IPv6: a broken header gives nothing") {
  CHECK(muted(part(ip6(51, {}), 0, 39)).empty());
  CHECK(muted(ip6(0, Octets{51, 0, 1, 4})).empty());               // half an extension
  CHECK(muted(ip6(0, Octets{51, 3, 1, 4, 0, 0, 0, 0})).empty());   // claims 32 octets
  CHECK(muted(ip6(0, Octets{51, 0, 1, 9, 0, 0, 0, 0})).empty());   // option past the end
  CHECK(muted(ip6(6, Octets(8, 0))).empty());                      // TCP before AH
  CHECK(muted(ip6(43, Octets{51, 0, 0, 1, 0, 0, 0, 0})).empty());  // no address
}

// AH with its ICV, on a header as it will be seen; made over `covered`.
Octets ah_packet(const Octets& header, const Octets& covered, std::uint64_t sequence, bool esn,
                 std::uint16_t integ = hmac_sha256, std::size_t alignment = 0) {
  auto mac = std::move(*crypto::Mac::of(integ, secret(9, integ == hmac_sha256 ? 32 : 20)));
  const Octets iv(mac.iv_octets(), 0x66);
  const Octets payload = counting(40);
  const std::size_t octets = 12 + iv.size() + mac.icv_octets() + alignment;
  const Octets front = Octets{6, static_cast<std::uint8_t>(octets / 4 - 2), 0, 0} + u32(spi) +
                       u32(static_cast<std::uint32_t>(sequence)) + iv;
  const Octets high = esn ? u32(static_cast<std::uint32_t>(sequence >> 32)) : Octets{};
  const Octets behind = Octets(alignment, 0x44) + payload;
  const Octets icv = mac.icv({header_for_icv(covered, octets + payload.size()), front,
                              Octets(mac.icv_octets()), behind, high},
                             iv);
  return header + front + icv + behind;
}

struct AhBench {
  AuditBench bench{with_keys};
  explicit AhBench(std::uint16_t integ = hmac_sha256, std::optional<bool> esn = std::nullopt) {
    keys::SaKeys row;
    row.protocol = keys::SaProtocol::ah;
    row.spi = spi;
    row.integ = integ;
    row.integ_key = secret(9, integ == hmac_sha256 ? 32 : 20);
    row.esn = esn;
    bench.ring.add(row);
  }
  bool verifies(const Octets& packet, std::size_t header_octets = 20) {
    const auto before = bench.flow_count() == 0 ? 0 : bench.flow().icv_ok;
    bench.ah(true, packet, header_octets);
    return bench.flow().icv_ok == before + 1;
  }
};

TEST_CASE("what routers change does not break the ICV") {
  AhBench ah;
  Octets header = header4({7, 7, 4, 0, 0, 0, 0, 0});
  const Octets covered = header;
  header[1] = 1;
  header[8] = 50;
  header[10] = 0x12;
  header[22] = 8;  // Record Route was filled in
  header[23] = 192;
  CHECK(ah.verifies(ah_packet(header, covered, 1, false), header.size()));
  REQUIRE(ah.bench.inner.size() == 1);
  CHECK(ah.bench.inner[0].protocol == 6);
  CHECK(ah.bench.inner[0].octets == counting(40));
}

TEST_CASE("a changed address, identification, protocol or payload breaks the ICV") {
  AhBench ah;
  const Octets whole = ah_packet(header4(), header4(), 1, false);
  CHECK(ah.verifies(whole));
  for (const std::size_t at : {4U, 9U, 12U, 19U, 20U, 23U, 31U, 32U, 47U, 48U, 87U}) {
    Octets changed = whole;
    changed[at] ^= 0x04;
    INFO(at);
    CHECK_FALSE(ah.verifies(changed));
  }
  CHECK(ah.verifies(ah_packet(header4(), header4(), 2, false)));
}

TEST_CASE("alignment padding behind the ICV is covered") {
  AhBench ah;
  const Octets header = ip6(51, {});
  Octets whole = ah_packet(header, header, 1, false, hmac_sha256, 4);
  CHECK(ah.verifies(whole, 40));
  whole[40 + 12 + 16] ^= 1;
  CHECK_FALSE(ah.verifies(whole, 40));
}

TEST_CASE("AH behind a Mobility header verifies") {
  AhBench ah;
  const Octets header = ip6(135, Octets{51, 0, 5, 0, 0xab, 0xcd, 1, 2});
  Octets whole = ah_packet(header, header, 1, false);
  CHECK(ah.verifies(whole, header.size()));
  whole[44] ^= 1;
  CHECK_FALSE(ah.verifies(whole, header.size()));
}

TEST_CASE("GMAC takes its IV from in front of the ICV") {
  AhBench ah(aes_128_gmac);
  Octets whole = ah_packet(header4(), header4(), 1, false, aes_128_gmac);
  CHECK(ah.verifies(whole));
  whole[20 + 12] ^= 1;
  CHECK_FALSE(ah.verifies(whole));
}

TEST_CASE("the high half of an extended sequence number is covered though it is not sent") {
  AhBench ah(hmac_sha256, true);
  CHECK(ah.verifies(ah_packet(header4(), header4(), 0x1'0000'0005, true)));
  CHECK(ah.bench.flow().numbers.highest == 0x1'0000'0005);
  CHECK_FALSE(ah.verifies(ah_packet(header4(), header4(), 6, false)));
  AhBench unknown;
  CHECK(unknown.verifies(ah_packet(header4(), header4(), 0x2'0000'0005, true)));
  CHECK(unknown.bench.flow().esn);
}

TEST_CASE("AH that is cut short does not verify") {
  AhBench ah;
  const Octets whole = ah_packet(header4(), header4(), 1, false);
  for (std::size_t size = 32; size < whole.size(); ++size)
    CHECK_FALSE(ah.verifies(part(whole, 0, size)));
  CHECK(ah.verifies(whole));
}

}  // namespace
}  // namespace espect::test::ah_icv_test
