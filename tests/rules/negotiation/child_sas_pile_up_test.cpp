// SPDX-License-Identifier: GPL-2.0-or-later
#include <deque>

#include "tests/support/catch.h"
#include "tests/support/told_events.h"

namespace espect::test::child_sas_pile_up {
namespace {

struct Piling {
  Piling& make(bool per_resource = false) {
    auto& made = children.emplace_back(
        static_cast<std::uint32_t>(children.size() + 1),
        std::vector<sessions::Transform>{{registry::transform_type::encr, 20, 256}});
    made.child.ts_i = {told_selector("10.1.0.0", "10.1.0.255")};
    made.child.ts_r = {told_selector("10.2.0.0", "10.2.0.255")};
    made.child.created = at(static_cast<double>(children.size()));
    made.child.created_frame = made.child.id;
    if (per_resource) made.response.notifies = {registry::notify::sa_resource_info};
    bench.tell(made.made(sa));
    return *this;
  }
  Piling& delete_last() {
    auto& child = children.back().child;
    child.state = sessions::ChildSaState::deleted;
    child.closed = child.created;
    child.closed_frame = 100;
    return *this;
  }
  AuditBench bench;
  sessions::IkeSa sa = told_sa();
  std::deque<ToldChild> children;
};

}  // namespace

TEST_CASE("child-sas-pile-up counts Child SAs that are there at once") {
  Piling piling;
  for (int i = 0; i < 31; ++i) piling.make();
  const auto* finding = piling.bench.only("child-sas-pile-up");
  REQUIRE(finding != nullptr);
  CHECK(finding->sentence() ==
        "31 Child SAs for 10.1.0.0/24 == 10.2.0.0/24 at once under IKE SA 1, none of them rekeyed "
        "or deleted");
}

TEST_CASE("child-sas-pile-up counts Child SAs that are deleted as soon as they are made") {
  Piling piling;
  for (int i = 0; i < 6; ++i) piling.make().delete_last();
  const auto* finding = piling.bench.only("child-sas-pile-up");
  REQUIRE(finding != nullptr);
  CHECK(finding->sentence() ==
        "5 Child SAs for 10.1.0.0/24 == 10.2.0.0/24 were made and deleted within 2 s");
}

TEST_CASE("child-sas-pile-up is silent on a few, on rekeys and on SAs per resource") {
  Piling few;
  for (int i = 0; i < 4; ++i) few.make();
  CHECK(few.bench.silent("child-sas-pile-up"));
  Piling rekeyed;
  for (int i = 0; i < 31; ++i) {
    if (i > 0) rekeyed.children.back().child.state = sessions::ChildSaState::rekeyed;
    rekeyed.make();
  }
  CHECK(rekeyed.bench.silent("child-sas-pile-up"));
  Piling resources;
  for (int i = 0; i < 31; ++i) resources.make(true);
  CHECK(resources.bench.silent("child-sas-pile-up"));
}

}  // namespace espect::test::child_sas_pile_up
