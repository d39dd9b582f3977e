// SPDX-License-Identifier: GPL-2.0-or-later
#include "samples/make/extensions.h"
#include "samples/make/scenarios.h"

namespace espect::samples {
namespace {

constexpr std::uint8_t af11 = 10, af31 = 26, af32 = 28, af33 = 30, af41 = 34, af42 = 36, af43 = 38,
                       ef = 46;

void ping_with(Child& child, std::uint8_t dscp, int count = 2) {
  Around around;
  around.outer.dscp = dscp;  // RFC 4301 section 5.1.2: copied from the inner header
  child.ping(initiator, left_host, right_host, count, around);
}

ChildPlan by_selector(const std::vector<std::uint8_t>& asked,
                      const std::vector<std::uint8_t>& answered) {
  auto plan = between_the_sites();
  plan.answered_ts_i = plan.ts_i;
  plan.ts_i.push_back(dscp_selector(asked));
  plan.answered_ts_i.push_back(dscp_selector(answered));
  return plan;
}

ChildPlan by_notify(const std::vector<std::uint8_t>& values) {
  auto plan = between_the_sites();
  plan.asked = plan.answered = {dscp_notify(values)};
  return plan;
}

}  // namespace

void dscp(Sample& sample) {
  Session session(sample.wire, sample.random, sample.keys);
  session.init();
  auto best_effort = session.auth(between_the_sites());
  ping_with(best_effort, 0);

  auto assured = session.create_child(initiator, by_notify({af11, af31, af32, af33}));
  for (const auto value : {af11, af31, af32, af33}) ping_with(assured, value, 1);
  auto voice = session.create_child(initiator, by_selector({ef}, {ef}));
  ping_with(voice, ef);
  // The responder takes a part.
  auto video = session.create_child(initiator, by_selector({af41, af42, af43}, {af41, af42}));
  for (const auto value : {af41, af42}) ping_with(video, value, 1);

  ping_with(best_effort, 0);
  for (const auto* child : {&assured, &voice, &video}) session.remove(initiator, *child);
  session.close(initiator);
}

void dscp_defect(Sample& sample) {
  Session session(sample.wire, sample.random, sample.keys);
  session.init();
  auto plan = between_the_sites();
  plan.asked = plan.answered = {dscp_notify({af11})};  // belongs in CREATE_CHILD_SA
  auto first = session.auth(plan);
  ping_with(first, af11);

  auto unordered = session.create_child(initiator, by_selector({ef, af11}, {ef, af11}));
  ping_with(unordered, ef);
  auto above = session.create_child(initiator, by_selector({ef, 70}, {ef, 70}));
  ping_with(above, ef);
  auto widened = session.create_child(initiator, by_selector({af11}, {af11, ef}));
  ping_with(widened, af11);
  // A list that is right, and packets that are not in it.
  auto voice = session.create_child(initiator, by_selector({ef}, {ef}));
  ping_with(voice, ef);
  ping_with(voice, af41);
  for (const auto* child : {&unordered, &above, &widened, &voice})
    session.remove(initiator, *child);
  session.close(initiator);
}

}  // namespace espect::samples
