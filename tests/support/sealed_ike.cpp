// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/sealed_ike.h"

namespace espect::test {

Octets big_endian(std::uint64_t value, std::size_t octets) {
  Octets out(octets);
  for (std::size_t i = 0; i < octets; ++i)
    out[i] = static_cast<std::uint8_t>(value >> (octets - 1 - i) * 8);
  return out;
}

crypto::Secret secret(std::uint8_t fill, std::size_t octets) {
  return crypto::Secret(octets, fill);
}

Octets sa_with_spi(std::uint8_t protocol, const Octets& spi,
                   const std::vector<TransformSpec>& transforms) {
  Octets sa = sa_payload({transforms});
  sa[5] = protocol;
  sa[6] = static_cast<std::uint8_t>(spi.size());
  sa.insert(sa.begin() + 8, spi.begin(), spi.end());
  sa[2] = static_cast<std::uint8_t>(sa.size() >> 8);
  sa[3] = static_cast<std::uint8_t>(sa.size());
  return sa;
}

Octets ts_payload(std::uint8_t network) {
  return {1, 0, 0, 0, 7, 0, 0, 16, 0, 0, 0xff, 0xff, 10, network, 0, 0, 10, network, 0xff, 0xff};
}

Octets id_payload(std::string_view name) {
  Octets id{2, 0, 0, 0};
  id.insert(id.end(), name.begin(), name.end());
  return id;
}

Octets auth_payload(std::uint8_t method, const Octets& data) {
  Octets auth{method, 0, 0, 0};
  auth.insert(auth.end(), data.begin(), data.end());
  return auth;
}

PayloadSpec notify(std::uint16_t type, const Octets& data) {
  return {registry::payload::n, notify_payload(type, data)};
}

PayloadSpec rekeys_child(std::uint32_t spi, std::uint8_t protocol) {
  Octets body{protocol, 4};
  for (const auto octet : big_endian(registry::notify::rekey_sa, 2)) body.push_back(octet);
  for (const auto octet : big_endian(spi, 4)) body.push_back(octet);
  return {registry::payload::n, body};
}

PayloadSpec deletes_ike() {
  return {registry::payload::d, {registry::protocol::ike, 0, 0, 0}};
}

PayloadSpec deletes_child(std::uint32_t spi, std::uint8_t protocol) {
  Octets body{protocol, 4, 0, 1};
  for (const auto octet : big_endian(spi, 4)) body.push_back(octet);
  return {registry::payload::d, body};
}

Octets payload_chain(const std::vector<PayloadSpec>& payloads) {
  MessageSpec spec;
  spec.payloads = payloads;
  Octets message = ike_message(spec);
  message.erase(message.begin(), message.begin() + wire::ike::Header::octets);
  return message;
}

std::uint8_t first_type(const std::vector<PayloadSpec>& payloads) {
  return payloads.empty() ? std::uint8_t{0} : payloads.front().type;
}

crypto::PacketCipher ike_cipher(const crypto::Secret& key, std::uint16_t encr, std::uint16_t integ,
                                const crypto::Secret& auth) {
  return std::move(*crypto::PacketCipher::of(encr, key, integ, auth));
}

Octets sealed_octets(MessageSpec spec, crypto::PacketCipher& cipher, std::uint8_t first,
                     Octets inside, std::uint16_t number, std::uint16_t total) {
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

Octets sealed(MessageSpec spec, crypto::PacketCipher& cipher) {
  const auto inside = std::move(spec.payloads);
  spec.payloads.clear();
  return sealed_octets(spec, cipher, first_type(inside), payload_chain(inside));
}

std::vector<Octets> sealed_fragments(MessageSpec spec, crypto::PacketCipher& cipher,
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

Octets sealed_esp(crypto::PacketCipher& cipher, std::uint32_t spi, std::uint64_t sequence, bool esn,
                  Octets payload, std::uint8_t next_header) {
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

Address address(std::string_view text) {
  return *address_from(text);
}

}  // namespace espect::test
