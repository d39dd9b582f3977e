// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string>
#include <string_view>

#include "ipsec/bytes/endian.h"
#include "ipsec/crypto/packet_cipher.h"
#include "ipsec/sessions/sessions.h"
#include "tests/support/negotiation.h"

// Encrypted IKEv2 messages and ESP packets, and Sessions with a key ring that hear them.
namespace espect::test {

using Octets = std::vector<std::uint8_t>;

inline Octets octets_of(std::string_view text) {
  return {text.begin(), text.end()};
}
inline Octets big_endian(std::uint64_t value, std::size_t octets) {
  Octets out(octets);
  for (std::size_t i = 0; i < octets; ++i)
    out[i] = static_cast<std::uint8_t>(value >> (octets - 1 - i) * 8);
  return out;
}
inline crypto::Secret secret(std::uint8_t fill, std::size_t octets = 32) {
  return crypto::Secret(octets, fill);
}

// One proposal with an SPI: of a Child SA (4 octets) or of an IKE rekey (8).
inline Octets sa_with_spi(std::uint8_t protocol, const Octets& spi,
                          const std::vector<TransformSpec>& transforms) {
  Octets sa = sa_payload({transforms});
  sa[5] = protocol;
  sa[6] = static_cast<std::uint8_t>(spi.size());
  sa.insert(sa.begin() + 8, spi.begin(), spi.end());
  sa[2] = static_cast<std::uint8_t>(sa.size() >> 8);
  sa[3] = static_cast<std::uint8_t>(sa.size());
  return sa;
}

// All of 10.`network`.0.0/16.
inline Octets ts_payload(std::uint8_t network) {
  return {1, 0, 0, 0, 7, 0, 0, 16, 0, 0, 0xff, 0xff, 10, network, 0, 0, 10, network, 0xff, 0xff};
}
inline Octets id_payload(std::string_view name) {
  Octets id{2, 0, 0, 0};
  id.insert(id.end(), name.begin(), name.end());
  return id;
}
inline Octets auth_payload(std::uint8_t method, const Octets& data) {
  Octets auth{method, 0, 0, 0};
  auth.insert(auth.end(), data.begin(), data.end());
  return auth;
}
inline PayloadSpec notify(std::uint16_t type, const Octets& data = {}) {
  return {registry::payload::n, notify_payload(type, data)};
}
inline PayloadSpec rekeys_child(std::uint32_t spi,
                                std::uint8_t protocol = registry::protocol::esp) {
  Octets body{protocol, 4};
  for (const auto octet : big_endian(registry::notify::rekey_sa, 2)) body.push_back(octet);
  for (const auto octet : big_endian(spi, 4)) body.push_back(octet);
  return {registry::payload::n, body};
}
inline PayloadSpec deletes_ike() {
  return {registry::payload::d, {registry::protocol::ike, 0, 0, 0}};
}
inline PayloadSpec deletes_child(std::uint32_t spi,
                                 std::uint8_t protocol = registry::protocol::esp) {
  Octets body{protocol, 4, 0, 1};
  for (const auto octet : big_endian(spi, 4)) body.push_back(octet);
  return {registry::payload::d, body};
}

// The payloads as a chain, without a header.
inline Octets payload_chain(const std::vector<PayloadSpec>& payloads) {
  MessageSpec spec;
  spec.payloads = payloads;
  Octets message = ike_message(spec);
  message.erase(message.begin(), message.begin() + wire::ike::Header::octets);
  return message;
}
inline std::uint8_t first_type(const std::vector<PayloadSpec>& payloads) {
  return payloads.empty() ? std::uint8_t{0} : payloads.front().type;
}

inline crypto::PacketCipher ike_cipher(const crypto::Secret& key, std::uint16_t encr = 20,
                                       std::uint16_t integ = 0, const crypto::Secret& auth = {}) {
  return std::move(*crypto::PacketCipher::of(encr, key, integ, auth));
}

// SK, or one fragment of SKF, with `inside` sealed; what `spec` holds stands in front of it.
inline Octets sealed_octets(MessageSpec spec, crypto::PacketCipher& cipher, std::uint8_t first,
                            Octets inside, std::uint16_t number = 0, std::uint16_t total = 0) {
  const std::size_t multiple = cipher.pad_multiple();
  const std::size_t padding = (multiple - (inside.size() + 1) % multiple) % multiple;
  inside.insert(inside.end(), padding, 0xee);
  inside.push_back(static_cast<std::uint8_t>(padding));
  const std::size_t protected_octets = cipher.iv_octets() + inside.size() + cipher.icv_octets();
  const Octets iv(cipher.iv_octets(), static_cast<std::uint8_t>(spec.message_id * 8 + number));
  Octets body;
  if (total != 0)
    body = {0, static_cast<std::uint8_t>(number), 0, static_cast<std::uint8_t>(total)};
  body.resize(body.size() + protected_octets);
  spec.payloads.push_back({total != 0 ? registry::payload::skf : registry::payload::sk, body});
  Octets message = ike_message(spec);
  message[message.size() - body.size() - wire::ike::PayloadHeader::octets] = first;
  const Bytes associated = Bytes(message).first(message.size() - protected_octets);
  const Octets sealed = cipher.seal_ike(associated, iv, inside);
  std::copy(sealed.begin(), sealed.end(),
            message.end() - static_cast<std::ptrdiff_t>(sealed.size()));
  return message;
}

// `spec.payloads` go inside SK.
inline Octets sealed(MessageSpec spec, crypto::PacketCipher& cipher) {
  const auto inside = std::move(spec.payloads);
  spec.payloads.clear();
  return sealed_octets(spec, cipher, first_type(inside), payload_chain(inside));
}
// The same in `total` SKF fragments, RFC 7383; only the first names the first payload.
inline std::vector<Octets> sealed_fragments(MessageSpec spec, crypto::PacketCipher& cipher,
                                            std::uint16_t total) {
  const auto payloads = std::move(spec.payloads);
  spec.payloads.clear();
  const Octets inside = payload_chain(payloads);
  const std::size_t piece = (inside.size() + total - 1) / total;
  std::vector<Octets> fragments;
  for (std::uint16_t i = 0; i < total; ++i) {
    const auto from =
        inside.begin() + static_cast<std::ptrdiff_t>(std::min(inside.size(), i * piece));
    const auto to =
        inside.begin() + static_cast<std::ptrdiff_t>(std::min(inside.size(), (i + 1U) * piece));
    fragments.push_back(sealed_octets(spec, cipher, i == 0 ? first_type(payloads) : std::uint8_t{0},
                                      {from, to}, static_cast<std::uint16_t>(i + 1), total));
  }
  return fragments;
}

// An ESP packet. `payload` gets padding to 4 octets, its length and `next_header`.
inline Octets sealed_esp(crypto::PacketCipher& cipher, std::uint32_t spi, std::uint64_t sequence,
                         bool esn, Octets payload, std::uint8_t next_header = 4) {
  const std::size_t multiple = std::max<std::size_t>(4, cipher.pad_multiple());
  const std::size_t padding = (multiple - (payload.size() + 2) % multiple) % multiple;
  for (std::size_t i = 1; i <= padding; ++i) payload.push_back(static_cast<std::uint8_t>(i));
  payload.push_back(static_cast<std::uint8_t>(padding));
  payload.push_back(next_header);
  const auto low = static_cast<std::uint32_t>(sequence);
  const auto high = static_cast<std::uint32_t>(sequence >> 32);
  const Octets iv(cipher.iv_octets(), static_cast<std::uint8_t>(sequence));
  const auto body =
      cipher.seal_esp(spi, low, esn ? std::optional(high) : std::nullopt, iv, payload);
  Octets packet = big_endian(spi, 4);
  for (const auto octet : big_endian(low, 4)) packet.push_back(octet);
  packet.insert(packet.end(), body.begin(), body.end());
  return packet;
}

inline Address address(std::string_view text) {
  return *address_from(text);
}
inline const Address alice = address("10.1.0.10");
inline const Address bob = address("10.2.0.10");

// Sessions with a key ring and a record of what they told. Every message is given in memory of
// exactly its size that is gone afterwards.
class KeyedBench {
 public:
  struct Opened {
    std::uint8_t exchange;
    std::uint32_t message_id;
    bool response;
    bool retransmission;
    std::uint32_t generation;
    std::vector<std::uint8_t> payload_types;  // empty when fragments are still to come
  };
  struct Inner {
    std::uint64_t sequence;
    std::uint8_t protocol;
    Octets octets;
  };

