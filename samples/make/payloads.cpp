// SPDX-License-Identifier: GPL-2.0-or-later
#include "samples/make/payloads.h"

#include "ipsec/wire/encoder.h"
#include "ipsec/wire/ike/payloads.h"

namespace espect::samples {
namespace {

namespace types = registry::payload;
using wire::encode;

Octets transform(const TransformChoice& choice, bool more) {
  constexpr std::uint16_t short_form = 0x8000;
  Octets attributes;
  if (choice.key_bits != 0) {
    wire::ike::Attribute key_length;
    key_length.format_and_type = short_form | registry::attribute_type::key_length;
    key_length.value = choice.key_bits;
    attributes = encode(key_length);
  }
  wire::ike::TransformSubstructure made;
  made.more = more ? 3 : 0;
  made.type = {choice.type};
  made.id = choice.id;
  made.attributes.octets = attributes;
  return encode(made);
}

Octets proposal(const ProposalChoice& choice, std::size_t number, bool more) {
  Octets transforms;
  for (std::size_t i = 0; i < choice.transforms.size(); ++i)
    transforms =
        std::move(transforms) + transform(choice.transforms[i], i + 1 < choice.transforms.size());
  wire::ike::ProposalSubstructure made;
  made.more = more ? 2 : 0;
  made.number = static_cast<std::uint8_t>(number);
  made.protocol = {choice.protocol};
  made.spi_size = static_cast<std::uint8_t>(choice.spi.size());
  made.transform_count = static_cast<std::uint8_t>(choice.transforms.size());
  made.spi = choice.spi;
  made.transforms.octets = transforms;
  return encode(made);
}

}  // namespace

Payload security_association(const std::vector<ProposalChoice>& proposals) {
  Octets body;
  for (std::size_t i = 0; i < proposals.size(); ++i)
    body = std::move(body) + proposal(proposals[i], i + 1, i + 1 < proposals.size());
  return {types::sa, body};
}

Payload key_exchange(std::uint16_t method, Bytes data) {
  return {types::ke, encode(wire::ike::KeyExchange{{method}, data})};
}

Payload nonce(Bytes data) {
  return {types::nonce, encode(wire::ike::Nonce{data})};
}

Payload notify(std::uint16_t type, Bytes data, std::uint8_t protocol, Bytes spi) {
  wire::ike::Notify made;
  made.protocol = {protocol};
  made.spi_size = static_cast<std::uint8_t>(spi.size());
  made.type = {type};
  made.spi = spi;
  made.data = data;
  return {types::n, encode(made)};
}

Payload identification(std::uint8_t payload_type, std::string_view domain_name) {
  const auto name = octets_of(domain_name);
  return {payload_type, encode(wire::ike::Identification{{registry::id_type::id_fqdn}, name})};
}

Payload authentication(std::uint8_t method, Bytes data) {
  return {types::auth, encode(wire::ike::Authentication{{method}, data})};
}

Payload delete_ike_sa() {
  wire::ike::Delete made;
  made.protocol = {registry::protocol::ike};
  return {types::d, encode(made)};
}

Payload delete_sa(std::uint8_t protocol, std::uint32_t spi) {
  const auto octets = numbers(spi);
  wire::ike::Delete made;
  made.protocol = {protocol};
  made.spi_size = sizeof spi;
  made.count = 1;
  made.spis.octets = octets;
  return {types::d, encode(made)};
}

Selector address_range(std::string_view first, std::string_view last) {
  const auto from = *address_from(first);
  const auto to = *address_from(last);
  const std::size_t octets = from.v6 ? 16 : 4;
  wire::ike::TrafficSelectorSubstructure made;
  made.type = {from.v6 ? registry::traffic_selector_type::ts_ipv6_addr_range
                       : registry::traffic_selector_type::ts_ipv4_addr_range};
  made.end_port = 0xffff;
  made.start_address = Bytes(from.octets).first(octets);
  made.end_address = Bytes(to.octets).first(octets);
  return encode(made);
}

Payload traffic_selectors(std::uint8_t payload_type, const std::vector<Selector>& selectors) {
  Octets all;
  for (const auto& one : selectors) all = std::move(all) + one;
  wire::ike::TrafficSelectors made;
  made.count = static_cast<std::uint8_t>(selectors.size());
  made.selectors.octets = all;
  return {payload_type, encode(made)};
}

Octets payload_chain(const Payloads& payloads) {
  Writer out;
  for (std::size_t i = 0; i < payloads.size(); ++i) {
    wire::ike::PayloadHeader header;
    if (i + 1 < payloads.size()) header.next_payload = {payloads[i + 1].type};
    header.length =
        static_cast<std::uint16_t>(payloads[i].body.size() + wire::ike::PayloadHeader::octets);
    encode(out, header);
    out.append(payloads[i].body);
  }
  return out.release();
}

}  // namespace espect::samples
