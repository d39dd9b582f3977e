// SPDX-License-Identifier: GPL-2.0-or-later
#include "samples/make/scenarios.h"

namespace espect::samples {
namespace {

namespace notifies = registry::notify;
namespace sn = registry::sequence_numbers;

constexpr std::uint16_t highest_session = 3;

ChildSuite suite(std::uint16_t sskdf, bool linux_prototype = false) {
  ChildSuite made;
  made.protocol = registry::protocol::eespv0;
  made.sn = sn::sequential_numbers_64;
  made.sskdf = sskdf;
  made.linux_prototype = linux_prototype;
  return made;
}

// Both say how many sub-SAs they accept.
ChildPlan with_sub_sas(const ChildSuite& of, const Payloads& more = {}) {
  auto plan = between_the_sites(of);
  plan.asked = Payloads{notify(notifies::eesp_max_sub_sa_id, numbers(highest_session))} + more;
  plan.answered = plan.asked;
  return plan;
}

Payloads transport_mode() {
  return {notify(notifies::use_transport_mode)};
}

// A request and its answer, each on the same sub-SA of its direction.
void pings(Child& child, int count, std::uint16_t session_id, Around around = {}) {
  around.session_id = session_id;
  child.ping(initiator, left_host, right_host, count, around);
}

// What transport mode carries: a datagram without its IP header.
void datagrams(Sample& sample, Child& child, int count, Around around) {
  around.next_header = udp_protocol;
  around.full_format = true;
  for (int i = 1; i <= count; ++i) {
    const auto& from = sample.wire.station(initiator).address;
    const auto& to = sample.wire.station(responder).address;
    child.protect(initiator, udp_datagram(from, to, 40000, 7, counting(50), true), around);
    sample.wire.answer_time();
    child.protect(responder, udp_datagram(to, from, 7, 40000, counting(50), true), around);
    sample.wire.wait(1000);
  }
}

void tell(Sample& sample, const Child& child) {
  child.tell(sample.keys.full, "tunnel", {});
}

}  // namespace

void eesp(Sample& sample) {
  Session session(sample.wire, sample.random, sample.keys);
  session.init();
  // Optimized packet format, four sub-SAs that share nothing but their root key.
  auto tunnel = session.auth(with_sub_sas(suite(registry::sskdf::sskdf_hkdf_sha2_256)));
  for (std::uint16_t id = 0; id <= highest_session; ++id) pings(tunnel, 2, id);

  // Full packet format; the responder accepts 8 octets in the clear, and gets them.
  constexpr std::uint8_t words = 2;
  auto transport_plan = with_sub_sas(
      suite(registry::sskdf::sskdf_hkdf_sha2_512),
      transport_mode() + Payloads{notify(notifies::eesp_max_crypt_offset, numbers(words))});
  auto transport = session.create_child(initiator, transport_plan);
  Around around;
  around.session_id = 1;
  datagrams(sample, transport, 2, around);
  around.crypt_offset_words = words;
  datagrams(sample, transport, 2, around);

  // No sub-SAs, no replay protection, and so no sequence numbers.
  auto bare_suite = suite(registry::sskdf::none);
  bare_suite.sn = sn::none;
  auto bare = session.create_child(initiator, between_the_sites(bare_suite));
  pings(bare, 3, 0);

  // The number is the IV.
  auto implicit_suite = suite(registry::sskdf::sskdf_hkdf_sha2_384);
  implicit_suite.encr = registry::encryption_algorithm::encr_aes_gcm_16_iiv;
  auto implicit = session.create_child(initiator, with_sub_sas(implicit_suite));
  pings(implicit, 2, 2);
  for (const auto* child : {&tunnel, &transport, &bare, &implicit}) tell(sample, *child);
  session.remove(initiator, bare);
  session.close(initiator);
}

void eesp_defect(Sample& sample) {
  Session session(sample.wire, sample.random, sample.keys);
  session.init();
  auto child = session.auth(with_sub_sas(suite(registry::sskdf::sskdf_hkdf_sha2_256)));
  pings(child, 2, 0);
  pings(child, 2, 1);

  IpHeader inner;
  inner.source = *address_from(left_host);
  inner.destination = *address_from(right_host);
  const auto request = icmp_echo(inner, Echo{false, 0x3a17, 1, counting(56)});
  Around first;
  first.session_id = 1;
  // Recorded on sub-SA 1 and sent again later: there its number has been, in the others it has not.
  const auto replayed = child.protect(initiator, request, first);
  sample.wire.wait(100);
  pings(child, 2, 0);
  sample.wire.eesp(initiator, replayed);
  sample.wire.wait(100);
  // One that comes after 80 others, left of a window of 64.
  const auto late = child.sealed(initiator, request, first);
  for (int i = 0; i < 80; ++i) {
    child.protect(initiator, request, first);
    sample.wire.wait(2);
  }
  sample.wire.eesp(initiator, late);
  sample.wire.wait(100);
  // A packet of sub-SA 1 to which somebody gave the ID of sub-SA 2.
  auto changed = child.sealed(initiator, request, first);
  changed[3] = 2;
  sample.wire.eesp(initiator, changed);
  sample.wire.wait(100);
  // Above what the receiver announced.
  Around beyond;
  beyond.session_id = highest_session + 1;
  child.protect(initiator, request, beyond);
  sample.wire.wait(100);
  Around reserved = first;
  reserved.reserved_bits = 5;
  child.protect(initiator, request, reserved);
  sample.wire.wait(100);
  tell(sample, child);

  // Nobody announced a maximum for Crypt Offset.
  auto open = session.create_child(
      initiator, with_sub_sas(suite(registry::sskdf::sskdf_hkdf_sha2_256), transport_mode()));
  Around clear;
  clear.crypt_offset_words = 4;
  datagrams(sample, open, 1, clear);
  tell(sample, open);

  // Numbers that are not for EESP: nobody knows whether these packets have any.
  auto wrong = suite(registry::sskdf::none);
  wrong.sn = sn::partially_transmitted_64_bit_sequential_numbers;
  session.create_child(initiator, between_the_sites(wrong));
  // No sub-SAs were agreed on, and one is used.
  auto lone = session.create_child(initiator, between_the_sites(suite(registry::sskdf::none)));
  pings(lone, 1, 0);
  pings(lone, 1, 7);
  tell(sample, lone);
  session.close(initiator);
}

void eesp_linux_prototype(Sample& sample) {
  Session session(sample.wire, sample.random, sample.keys);
  session.init();
  auto child = session.auth(between_the_sites(suite(registry::sskdf::none, true)));
  pings(child, 3, 0);
  Around full;
  full.full_format = true;  // as one of the two prototypes has it in tunnel mode too
  pings(child, 2, 0, full);
  tell(sample, child);
  session.close(initiator);
}

}  // namespace espect::samples