  KeyedBench() : sessions_(events_, &ring) {
    events_.to<sessions::IkeMessageOpened>([this](const sessions::IkeMessageOpened& event) {
      Opened one{event.message.header().exchange.value,
                 event.message.header().message_id,
                 event.message.header().response(),
                 event.retransmission,
                 event.generation.number,
                 {}};
      if (event.contents != nullptr)
        for (const auto& payload : event.contents->payloads())
          one.payload_types.push_back(payload.type.value);
      opened.push_back(std::move(one));
    });
    events_.to<sessions::InnerPacket>([this](const sessions::InnerPacket& event) {
      inner.push_back({event.sequence, event.protocol, {event.octets.begin(), event.octets.end()}});
    });
    events_.to<sessions::IcvFailed>([this](const sessions::IcvFailed&) { ++icv_failed; });
  }

  KeyedBench& ike(bool from_alice, const Octets& message) {
    return on(from_alice, Ike{}, message,
              [](auto& content, Bytes octets) { content.message = octets; });
  }
  KeyedBench& esp(bool from_alice, const Octets& packet) {
    Esp esp;
    esp.spi = load_be<std::uint32_t>(packet.data());
    esp.sequence = load_be<std::uint32_t>(packet.data() + 4);
    return on(from_alice, esp, packet,
              [](auto& content, Bytes octets) { content.packet = octets; });
  }
  // An IPv4 packet with AH right after its header.
  KeyedBench& ah(bool from_alice, const Octets& packet, std::size_t header_octets = 20) {
    Ah ah;
    ah.spi = load_be<std::uint32_t>(packet.data() + header_octets + 4);
    ah.sequence = load_be<std::uint32_t>(packet.data() + header_octets + 8);
    return on(from_alice, ah, packet, [&](auto& content, Bytes octets) {
      content.ip_header = octets.first(header_octets);
      content.header_and_payload = octets.subspan(header_octets);
    });
  }
  KeyedBench& end() {
    sessions_.finish({});
    return *this;
  }

