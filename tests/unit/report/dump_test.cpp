// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/text/dump.h"

#include <nlohmann/json.hpp>

#include "analyzer/report/json/dump.h"
#include "analyzer/report/json/text.h"
#include "tests/support/catch.h"
#include "tests/unit/report/sample.h"

using namespace espect;
using namespace espect::report;

namespace {

constexpr std::uint32_t fragment_frames[] = {5, 7};

Datagram datagram() {
  constexpr std::uint8_t source[] = {10, 1, 0, 10};
  constexpr std::uint8_t destination[] = {10, 2, 0, 10};
  Datagram made;
  made.frame = 7;
  made.time = {1'795'528'434'100'000'000};
  made.fragment_frames = fragment_frames;
  made.path.source = Address::v4_from(source);
  made.path.destination = Address::v4_from(destination);
  made.path.source_port = made.path.destination_port = 500;
  return made;
}

std::string text_of(const wire::Printed& printed, bool colour = false) {
  std::ostringstream out;
  write_dump_text(out, "ike", datagram(), printed, colour);
  return out.str();
}

wire::Printed small() {
  wire::Printed printed;
  wire::Item payload{"payload", "isakmp.typepayload", "Payload Nonce", "Nonce (40)", 40, {28, 20},
                     {}};
  payload.items.push_back({"nonce",
                           nullptr,
                           "Nonce",
                           "0a\x1b"
                           "0b",
                           std::nullopt,
                           {32, 16},
                           {}});
  printed.items.push_back(std::move(payload));
  return printed;
}

}  // namespace

TEST_CASE("a dump is a tree below one line of facts") {
  CHECK(text_of(small()) ==
        "Frame 7: IKE 10.1.0.10:500 -> 10.2.0.10:500  1795528434.100000000  (IP fragments in "
        "frames 5, 7)\n"
        "  Payload Nonce: Nonce (40)\n"
        "    Nonce: 0a\\x1b0b\n");
}

TEST_CASE("a fault stands at the end of the tree") {
  auto printed = small();
  printed.fault = {Problem::truncated, 48, "nonce"};
  const auto text = text_of(printed);
  const std::string last = "  cannot be read further: nonce is cut off, at offset 48\n";
  REQUIRE(text.size() > last.size());
  CHECK(text.substr(text.size() - last.size()) == last);
  CHECK(text_of(printed, true).find("\x1b[31mcannot be read further") != std::string::npos);
}

nlohmann::json parsed(const wire::Printed& printed) {
  return nlohmann::json::parse(one_line(dump_json("ike", datagram(), printed)));
}

TEST_CASE("JSON has every item with its place") {
  auto printed = small();
  const auto whole = parsed(printed);
  CHECK(whole["frame"] == 7);
  CHECK(whole["time"] == "1795528434.100000000");
  CHECK(whole["source"] == "10.1.0.10:500");
  CHECK(whole["destination"] == "10.2.0.10:500");
  CHECK(whole["protocol"] == "ike");
  CHECK(whole["fragments"].dump() == "[5,7]");
  CHECK(whole["fault"].is_null());
  const auto& item = whole["items"][0];
  CHECK(item["name"] == "payload");
  CHECK(item["wireshark"] == "isakmp.typepayload");
  CHECK(item["number"] == 40);
  CHECK(item["offset"] == 28);
  CHECK(item["size"] == 20);
  CHECK(item["items"][0]["label"] == "Nonce");
  CHECK(item["items"][0]["wireshark"].is_null());
  CHECK(item["items"][0]["number"].is_null());
  CHECK(item["items"][0]["items"].empty());
  printed.fault = {Problem::truncated, 48, "nonce"};
  CHECK(parsed(printed)["fault"]["offset"] == 48);
}

TEST_CASE("on one line nothing breaks it") {
  std::ostringstream out;
  write_dump_json(out, "ike", datagram(), small());
  CHECK(out.str().find('\n') == out.str().size() - 1);
  CHECK(nlohmann::json::parse(out.str())["items"][0]["items"][0]["text"] ==
        "0a\x1b"
        "0b");
}

TEST_CASE("a real message prints, also cut off at every octet") {
  const auto message =
      sample::ike(1, 0, 34, 0x08, 0, 33, sample::init_payloads(sample::hybrid, 31, 16430));
  const auto whole = text_of(wire::print_ike(message));
  CHECK(whole.find("ML-KEM-768") != std::string::npos);
  CHECK(whole.find("cannot be read further") == std::string::npos);
  for (std::size_t size = 0; size < message.size(); ++size)
    CHECK(text_of(wire::print_ike(Bytes(message).first(size))).find("cannot be read further") !=
          std::string::npos);
}
