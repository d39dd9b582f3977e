// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/inner/esp_echo.h"

#include "ipsec/bytes/hex.h"
#include "ipsec/registry/experimental_profile.h"
#include "tests/support/catch.h"

namespace espect::test::esp_echo_test {
using sessions::EchoForm;

namespace {

std::vector<std::uint8_t> octets(std::string_view hex) {
  auto parsed = from_hex(hex);
  REQUIRE(parsed);
  return *parsed;
}

// As it was read, with data that outlives the packet.
struct Read {
  explicit Read(std::string_view hex, bool reply = false,
                const registry::ExperimentalProfile* profile = nullptr)
      : packet(octets(hex)), echo(sessions::read_clear_echo(reply, packet, profile)) {}
  std::string data() const { return {echo.data.begin(), echo.data.end()}; }
  std::vector<std::uint8_t> packet;
  sessions::EspEcho echo;
};

}  // namespace

TEST_CASE("the forms of ESP echo in the clear are told apart by content") {
  // A: padding to the 4-octet boundary and the trailer only.
  CHECK(Read("0102"
             "023b")
            .echo.form == EchoForm::a);
  // B: identifier 7, sequence 1, "abcd".
  const Read b(
      "00070001"
      "61626364"
      "01020"
      "23b");
  CHECK(b.echo.form == EchoForm::b);
  CHECK(b.echo.identifier == 7);
  CHECK(b.echo.sequence == 1);
  CHECK(b.data() == "abcd");
  CHECK(b.echo.pad_octets == 2);
  // F: the 12-octet header, R and the reply's SPI, 2 octets of padding, Next Header 144.
  const Read f(
      "0280000400070001"
      "00000008"
      "61626364"
      "0102"
      "0290");
  CHECK(f.echo.form == EchoForm::f);
  CHECK(f.echo.reply_path);
  CHECK(f.echo.reply_spi == 8);
  CHECK(f.data() == "abcd");
  // G: nothing follows the data.
  const Read g(
      "0200000400070001"
      "61626364");
  CHECK(g.echo.form == EchoForm::g);
  CHECK(g.data() == "abcd");
  CHECK(Read("deadbeef").echo.form == EchoForm::unknown);
  CHECK(Read("").echo.form == EchoForm::unknown);
}

TEST_CASE("six octets with Next Header 59 may be an A or a B, and that is said") {
  const Read read(
      "00070001"
      "003b");
  CHECK(read.echo.form == EchoForm::a_or_b);
}

TEST_CASE("a forced form is the only one that is tried") {
  registry::ExperimentalProfile profile;
  profile.esp_echo_variant = 'A';
  CHECK(Read("00070001003b", false, &profile).echo.form == EchoForm::a);
  profile.esp_echo_variant = 'B';
  CHECK(Read("00070001003b", false, &profile).echo.form == EchoForm::b);
  profile.esp_echo_variant = 'A';
  CHECK(Read("020000040007000161626364", false, &profile).echo.form == EchoForm::unknown);
}

TEST_CASE("inside an SA the bit for R tells the revisions apart") {
  const auto form = [](std::string_view hex) {
    const auto packet = octets(hex);
    const auto echo = sessions::read_sealed_echo(packet);
    REQUIRE(echo);
    return echo->form;
  };
  CHECK(form("020100040007000100000000"
             "61626364") == EchoForm::c_or_d);
  CHECK(form("028000040007000100000000"
             "61626364") == EchoForm::e_or_f);
  CHECK(form("020000040007000100000000"
             "61626364") == EchoForm::c_to_f);
  CHECK(form("0200000400070001"
             "61626364") == EchoForm::g);
  CHECK(form("0280000400070001"
             "c0000001"
             "61626364") == EchoForm::e_or_f);  // alike
}

TEST_CASE("AGGFRAG payloads are no echo, and an echo that claims too much data does not fit") {
  CHECK_FALSE(sessions::read_sealed_echo(octets("0000000045")));
  CHECK_FALSE(sessions::read_sealed_echo({}));
  const auto packet = octets(
      "020000ff0007000100000000"
      "61626364");
  const auto echo = sessions::read_sealed_echo(packet);
  REQUIRE(echo);
  CHECK_FALSE(echo->length_fits);
}

}  // namespace espect::test::esp_echo_test
