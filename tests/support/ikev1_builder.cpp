// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/ikev1_builder.h"

namespace espect::test::ikev1 {
namespace {

namespace wire1 = wire::ikev1;

template <class Attribute>
std::vector<std::uint8_t> attributes(const std::vector<AttributeSpec>& specs) {
  Writer out;
  for (const auto& [type, value] : specs) {
    Writer octets;
    octets.number(value);
    Attribute attribute;
    attribute.format_and_type = std::uint16_t(value > 0xffff ? type : 0x8000U | type);
    attribute.value = std::uint16_t(value);
    attribute.length = sizeof value;
    attribute.data = octets.bytes();
    wire::encode(out, attribute);
  }
  return out.release();
}

std::vector<std::uint8_t> sa_of(wire1::Proposal proposal) {
  proposal.number = 1;
  const auto octets = wire::encode(proposal);
  wire1::SecurityAssociation sa{.doi = {registry::ikev1_doi::ipsec}};
  sa.situation.flags = wire1::Situation::identity_only_flag;
  sa.proposals = {octets};
  return wire::encode(sa);
}

}  // namespace

std::vector<AttributeSpec> phase1_attributes(std::uint16_t authentication) {
  namespace types = registry::ikev1_phase1_attribute;
  return {{types::encryption_algorithm, 7}, {types::key_length, 256},
          {types::hash_algorithm, 4},       {types::authentication_method, authentication},
          {types::group_description, 14},   {types::life_type, registry::ikev1_life_type::seconds},
          {types::life_duration, 4 * 3600U}};
}

std::vector<std::uint8_t> phase1_sa(const std::vector<std::vector<AttributeSpec>>& transforms) {
  Writer list;
  std::uint8_t number = 0;
  for (const auto& specs : transforms) {
    ++number;
    const auto octets = attributes<wire1::Phase1Attribute>(specs);
    wire1::Phase1Transform transform{
        .more = std::uint8_t(number < transforms.size() ? 3 : 0), .number = number, .id = {1}};
    transform.attributes = {octets};
    wire::encode(list, transform);
  }
  wire1::Proposal proposal{.protocol = {registry::ikev1_protocol::isakmp},
                           .transform_count = number};
  proposal.phase1 = {list.bytes()};
  return sa_of(proposal);
}

std::vector<std::uint8_t> esp_sa(std::uint32_t spi, std::uint8_t transform_id,
                                 const std::vector<AttributeSpec>& specs) {
  const auto octets = attributes<wire1::Phase2Attribute>(specs);
  wire1::EspTransform transform{.number = 1, .id = {transform_id}};
  transform.attributes = {octets};
  const auto list = wire::encode(transform);
  Writer spi_octets;
  spi_octets.number(spi);
  wire1::Proposal proposal{
      .protocol = {registry::ikev1_protocol::esp}, .spi_size = sizeof spi, .transform_count = 1};
  proposal.spi = spi_octets.bytes();
  proposal.esp = {list};
  return sa_of(proposal);
}

std::vector<std::uint8_t> notify(std::uint16_t type, std::vector<std::uint8_t> data) {
  wire1::Notify notify{.doi = {registry::ikev1_doi::ipsec},
                       .protocol = {registry::ikev1_protocol::isakmp},
                       .type = {type}};
  notify.data = data;
  return wire::encode(notify);
}

std::vector<std::uint8_t> payloads(const std::vector<PayloadSpec>& specs) {
  Writer out;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const std::uint8_t next = i + 1 < specs.size() ? specs[i + 1].type : std::uint8_t{0};
    wire::encode(out,
                 wire1::PayloadHeader{
                     {next}, std::uint16_t(specs[i].body.size() + wire1::PayloadHeader::octets)});
    out.append(specs[i].body);
  }
  return out.release();
}

std::vector<std::uint8_t> message(const MessageSpec& spec) {
  const auto body = spec.closed.empty() ? payloads(spec.payloads) : spec.closed;
  wire1::Header header{.spi_i = spec.spi_i,
                       .spi_r = spec.spi_r,
                       .exchange = {spec.exchange},
                       .flags = spec.flags,
                       .message_id = spec.message_id};
  header.next_payload = {spec.payloads.empty() ? spec.first : spec.payloads.front().type};
  header.length = std::uint32_t(wire1::Header::octets + body.size());
  Writer out;
  wire::encode(out, header);
  out.append(body);
  return out.release();
}

}  // namespace espect::test::ikev1
