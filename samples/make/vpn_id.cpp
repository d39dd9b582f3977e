// SPDX-License-Identifier: GPL-2.0-or-later
#include "samples/make/extensions.h"
#include "samples/make/scenarios.h"

namespace espect::samples {
namespace {

// Two operators share the gateways; both use 10.0.0.0/8 inside.
constexpr std::uint32_t red = 7001, blue = 7002;
constexpr auto left_inside = "10.64.1.10", right_inside = "10.64.2.10";

Around in_vpn(std::uint32_t id) {
  Around around;
  around.vpn_id = id;
  return around;
}

ChildPlan shared_by(const std::vector<std::uint32_t>& ids, const ChildSuite& suite = {}) {
  ChildPlan plan;
  plan.suite = suite;
  plan.ts_i = {address_range("10.64.1.0", "10.64.1.255"), vpn_ids(ids)};
  plan.ts_r = {address_range("10.64.2.0", "10.64.2.255"), vpn_ids(ids)};
  plan.asked = plan.answered = {vpn_id_in_header()};
  return plan;
}

}  // namespace

void vpn_id(Sample& sample) {
  Session session(sample.wire, sample.random, sample.keys);
  session.init();
  auto shared = session.auth(shared_by({red, blue}));
  shared.ping(initiator, left_inside, right_inside, 4, in_vpn(red));
  shared.ping(initiator, left_inside, right_inside, 4, in_vpn(blue));
  shared.ping(responder, right_inside, left_inside, 2, in_vpn(red));

  // VPNs whose address ranges differ, one of them IPv6: the second form of the selectors.
  ChildPlan ranges;
  ranges.ts_i = {vpn_address_range(red, "10.65.1.0", "10.65.1.255"),
                 vpn_address_range(blue, "fd00:65:1::", "fd00:65:1::ffff")};
  ranges.ts_r = {vpn_address_range(red, "10.65.2.0", "10.65.2.255"),
                 vpn_address_range(blue, "fd00:65:2::", "fd00:65:2::ffff")};
  ranges.asked = ranges.answered = {vpn_id_in_header()};
  auto by_range = session.create_child(initiator, ranges);
  by_range.ping(initiator, "10.65.1.10", "10.65.2.10", 2, in_vpn(red));
  by_range.ping(initiator, "fd00:65:1::10", "fd00:65:2::10", 2, in_vpn(blue));

  ChildSuite ah;
  ah.protocol = registry::protocol::ah;
  ah.integ = registry::integrity_algorithm::auth_hmac_sha2_256_128;
  auto authenticated = session.create_child(initiator, shared_by({red, blue}, ah));
  authenticated.ping(initiator, left_inside, right_inside, 2, in_vpn(red));
  authenticated.ping(initiator, left_inside, right_inside, 2, in_vpn(blue));

  session.remove(initiator, by_range);
  session.remove(initiator, authenticated);
  session.close(initiator);
}

void vpn_id_defect(Sample& sample) {
  Session session(sample.wire, sample.random, sample.keys);
  session.init();
  auto shared = session.auth(shared_by({red, blue}));
  shared.ping(initiator, left_inside, right_inside, 3, in_vpn(red));
  constexpr std::uint32_t nobody = 7003;
  shared.ping(initiator, left_inside, right_inside, 2, in_vpn(nobody));

  // TSi and TSr name other VPNs.
  auto plan = shared_by({red, blue});
  plan.ts_r = {address_range("10.64.2.0", "10.64.2.255"), vpn_ids({red})};
  auto lopsided = session.create_child(initiator, plan);
  lopsided.ping(initiator, left_inside, right_inside, 2, in_vpn(red));

  // The field is in the header and the ICV does not cover it: anybody on the path may change it.
  plan = shared_by({red, blue});
  plan.asked = plan.answered = {vpn_id_in_header(false)};
  auto open = session.create_child(initiator, plan);
  auto around = in_vpn(red);
  around.vpn_id_covered = false;
  open.ping(initiator, left_inside, right_inside, 3, around);

  session.remove(initiator, lopsided);
  session.remove(initiator, open);
  session.close(initiator);
}

}  // namespace espect::samples
