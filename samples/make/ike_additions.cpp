// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/wire/encoder.h"
#include "ipsec/wire/ike/extensions/delete_reason.h"
#include "ipsec/wire/ike/extensions/header_compression.h"
#include "samples/make/scenarios.h"

namespace espect::samples {
namespace {

namespace notifies = registry::notify;

Payload delete_reason(std::uint16_t reason, std::string_view language, std::string_view text) {
  const auto tag = octets_of(language), words = octets_of(text);
  wire::ike::DeleteReason said;
  said.reason = {reason};
  said.language_length = static_cast<std::uint8_t>(tag.size());
  said.language = tag;
  said.text = words;
  return notify(notifies::delete_reason, wire::encode(said));
}

// SPI and sequence number of 16 bits each.
Payload diet_esp() {
  constexpr std::uint16_t short_form = 0x8000;
  Octets attributes;
  for (const std::uint16_t type : {std::uint16_t{4}, std::uint16_t{5}})
    attributes = std::move(attributes) +
                 numbers(static_cast<std::uint16_t>(short_form | type), std::uint16_t{16});
  wire::ike::HcpProposal proposal;
  proposal.id = 1;
  proposal.length = static_cast<std::uint16_t>(attributes.size());
  proposal.data = attributes;
  return notify(notifies::hcp_proposal, wire::encode(proposal));
}

}  // namespace

void ike_additions(Sample& sample) {
  Session session(sample.wire, sample.random, sample.keys);
  const Payloads supported{notify(notifies::fragment_ack_supported)};
  session.init(supported, supported);
  auto plan = between_the_sites();
  plan.asked = {notify(notifies::optimized_rekey_supported),
                notify(notifies::child_sa_pfs_info_supported)};
  plan.answered = plan.asked;
  auto child = session.auth(plan);
  child.ping(initiator, left_host, right_host, 2);

  // Fragment 2 is lost, and only that one is sent again.
  session.informational_in_fragments(initiator,
                                     {notify(registry::notify::ticket_opaque, counting(400))}, 2);

  auto rekeyed = session.rekey_optimized(initiator, child, between_the_sites());
  rekeyed.ping(initiator, left_host, right_host, 2);
  session.informational(initiator,
                        {delete_sa(child.protocol(), child.spi(initiator)),
                         delete_reason(9, "en", "replaced by a rekey")},
                        {delete_sa(child.protocol(), child.spi(responder))});

  // From here on an SA with headers that no parser of ESP understands.
  auto small = between_the_sites();
  small.asked = {diet_esp()};
  small.answered = small.asked;
  auto compressed = session.create_child(initiator, small);
  for (std::uint16_t number = 1; number <= 6; ++number) {
    const auto spi = static_cast<std::uint16_t>(compressed.spi(responder));
    sample.wire.esp(initiator, numbers(spi, number) + sample.random.octets(84));
    sample.wire.wait(500);
  }
  rekeyed.ping(initiator, left_host, right_host, 1);
  session.informational(initiator, {delete_ike_sa(), delete_reason(6, "", "")});
}

}  // namespace espect::samples
