// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/rules/policy/configuration/traffic_facts.h"

#include <algorithm>

#include "ipsec/rules/policy/inner_header.h"
#include "ipsec/sessions/esp/esp_contents.h"

namespace espect::rules::configuration {
namespace {

namespace exchange_types = registry::exchange;

SaFacts& facts_of(Family& family, const sessions::IkeSa& sa) {
  const auto found = std::ranges::find(family.sas, &sa, &SaFacts::sa);
  if (found != family.sas.end()) return *found;
  const bool swapped = !family.sas.empty() &&
                       sa.initiator.address == family.sas[0].sa->responder.address &&
                       sa.initiator.address != family.sas[0].sa->initiator.address;
  family.sas.push_back({&sa, swapped, {}});
  return family.sas.back();
}

std::uint8_t side_of(const SaFacts& sa, bool initiator) {
  return initiator == sa.swapped ? 1 : 0;
}

void note_heard(SideFacts& hearer, Time time, std::uint32_t frame) {
  if (hearer.heard && (!hearer.asked || *hearer.asked <= *hearer.heard)) {
    const auto waited = seconds_between(*hearer.heard, time);
    if (waited > hearer.unchecked) {
      hearer.unchecked = waited;
      hearer.unchecked_frame = frame;
    }
  }
  hearer.heard = time;
}

// What tries another path (RFC 4555 section 3.10) looks like a liveness check, and is none.
bool between_its_addresses(const sessions::IkeSa& sa, const Path& path) {
  const auto& source = path.source;
  const auto& destination = path.destination;
  return (source == sa.initiator.address && destination == sa.responder.address) ||
         (source == sa.responder.address && destination == sa.initiator.address);
}

void hear_messages(const Bench& bench, const TrafficFacts& facts) {
  bench.events.to<sessions::IkeMessageSeen>([facts](const sessions::IkeMessageSeen& event) {
    auto& family = (*facts.families)[event.sa.lineage];
    const auto side = side_of(facts_of(family, event.sa), event.from_initiator);
    auto& sender = family.sides.at(side);
    if (event.second_sighting) return;
    ++sender.messages;
    const auto& datagram = event.datagram;
    sender.dscp.try_emplace(static_cast<std::uint8_t>(datagram.ip.traffic_class >> 2),
                            datagram.frame);
    if (event.message.fragment() && sender.fragment_frame == 0)
      sender.fragment_frame = datagram.frame;
    if (!event.answer) sender.asked = datagram.time;
    note_heard(family.sides.at(1 - side), datagram.time, datagram.frame);
  });
  bench.events.to<sessions::IkeMessageOpened>([facts](const sessions::IkeMessageOpened& event) {
    if (event.contents == nullptr || event.retransmission) return;
    auto& family = (*facts.families)[event.sa.lineage];
    auto& sender = family.sides.at(side_of(facts_of(family, event.sa), event.from_initiator));
    const auto type = event.message.header().exchange.value;
    if (type == exchange_types::ike_auth) {
      sender.auth_frame = event.datagram.frame;
      if (event.contents->has_notify(registry::notify::mobike_supported))
        sender.mobike_frame = event.datagram.frame;
    }
    if (type == exchange_types::informational && !event.message.header().response() &&
        event.contents->payloads().empty() &&
        between_its_addresses(event.sa, event.datagram.path)) {
      ++sender.checks;
      if (sender.heard) {
        const auto waited = seconds_between(*sender.heard, event.datagram.time);
        if (sender.earliest_check_frame == 0 || waited < sender.earliest_check) {
          sender.earliest_check = waited;
          sender.earliest_check_frame = event.datagram.frame;
        }
      }
      if (sender.check_frame == 0) sender.check_frame = event.datagram.frame;
    }
  });
}

void hear_negotiations(const Bench& bench, const TrafficFacts& facts) {
  bench.events.to<sessions::IkeSaRekeyed>([facts](const sessions::IkeSaRekeyed& event) {
    auto& family = (*facts.families)[event.old_sa.lineage];
    const auto by = side_of(facts_of(family, event.old_sa), event.from_initiator);
    facts_of(family, event.new_sa).swapped = by == 1;
    facts_of(family, event.old_sa).rekeyed = {event.new_sa.first_time, by, event.response_frame};
  });
  bench.events.to<sessions::ChildSaMade>([facts](const sessions::ChildSaMade& event) {
    auto& family = (*facts.families)[event.sa.lineage];
    const auto by = side_of(facts_of(family, event.sa), event.from_initiator);
    (*facts.children)[event.child.id] = {&event.child, by, {}};
    if (!event.child.rekeyed_from) return;
    const auto old = facts.children->find(*event.child.rekeyed_from);
    if (old != facts.children->end())
      old->second.rekeyed = {event.child.created, by, event.response_frame};
  });
}

std::uint64_t esp_octets(const Datagram& datagram) {
  const auto* esp = std::get_if<Esp>(&datagram.content);
  return esp == nullptr ? UINT64_MAX : esp->packet.size() + datagram.cut_octets;
}

void compare_headers(FlowFacts& facts, const Datagram& outer, Bytes inner) {
  // The first octets of IPv4 and IPv6 hold the traffic class, of IPv4 also DF.
  if (inner.size() < 20) return;
  const unsigned version = inner[0] >> 4;
  if (version != 4 && version != 6) return;
  const unsigned traffic_class =
      version == 4 ? inner[1] : ((inner[0] & 0xfU) << 4) | (inner[1] >> 4);
  ++facts.dscp_compared;
  if (traffic_class >> 2 != outer.ip.traffic_class >> 2U && facts.dscp_differs == 0)
    facts.dscp_differs = outer.frame;
  if (version != 4 || outer.path.source.v6) return;
  ++facts.df_compared;
  if (((inner[6] & 0x40) != 0) != outer.ip.dont_fragment && facts.df_differs == 0)
    facts.df_differs = outer.frame;
}

void hear_packets(const Bench& bench, const TrafficFacts& facts) {
  bench.events.to<sessions::EspSeen>([facts](const sessions::EspSeen& event) {
    auto& flow = (*facts.flows)[event.flow.id];
    flow.flow = &event.flow;
    const auto& datagram = event.datagram;
    if (const auto octets = esp_octets(datagram); octets < flow.smallest) {
      flow.smallest = octets;
      flow.smallest_frame = datagram.frame;
    }
    if (datagram.ip.traffic_class >> 2 != 0 && flow.marked_frame == 0)
      flow.marked_frame = datagram.frame;
    if (datagram.ip.dont_fragment && !datagram.path.source.v6 && flow.df_set == 0)
      flow.df_set = datagram.frame;
    if (event.child == nullptr) return;
    const auto child = facts.children->find(event.child->id);
    const auto family = facts.families->find(event.child->lineage);
    if (child != facts.children->end() && family != facts.families->end())
      note_heard(family->second.sides.at(child->second.receiver(event.flow.spi)), datagram.time,
                 datagram.frame);
  });
  bench.events.to<sessions::EspOpened>([facts](const sessions::EspOpened& event) {
    const auto contents = sessions::contents_of(event.flow.protocol, event.plaintext);
    if (!contents) return;
    auto& flow = (*facts.flows)[event.flow.id];
    flow.flow = &event.flow;
    ++flow.opened;
    if (contents->tfc_octets != 0) {
      ++flow.tfc;
      if (flow.tfc_frame == 0) flow.tfc_frame = event.datagram.frame;
    }
    if (contents->next_header == 4 || contents->next_header == 41)
      compare_headers(flow, event.datagram, contents->payload);
  });
}

}  // namespace

TrafficFacts hear_traffic(const Bench& bench) {
  TrafficFacts facts{bench.table<std::uint32_t, Family>("IKE SAs"),
                     bench.table<std::uint32_t, ChildFacts>("Child SAs"),
                     bench.table<std::uint32_t, FlowFacts>("flows")};
  hear_messages(bench, facts);
  hear_negotiations(bench, facts);
  hear_packets(bench, facts);
  return facts;
}

}  // namespace espect::rules::configuration
