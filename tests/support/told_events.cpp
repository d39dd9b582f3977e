// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/told_events.h"

namespace espect::test {

sessions::IkeSa told_sa() {
  sessions::IkeSa sa;
  sa.id = 1;
  sa.spi_i = initiator_spi;
  sa.spi_r = responder_spi;
  sa.initiator = {*address_from("10.1.0.10"), 4500};
  sa.responder = {*address_from("10.2.0.10"), 4500};
  sa.state = sessions::IkeSaState::established;
  sa.seen_from_start = true;
  return sa;
}

sessions::TrafficSelector told_selector(std::string_view start, std::string_view end) {
  sessions::TrafficSelector selector;
  selector.start = *address_from(start);
  selector.end = *address_from(end);
  selector.type = selector.start.v6 ? 8 : 7;
  selector.end_port = 0xffff;
  return selector;
}

ToldChild::ToldChild(std::uint32_t id, std::vector<sessions::Transform> transforms) {
  child.id = id;
  child.ike_sa = child.lineage = 1;
  child.spi_i = 0xc0000000 + id;
  child.spi_r = 0xd0000000 + id;
  child.selection = {1, registry::protocol::esp, {}, std::move(transforms)};
  request.proposals = response.proposals = {child.selection};
}

sessions::ChildSaMade ToldChild::made(const sessions::IkeSa& sa, bool from_initiator) const {
  return {sa, child, registry::exchange::create_child_sa, from_initiator, &request, response,
          11, 12};
}

sessions::SaRefused told_refusal(const sessions::IkeSa& sa, std::uint16_t notify,
                                 const sessions::SaPayloads* request) {
  return {sa, notify, registry::protocol::esp, registry::exchange::ike_auth, true, request, 3, 4};
}

void tell_opened(AuditBench& bench, const sessions::IkeSa& sa, MessageSpec spec) {
  spec.spi_i = sa.spi_i;
  spec.spi_r = sa.spi_r;
  const auto inside = ike_message(spec);
  auto outside = spec;
  outside.payloads = {{registry::payload::sk, std::vector<std::uint8_t>(80, 9)}};
  const auto octets = ike_message(outside);
  sessions::IkeMessage message;
  REQUIRE(message.read(octets));
  const sessions::IkeContents contents(
      {spec.payloads.empty() ? std::uint8_t{0} : spec.payloads.front().type},
      std::vector<std::uint8_t>(inside.begin() + wire::ike::Header::octets, inside.end()), nullptr);
  Datagram datagram;
  datagram.frame = spec.message_id * 2 + (spec.response ? 2 : 1);
  const auto& from = spec.from_initiator ? sa.initiator : sa.responder;
  const auto& to = spec.from_initiator ? sa.responder : sa.initiator;
  datagram.path = {from.address, to.address, from.port, to.port, Encapsulation::udp};
  bench.events().tell(sessions::IkeMessageOpened{
      datagram, message, sa, {}, contents.octets(), &contents, false, spec.from_initiator});
}

}  // namespace espect::test
