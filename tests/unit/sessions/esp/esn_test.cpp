// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/catch.h"
#include "tests/unit/sessions/esp/esp_sender.h"

namespace espect::test::esn_test {
namespace {

TEST_CASE("ESN is found by the ICV when nobody announces it") {
  Sender sender;
  sender.esn = true;
  sender.with(row(7)).send(1).send(2);
  CHECK(sender.flow().icv_ok == 2);
  CHECK(sender.flow().esn);
  Sender without;
  without.with(row(7)).send(1);
  CHECK(without.flow().icv_ok == 1);
  CHECK_FALSE(without.flow().esn);
}

TEST_CASE("what is announced about ESN is not tried otherwise") {
  Sender sender;
  sender.with(row(7, true)).send(1);
  CHECK(sender.flow().icv_ok == 0);
  Sender other;
  other.esn = true;
  other.with(row(7, false)).send(1);
  CHECK(other.flow().icv_ok == 0);
}

TEST_CASE("the high half goes on when the low half wraps, and back for late packets") {
  Sender sender;
  sender.esn = true;
  sender.with(row(7, true)).send(epoch - 2).send(epoch - 1).send(epoch).send(epoch + 2);
  sender.send(epoch - 3).send(epoch + 1);
  CHECK(sender.flow().icv_ok == 6);
  CHECK(sender.flow().numbers.highest == epoch + 2);
  CHECK(sender.flow().numbers.reordered == 2);
  CHECK(sender.flow().numbers.duplicates == 0);
  CHECK(sender.flow().numbers.lost() == 0);
  sender.send(epoch + 1);
  CHECK(sender.flow().numbers.duplicates == 1);
}

TEST_CASE("a jump over more than half an epoch is followed") {
  Sender sender;
  sender.esn = true;
  sender.with(row(7, true)).send(5).send(epoch - 5).send(epoch + 0x9000'0000);
  CHECK(sender.flow().icv_ok == 3);
  CHECK(sender.flow().numbers.highest == epoch + 0x9000'0000);
}

TEST_CASE("a capture may begin in a later epoch") {
  for (const bool said : {false, true}) {
    Sender sender;
    sender.esn = true;
    auto keys = row(7, true);
    if (said) keys.sequence_high = 3;
    sender.with(keys).send(3 * epoch + 77).send(3 * epoch + 78);
    CHECK(sender.flow().icv_ok == 2);
    CHECK(sender.flow().numbers.highest == 3 * epoch + 78);
  }
}

TEST_CASE("of a late epoch only the key source can know") {
  Sender sender;
  sender.esn = true;
  sender.with(row(7, true)).send(1000 * epoch + 1);
  CHECK(sender.flow().icv_ok == 0);
  Sender told;
  told.esn = true;
  auto keys = row(7, true);
  keys.sequence_high = 999;
  told.with(keys).send(1000 * epoch + 1).send(999 * epoch + 0xffff'ffff);
  CHECK(told.flow().icv_ok == 2);
  CHECK(told.flow().numbers.highest == 1000 * epoch + 1);
}

}  // namespace
}  // namespace espect::test::esn_test
