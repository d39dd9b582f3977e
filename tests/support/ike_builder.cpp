// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/ike_builder.h"

namespace espect::test {

std::vector<std::uint8_t> sa_payload(std::initializer_list<std::vector<TransformSpec>> proposals) {
  using namespace wire::ike;
  Writer out;
  std::uint8_t number = 0;
  for (const auto& specs : proposals) {
    Writer transforms;
    for (std::size_t i = 0; i < specs.size(); ++i) {
      Writer attributes;
      if (specs[i].key_bits != 0) wire::encode(attributes, Attribute{0x800e, specs[i].key_bits});
      TransformSubstructure transform{.more = std::uint8_t(i + 1 < specs.size() ? 3 : 0),
                                      .type = {specs[i].type},
                                      .id = specs[i].id};
      transform.attributes = {attributes.bytes()};
      wire::encode(transforms, transform);
    }
    ++number;
    ProposalSubstructure proposal{.more = std::uint8_t(number < proposals.size() ? 2 : 0),
                                  .number = number,
                                  .protocol = {registry::protocol::ike},
                                  .transform_count = std::uint8_t(specs.size())};
    proposal.transforms = {transforms.bytes()};
    wire::encode(out, proposal);
  }
  return out.release();
}

std::vector<std::uint8_t> ke_payload(std::uint16_t method, std::size_t octets) {
  const std::vector<std::uint8_t> data(octets, 0x5a);
  return wire::encode(wire::ike::KeyExchange{{method}, data});
}

std::vector<std::uint8_t> notify_payload(std::uint16_t type, std::vector<std::uint8_t> data) {
  wire::ike::Notify notify{.type = {type}};
  notify.data = data;
  return wire::encode(notify);
}

std::vector<std::uint8_t> ike_message(const MessageSpec& spec) {
  using namespace wire::ike;
  Writer body;
  for (std::size_t i = 0; i < spec.payloads.size(); ++i) {
    const std::uint8_t next =
        i + 1 < spec.payloads.size() ? spec.payloads[i + 1].type : std::uint8_t{0};
    wire::encode(
        body, PayloadHeader{
                  {next}, 0, std::uint16_t(spec.payloads[i].body.size() + PayloadHeader::octets)});
    body.append(spec.payloads[i].body);
  }
  Header header{.spi_i = spec.spi_i,
                .spi_r = spec.spi_r,
                .exchange = {spec.exchange},
                .message_id = spec.message_id};
  header.next_payload = {spec.payloads.empty() ? std::uint8_t{0} : spec.payloads.front().type};
  header.flags = std::uint8_t((spec.from_initiator ? Header::initiator_flag : 0) |
                              (spec.response ? Header::response_flag : 0));
  header.length = std::uint32_t(Header::octets + body.size());
  Writer out;
  wire::encode(out, header);
  out.append(body.bytes());
  return out.release();
}

}  // namespace espect::test
