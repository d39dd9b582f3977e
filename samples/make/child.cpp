// SPDX-License-Identifier: GPL-2.0-or-later
#include "samples/make/child.h"

#include <algorithm>

#include "ipsec/wire/encoder.h"
#include "ipsec/wire/esp/ah.h"
#include "ipsec/wire/esp/eesp.h"
#include "ipsec/wire/esp/esp.h"
#include "samples/make/broken.h"

namespace espect::samples {
namespace {

std::uint8_t next_header_of(Bytes inner, const Around& around) {
  if (around.next_header) return *around.next_header;
  return inner[0] >> 4 == 6 ? ipv6_protocol : ipv4_protocol;
}

keys::AddressPattern exactly(const Address& address) {
  return {address, static_cast<std::uint8_t>(address.v6 ? 128 : 32)};
}

}  // namespace

Child::Child(Wire& wire, Random& random, const ChildSuite& suite, Side first,
             std::array<std::uint32_t, 2> spis, const crypto::ChildKeyMaterial& keys)
    : wire_(wire), random_(random), suite_(suite), spis_(spis) {
  const auto sender = index(first);
  encr_keys_[sender] = keys.encr_i;
  integ_keys_[sender] = keys.integ_i;
  encr_keys_[1 - sender] = keys.encr_r;
  integ_keys_[1 - sender] = keys.integ_r;
  for (std::size_t side = 0; side < 2; ++side) {
    iv_counter_[side] = random_.next();
    inner_identification_[side] = static_cast<std::uint16_t>(random_.next());
    if (suite_.protocol == registry::protocol::eespv0) continue;
    if (suite_.protocol == registry::protocol::ah) {
      if (auto mac = crypto::Mac::of(suite_.integ, integ_keys_[side]))
        macs_[side].emplace(std::move(*mac));
    } else if (auto cipher = crypto::PacketCipher::of(suite_.encr, encr_keys_[side], suite_.integ,
                                                      integ_keys_[side])) {
      ciphers_[side].emplace(std::move(*cipher));
    }
  }
}

bool Child::extended() const {
  return suite_.sn == registry::sequence_numbers::partially_transmitted_64_bit_sequential_numbers;
}

Octets Child::iv(std::size_t sender, std::size_t octets) {
  if (octets != sizeof iv_counter_[sender]) return random_.octets(octets);
  return numbers(++iv_counter_[sender]);
}

Octets Child::protect(Side from, Bytes inner, const Around& around) {
  if (suite_.protocol == registry::protocol::ah) {
    const auto packet = ah_packet(from, inner, around);
    wire_.ip(from, packet);
    return packet;
  }
  if (suite_.protocol == registry::protocol::eespv0) {
    const auto packet = eesp_packet(from, inner, around);
    wire_.eesp(from, packet, around.outer);
    return packet;
  }
  const auto packet = esp_packet(from, inner, around);
  wire_.esp(from, packet, around.outer);
  return packet;
}

Octets Child::esp_packet(Side from, Bytes inner, const Around& around) {
  const auto sender = index(from);
  auto& cipher = ciphers_[sender];
  if (!cipher) return {};
  const auto number = ++sequence_[sender];
  const std::uint32_t spi = spis_[1 - sender];
  constexpr std::size_t trailer = 2;  // pad length, next header
  const std::size_t multiple = std::max<std::size_t>(4, cipher->pad_multiple());
  const std::size_t padding = (multiple - (inner.size() + trailer) % multiple) % multiple;
  auto plaintext = Octets{} + inner;
  for (std::size_t i = 1; i <= padding; ++i) plaintext.push_back(static_cast<std::uint8_t>(i));
  plaintext.push_back(static_cast<std::uint8_t>(padding));
  plaintext.push_back(next_header_of(inner, around));
  plaintext = broken_packet(std::move(plaintext));
  const auto low = static_cast<std::uint32_t>(number);
  const auto high =
      extended() ? std::optional(static_cast<std::uint32_t>(number >> 32)) : std::nullopt;
  auto data = cipher->seal_esp(spi, low, high, iv(sender, cipher->iv_octets()), plaintext,
                               around.vpn_id_covered ? around.vpn_id : std::nullopt);
  if (around.vpn_id) data = numbers(*around.vpn_id) + data;
  return wire::encode(wire::esp::EspHeader{spi, low, data});
}

Child::SubSa& Child::sub_sa(std::size_t sender, std::uint16_t session_id) {
  auto& made = sub_sas_[sender][session_id];
  if (made.cipher) return made;
  const crypto::SaAlgorithms algorithms{
      suite_.encr, static_cast<std::uint16_t>(suite_.key_bits / 8), {}, suite_.sskdf};
  made.key = suite_.sskdf == 0 ? encr_keys_[sender]
                               : *crypto::sub_sa_key(algorithms, encr_keys_[sender], session_id);
  made.cipher.emplace(std::move(*crypto::PacketCipher::of(suite_.encr, made.key, {}, {})));
  return made;
}

// draft-ietf-ipsecme-eesp-03 section 2.
Octets Child::eesp_packet(Side from, Bytes inner, const Around& around) {
  const auto sender = index(from);
  SubSa& sub = sub_sa(sender, around.session_id);
  const bool numbered = suite_.sn == registry::sequence_numbers::sequential_numbers_64;
  const auto number = ++sub.sequence;
  const bool full = around.full_format || around.crypt_offset_words != 0;
  const std::size_t padding = (4 - inner.size() % 4) % 4;
  auto payload = full ? wire::encode(wire::esp::EespPayloadInfo{0, next_header_of(inner, around),
                                                                static_cast<std::uint8_t>(padding)})
                      : Octets{};
  payload = broken_packet(std::move(payload) + inner + Octets(padding, 0));
  Octets options;
  const auto iv_octets = iv(sender, sub.cipher->iv_octets());
  if (around.crypt_offset_words != 0) {
    wire::esp::EespOption option;
    option.type = {registry::eesp_option::crypt_offset};
    option.length = wire::esp::EespOption::crypt_offset_octets;
    const std::size_t payload_at =
        wire::esp::EespHeader::octets + 4 + (numbered ? 8 : 0) + iv_octets.size();
    option.offsets = static_cast<std::uint16_t>(payload_at / 4 << 10U |
                                                std::size_t{around.crypt_offset_words} << 4U);
    options = wire::encode(option);
  }
  Octets head;
  if (suite_.linux_prototype) {
    wire::esp::EespPrototypeHeader header;
    header.options_length = static_cast<std::uint8_t>(options.size());
    header.session_id = around.session_id;
    header.spi = spis_[1 - sender];
    header.options = options;
    head = wire::encode(header);
  } else {
    wire::esp::EespHeader header;
    header.first = static_cast<std::uint8_t>(header.first | around.reserved_bits);
    header.options_length = static_cast<std::uint8_t>(options.size());
    header.session_id = around.session_id;
    header.spi = spis_[1 - sender];
    header.options = options;
    head = wire::encode(header);
  }
  const auto front = broken_header(head) + (numbered ? numbers(number) : Octets{}) + iv_octets;
  const auto clear =
      Bytes(payload).first(std::min(payload.size(), std::size_t{around.crypt_offset_words} * 4));
  return sub.cipher->seal_eesp(front, clear, Bytes(payload).subspan(clear.size()),
                               numbered ? std::optional(number) : std::nullopt,
                               !suite_.linux_prototype);
}

// RFC 4302 section 3.3.3: the ICV covers the IP header with its mutable fields zero.
Octets Child::ah_packet(Side from, Bytes inner, const Around& around) {
  const auto sender = index(from);
  auto& mac = macs_[sender];
  if (!mac) return {};
  const Octets vpn = around.vpn_id ? numbers(*around.vpn_id) : Octets{};
  const std::size_t multiple = wire_.station(from).address.v6 ? 8 : 4;
  const std::size_t bare = wire::esp::AhHeader::fixed_octets + vpn.size() + mac->icv_octets();
  const std::size_t whole = (bare + multiple - 1) / multiple * multiple;
  Octets icv_field(whole - wire::esp::AhHeader::fixed_octets);
  std::ranges::copy(vpn, icv_field.begin());
  wire::esp::AhHeader header;
  header.next_header = next_header_of(inner, around);
  header.payload_length = static_cast<std::uint8_t>(whole / 4 - 2);
  header.spi = spis_[1 - sender];
  header.sequence = static_cast<std::uint32_t>(++sequence_[sender]);
  header.icv = icv_field;
  const auto unsigned_header = wire::encode(header);
  auto ip = wire_.ip_header(from, ah_protocol, around.outer);
  auto immutable = ip;
  immutable.dscp = 0;
  immutable.hop_limit = 0;
  immutable.dont_fragment = false;
  immutable.flow_label = 0;
  auto covered = ip_packet(immutable, unsigned_header + inner);
  if (!ip.source.v6) covered[10] = covered[11] = 0;  // header checksum
  const auto icv = mac->icv({covered});
  std::ranges::copy(icv, icv_field.begin() + static_cast<std::ptrdiff_t>(vpn.size()));
  return ip_packet(ip, wire::encode(header) + inner);
}

void Child::ping_once(Side from, IpHeader inner, const Around& around, const Echo& request) {
  const auto identified = [&](Side side) {
    return inner_identification_[index(side)] =
               static_cast<std::uint16_t>(inner_identification_[index(side)] + 1);
  };
  inner.hop_limit = 63;
  inner.identification = identified(from);
  protect(from, icmp_echo(inner, request), around);
  wire_.answer_time();
  std::swap(inner.source, inner.destination);
  inner.identification = identified(other(from));
  inner.dont_fragment = false;
  Echo reply = request;
  reply.reply = true;
  protect(other(from), icmp_echo(inner, reply), around);
}

void Child::ping(Side from, std::string_view source, std::string_view destination, int count,
                 const Around& around, std::size_t data_octets) {
  IpHeader inner;
  inner.source = *address_from(source);
  inner.destination = *address_from(destination);
  inner.dscp = around.outer.dscp;
  Echo request;
  request.identifier = static_cast<std::uint16_t>(random_.next());
  request.data = counting(data_octets);
  for (int i = 1; i <= count; ++i) {
    request.sequence = static_cast<std::uint16_t>(i);
    ping_once(from, inner, around, request);
    wire_.wait(1000);
  }
}

void Child::tell(keys::KeyRing& ring, const std::string& mode,
                 std::array<std::optional<std::uint32_t>, 2> windows) const {
  for (std::size_t sender = 0; sender < 2; ++sender) {
    const Side from = sender == 0 ? initiator : responder;
    for (const auto& [session_id, sub] : sub_sas_[sender]) {
      keys::SaKeys row;
      row.protocol = keys::SaProtocol::eesp;
      row.spi = spis_[1 - sender];
      row.source = exactly(wire_.station(from).address);
      row.destination = exactly(wire_.station(other(from)).address);
      row.encr = suite_.encr;
      row.encr_key = sub.key;
      row.eesp = {session_id, suite_.sn == registry::sequence_numbers::sequential_numbers_64,
                  suite_.linux_prototype};
      row.window = windows[1 - sender];
      ring.add(std::move(row));
    }
    if (suite_.protocol == registry::protocol::eespv0) continue;
    keys::SaKeys row;
    const bool esp = suite_.protocol == registry::protocol::esp;
    row.protocol = esp ? keys::SaProtocol::esp : keys::SaProtocol::ah;
    row.spi = spis_[1 - sender];
    row.source = exactly(wire_.station(from).address);
    row.destination = exactly(wire_.station(other(from)).address);
    if (esp) row.encr = suite_.encr;
    row.integ = suite_.integ;
    row.encr_key = encr_keys_[sender];
    row.integ_key = integ_keys_[sender];
    if (suite_.sn != registry::sequence_numbers::unspecified_numbers_32) row.esn = extended();
    row.window = windows[1 - sender];
    row.mode = mode;
    if (wire_.encapsulated()) row.encapsulation = keys::Encapsulation{false, 4500, 4500};
    ring.add(std::move(row));
  }
}

}  // namespace espect::samples
