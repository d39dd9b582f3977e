// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/child/child_sas.h"

#include "tests/support/catch.h"

namespace espect::test::child_sas_test {
namespace {

using sessions::ChildSa;
using sessions::ChildSas;
using sessions::ChildSaState;

constexpr std::uint32_t lineage = 1;
constexpr std::uint32_t old_ike = 1;

ChildSa child(std::uint32_t spi_i, std::uint32_t spi_r, std::uint32_t of_lineage = lineage) {
  ChildSa sa;
  sa.ike_sa = sa.lineage = of_lineage;
  sa.spi_i = spi_i;
  sa.spi_r = spi_r;
  return sa;
}

ChildSaState state_after_delete(ChildSas& children, std::uint32_t ike_sa) {
  children.ike_sa_deleted(lineage, ike_sa, 9, {});
  return children.all()[0].state;
}

TEST_CASE("a Child SA is found by either SPI, the newest of its lineage first") {
  ChildSas children;
  children.add(child(1, 2));
  children.add(child(1, 3));
  children.add(child(1, 4, 7));
  CHECK(children.find(lineage, Protocol::esp, 1)->id == 2);
  CHECK(children.find(lineage, Protocol::esp, 2)->id == 1);
  CHECK(children.find(7, Protocol::esp, 1)->id == 3);
  CHECK(children.find(lineage, Protocol::ah, 1) == nullptr);
  CHECK(children.find(lineage, Protocol::esp, 4) == nullptr);
  const auto same = children.with_spi(Protocol::esp, 1);
  REQUIRE(same.size() == 3);
  CHECK(same.front()->id == 3);
  CHECK(same.back()->id == 1);
}

TEST_CASE("of one SPI the newest are kept, however many a peer makes") {
  ChildSas children;
  for (std::uint32_t i = 0; i < 1000; ++i) children.add(child(1, 1000 + i));
  const auto same = children.with_spi(Protocol::esp, 1);
  CHECK(same.size() == ChildSas::max_same_spi);
  CHECK(same.front()->id == 1000);
}

TEST_CASE("Child SAs go with the IKE SA that has them, and with no other") {
  ChildSas children;
  children.add(child(1, 2));
  CHECK(children.owner(lineage) == old_ike);
  children.ike_sa_rekeyed(lineage, old_ike, 2, {5});
  CHECK(children.owner(lineage) == 2);
  CHECK(state_after_delete(children, old_ike) == ChildSaState::active);
  CHECK(state_after_delete(children, 2) == ChildSaState::deleted);
  CHECK(children.all()[0].closed_frame == 9);
}

// RFC 7296 section 2.25: the IKE SA whose exchange had the lowest nonce is redundant.
TEST_CASE("of two rekeys at once the one without the lowest nonce gets the Child SAs") {
  const bool first_wins = GENERATE(true, false);
  ChildSas children;
  children.add(child(1, 2));
  const std::vector<std::uint8_t> low{1, 9};
  const std::vector<std::uint8_t> high{2, 0};
  children.ike_sa_rekeyed(lineage, old_ike, 2, first_wins ? high : low);
  children.ike_sa_rekeyed(lineage, old_ike, 3, first_wins ? low : high);
  const std::uint32_t winner = first_wins ? 2 : 3;
  CHECK(children.owner(lineage) == winner);
  CHECK(state_after_delete(children, 5 - winner) == ChildSaState::active);
  CHECK(state_after_delete(children, winner) == ChildSaState::deleted);
}

TEST_CASE("peers that keep the other one are believed") {
  ChildSas children;
  children.add(child(1, 2));
  children.ike_sa_rekeyed(lineage, old_ike, 2, {9});
  children.ike_sa_rekeyed(lineage, old_ike, 3, {1});
  CHECK(state_after_delete(children, 2) == ChildSaState::active);
  CHECK(children.owner(lineage) == 3);
  CHECK(state_after_delete(children, 3) == ChildSaState::deleted);
}

TEST_CASE("what was never completed is not deleted") {
  ChildSas children;
  children.add(child(1, 2)).state = ChildSaState::pending;
  CHECK(state_after_delete(children, old_ike) == ChildSaState::pending);
}

}  // namespace
}  // namespace espect::test::child_sas_test