  const sessions::IkeSa& ike_sa(std::uint32_t id) const { return sessions_.ike_sas()[id - 1]; }
  const sessions::ChildSa& child(std::uint32_t id) const { return sessions_.child_sas()[id - 1]; }
  const sessions::EspFlow& flow(std::uint32_t id = 1) const { return sessions_.flows()[id - 1]; }
  std::uint32_t flow_count() const { return sessions_.flows().size(); }
  const sessions::Sessions& sessions() const { return sessions_; }
  sessions::Subscriptions& events() { return events_; }
  std::uint32_t frame() const { return frame_; }

  keys::KeyRing ring;
  std::vector<Opened> opened;
  std::vector<Inner> inner;
  int icv_failed = 0;
  Address from_alice_source = alice;  // as the capture shows them: NAT may change them
  Address to_bob = bob;

 private:
  template <class Content, class Set>
  KeyedBench& on(bool from_alice, Content content, const Octets& octets, Set set) {
    const Octets exact(octets);
    set(content, exact);
    Datagram datagram;
    datagram.frame = ++frame_;
    datagram.time = {std::int64_t{frame_} * 10'000'000};  // too late for a copy by the capture
    datagram.path.source = from_alice ? from_alice_source : to_bob;
    datagram.path.destination = from_alice ? to_bob : from_alice_source;
    datagram.content = content;
    sessions_.on(datagram);
    return *this;
  }

  sessions::Subscriptions events_;
  sessions::Sessions sessions_;
  std::uint32_t frame_ = 0;
};

}  // namespace espect::test
