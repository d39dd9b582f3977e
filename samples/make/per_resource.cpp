// SPDX-License-Identifier: GPL-2.0-or-later
#include "samples/make/scenarios.h"

namespace espect::samples {
namespace {

namespace notifies = registry::notify;

ChildPlan for_cpu(std::string_view cpu) {
  auto plan = between_the_sites();
  plan.asked = {notify(notifies::sa_resource_info, octets_of(cpu))};
  plan.answered = plan.asked;
  return plan;
}

// The initiator's port for one CPU; the responder writes to it.
Wire::UdpPorts port_of(std::uint16_t port) {
  Wire::UdpPorts ports;
  ports.from[0] = ports.to[0] = port;
  return ports;
}

}  // namespace

// RFC 9611 with MUSE: a Child SA for each CPU, made and used from a port of its own.
void per_resource_sas(Sample& sample) {
  Session session(sample.wire, sample.random, sample.keys);
  session.init({}, {}, true);
  auto first = between_the_sites();
  first.asked = {notify(notifies::udp_ephemeral_source_port)};
  first.answered = first.asked;
  auto fallback = session.auth(first);
  std::vector<Child> children;
  constexpr std::array<std::uint16_t, 3> cpu_ports{49210, 53120, 61877};
  constexpr std::array<std::string_view, 3> queues{"q1", "q2", "q3"};
  for (std::size_t i = 0; i < queues.size(); ++i) {
    sample.wire.use_ports(port_of(cpu_ports[i]));
    children.push_back(session.create_child(initiator, for_cpu(queues[i])));
    sample.wire.use_ports({});
    session.informational(initiator, {});
  }
  for (int round = 0; round < 2; ++round) {
    sample.wire.use_ports({});
    fallback.ping(initiator, left_host, right_host, 1);
    for (std::size_t i = 0; i < children.size(); ++i) {
      sample.wire.use_ports(port_of(cpu_ports[i]));
      children[i].ping(initiator, left_host, right_host, 2);
    }
  }
  // As strongSwan's per_cpu_sas = encap: ports at random, of both sides, and no notify of them.
  auto plain = session.create_child(initiator, for_cpu("q4"));
  sample.wire.use_ports({{50001, 51001}, {4500, 4500}});
  plain.ping(initiator, left_host, right_host, 3);
  sample.wire.use_ports({});
  session.close(initiator);
}

// The same, and then a NAT that really gives another port; and a replay on one of the SAs.
void per_resource_sas_defect(Sample& sample) {
  Session session(sample.wire, sample.random, sample.keys);
  session.init({}, {}, true);
  auto first = between_the_sites();
  first.asked = {notify(notifies::udp_ephemeral_source_port)};
  first.answered = first.asked;
  auto fallback = session.auth(first);
  sample.wire.use_ports(port_of(49210));
  auto child = session.create_child(initiator, for_cpu("q1"));
  child.ping(initiator, left_host, right_host, 2);
  IpHeader inner;
  inner.source = *address_from(left_host);
  inner.destination = *address_from(right_host);
  const auto packet = child.protect(initiator, icmp_echo(inner, Echo{false, 7, 1, counting(56)}));
  sample.wire.wait(300);
  sample.wire.esp(initiator, packet);
  sample.wire.wait(300);
  sample.wire.use_ports(port_of(50555));
  session.informational(initiator, {});
  fallback.ping(initiator, left_host, right_host, 1);
  session.informational(initiator, {});
  session.close(initiator);
}

}  // namespace espect::samples
