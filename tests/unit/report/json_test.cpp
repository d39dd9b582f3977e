// SPDX-License-Identifier: GPL-2.0-or-later
#include <map>

#include <nlohmann/json.hpp>

#include "analyzer/report/json/audit.h"
#include "tests/support/catch.h"
#include "tests/unit/report/sample.h"

using namespace espect::report;
using nlohmann::json;

namespace {

// One letter a field: s string, n number, b bool, a array, o object, 0 null.
using Shape = std::map<std::string, std::string>;

char letter(const json& value) {
  if (value.is_string()) return 's';
  if (value.is_number_unsigned() || value.is_number_integer()) return 'n';
  if (value.is_boolean()) return 'b';
  if (value.is_array()) return 'a';
  return value.is_object() ? 'o' : '0';
}

void check_shape(const json& object, const Shape& shape) {
  for (const auto& [name, allowed] : shape) {
    INFO(name << " of " << object.dump());
    REQUIRE(object.contains(name));
    CHECK(allowed.find(letter(object[name])) != std::string::npos);
  }
}

const Shape capture_shape = {
    {"path", "s"},       {"packets", "n"},   {"bytes", "n"},     {"ipsec_packets", "n"},
    {"first_time", "s"}, {"last_time", "s"}, {"truncated", "b"}, {"snaplen_cut_packets", "n"},
    {"format", "s"}};
const Shape ike_sa_shape = {{"id", "n"},
                            {"capture", "n"},
                            {"spi_i", "s"},
                            {"spi_r", "s"},
                            {"version", "n"},
                            {"initiator", "s"},
                            {"responder", "s"},
                            {"state", "s"},
                            {"state_certainty", "s"},
                            {"may_have_ended", "b"},
                            {"rekeyed_from", "0"},
                            {"ikev1", "o0"},
                            {"transport", "s"},
                            {"fallback_from", "0"},
                            {"nat", "0"},
                            {"nat_keepalives", "n"},
                            {"ppk_used", "b0"},
                            {"proposal", "o0"},
                            {"key_exchanges", "a"},
                            {"quantum_resistant", "b"},
                            {"ppk", "b"},
                            {"messages", "n"},
                            {"encrypted", "n"},
                            {"decrypted", "n"},
                            {"key_generations", "n"},
                            {"fragmentation", "s"},
                            {"retransmissions", "n"},
                            {"frames", "a"}};
const Shape flow_shape = {{"capture", "n"},
                          {"protocol", "s"},
                          {"spi", "s"},
                          {"src", "s"},
                          {"dst", "s"},
                          {"encapsulation", "s"},
                          {"ike_sa", "0"},
                          {"packets", "n"},
                          {"bytes", "n"},
                          {"first_seq", "n"},
                          {"last_seq", "n"},
                          {"esn_high", "n"},
                          {"icv_ok", "n"},
                          {"icv_bad", "n"},
                          {"no_key", "n"},
                          {"duplicates", "n"},
                          {"capture_duplicates", "n"},
                          {"lost", "n"},
                          {"may_still_come", "n"},
                          {"counter_shared", "b"},
                          {"reordered", "n"},
                          {"left_of_window", "n"},
                          {"window", "n"},
                          {"max_late", "n"},
                          {"ip_fragmented", "n"},
                          {"largest_outer", "n"},
                          {"first_frame", "n"},
                          {"last_frame", "n"}};
const Shape finding_shape = {
    {"rule", "s"},    {"family", "s"}, {"severity", "s"}, {"certainty", "s"}, {"message", "s"},
    {"capture", "n"}, {"count", "n"},  {"frames", "a"},   {"filter", "s"},    {"ike_sa", "n0"},
    {"spi", "s0"},    {"dst", "s0"},   {"evidence", "o"}};
const Shape coverage_shape = {
    {"keys", "s"},        {"ike_encrypted", "n"},     {"ike_decrypted", "n"},
    {"esp_packets", "n"}, {"esp_authenticated", "n"}, {"notes", "a"}};
const Shape summary_shape = {{"high", "n"}, {"medium", "n"},    {"low", "n"},
                             {"info", "n"}, {"threshold", "s"}, {"exit", "n"}};

json parsed(const AuditReport& report) {
  return json::parse(sample::written(report, write_json));
}

const json& named(const json& findings, const char* rule) {
  for (const auto& finding : findings)
    if (finding["rule"] == rule) return finding;
  FAIL("no finding of " << rule);
  return findings;
}

}  // namespace

TEST_CASE("every object has the fields of the contract") {
  const auto report = parsed(sample::report_of(sample::troubled("a.pcap")));
  CHECK(report["schema_version"] == "1");
  CHECK(report["tool"] == json({{"name", "espect"}, {"version", ESPECT_VERSION}}));
  CHECK(report["child_sas"] == json::array());
  REQUIRE(report["captures"].size() == 1);
  REQUIRE(report["ike_sas"].size() == 2);
  REQUIRE(report["flows"].size() == 2);
  REQUIRE(report["findings"].size() >= 3);
  for (const auto& object : report["captures"]) check_shape(object, capture_shape);
  for (const auto& object : report["ike_sas"]) check_shape(object, ike_sa_shape);
  for (const auto& object : report["flows"]) check_shape(object, flow_shape);
  for (const auto& object : report["findings"]) check_shape(object, finding_shape);
  check_shape(report["coverage"], coverage_shape);
  check_shape(report["summary"], summary_shape);
  CHECK(report["flows"][0]["linux_receiver"].is_null());
}

TEST_CASE("an IKE SA says what was negotiated") {
  const auto report = parsed(sample::report_of(sample::troubled("a.pcap")));
  const auto& sa = report["ike_sas"][0];
  CHECK(sa["id"] == 1);
  CHECK(sa["spi_i"] == "578b4528739f3adc");
  CHECK(sa["spi_r"] == "578b4528739f3add");
  CHECK(sa["initiator"] == "10.1.0.10:500");
  CHECK(sa["state"] == "established");
  CHECK(sa["proposal"] == json({{"encr", "ENCR_AES_GCM_16"},
                                {"encr_key_bits", 256},
                                {"prf", "PRF_HMAC_SHA2_256"},
                                {"integ", nullptr}}));
  CHECK(sa["key_exchanges"] ==
        json::array({{{"transform", "KE"}, {"id", 31}, {"name", "Curve25519"}},
                     {{"transform", "ADDKE1"}, {"id", 36}, {"name", "ML-KEM-768"}}}));
  CHECK(sa["quantum_resistant"] == true);
  CHECK(sa["fragmentation"] == "both");
  CHECK(sa["messages"] == 4);
  CHECK(sa["encrypted"] == 2);
  CHECK(sa["frames"] == json::array({1, 4}));
  const auto& old = report["ike_sas"][1];
  CHECK(old["proposal"]["encr"] == "ENCR_3DES");
  CHECK(old["proposal"]["encr_key_bits"] == 192);
  CHECK(old["proposal"]["integ"] == "AUTH_HMAC_MD5_96");
  CHECK(old["quantum_resistant"] == false);
}

TEST_CASE("before a selection there is no proposal") {
  sample::CaptureMaker maker;
  maker.ike_message(
      sample::ike(9, 0, 34, 0x08, 0, 33, sample::init_payloads(sample::hybrid, 31, 16430)), true);
  const auto sa = parsed(sample::report_of(maker.finish("a.pcap")))["ike_sas"][0];
  CHECK(sa["proposal"].is_null());
  CHECK(sa["key_exchanges"] == json::array());
  CHECK(sa["state"] == "half-open");
  CHECK(sa["fragmentation"] == "initiator");
}

TEST_CASE("a flow counts its sequence numbers") {
  const auto report = parsed(sample::report_of(sample::troubled("a.pcap")));
  const auto& flow = report["flows"][0];
  CHECK(flow["spi"] == "0xcb17561b");
  CHECK(flow["protocol"] == "esp");
  CHECK(flow["encapsulation"] == "udp");
  CHECK(flow["first_seq"] == 1);
  CHECK(flow["last_seq"] == 100);
  CHECK(flow["duplicates"] == 1);
  CHECK(flow["left_of_window"] == 1);
  CHECK(flow["lost"] == 95);
  CHECK(flow["max_late"] == 40);
  CHECK(report["flows"][1]["protocol"] == "ah");
  CHECK(report["flows"][1]["spi"] == "0x00001234");
  CHECK(report["coverage"]["esp_packets"] == 7);
  CHECK(report["coverage"]["ike_encrypted"] == 4);
}

TEST_CASE("findings come by first frame, then rule, and name their SA") {
  const auto findings = parsed(sample::report_of(sample::troubled("a.pcap")))["findings"];
  for (std::size_t i = 1; i < findings.size(); ++i) {
    const auto key = [&](std::size_t at) {
      return std::pair(findings[at]["frames"][0].get<int>(),
                       findings[at]["rule"].get<std::string>());
    };
    CHECK(key(i - 1) < key(i));
  }
  const auto& repeat = named(findings, "esp-sequence-reused");
  CHECK(repeat["severity"] == "high");
  CHECK(repeat["family"] == "replay");
  CHECK(repeat["frames"] == json::array({7}));
  CHECK(repeat["filter"] == "frame.number in {7}");
  CHECK(repeat["spi"] == "0xcb17561b");
  CHECK(repeat["dst"] == "10.2.0.10");
  CHECK(repeat["ike_sa"].is_null());
  CHECK(repeat["evidence"]["first_repeated_sequence"] == 2);
  const auto& weak = named(findings, "weak-algorithm");
  CHECK(weak["ike_sa"] == 2);
  CHECK(weak["spi"].is_null());
  CHECK(weak["dst"].is_null());
}

TEST_CASE("ids of IKE SAs run through all captures, also in the sentences") {
  auto whole = sample::report_of(sample::healthy("a.pcap"), sample::troubled("b.pcap"));
  whole.captures[1].coverage = {"starts in the middle"};
  const auto report = parsed(whole);
  REQUIRE(report["ike_sas"].size() == 3);
  CHECK(report["ike_sas"][2]["id"] == 3);
  CHECK(report["ike_sas"][2]["capture"] == 1);
  const auto& weak = named(report["findings"], "weak-algorithm");
  CHECK(weak["ike_sa"] == 3);
  CHECK(weak["capture"] == 1);
  CHECK(weak["message"].get<std::string>().find("IKE SA 3 ") != std::string::npos);
  CHECK(report["coverage"]["notes"] == json::array({"b.pcap: starts in the middle"}));
}

TEST_CASE("two runs give the same bytes") {
  const auto once = sample::written(sample::report_of(sample::troubled("a.pcap")), write_json);
  CHECK(once == sample::written(sample::report_of(sample::troubled("a.pcap")), write_json));
  CHECK(once.find("\n   \"id\": 1,\n") != std::string::npos);
}

TEST_CASE("lines carry the same objects, each with its type in front") {
  const auto report = sample::report_of(sample::healthy("a.pcap"), sample::troubled("b.pcap"));
  const auto whole = parsed(report);
  std::istringstream lines(sample::written(report, write_jsonl));
  std::map<std::string, json> by_type;
  std::string line;
  while (std::getline(lines, line)) {
    CHECK(line.starts_with("{\"type\":\""));
    auto object = json::parse(line);
    const auto type = object["type"].get<std::string>();
    object.erase("type");
    by_type[type].push_back(object);
  }
  CHECK(by_type.size() == 8);
  CHECK(by_type["tunnel"] == whole["tunnels"]);
  CHECK(by_type["quantum"] == whole["quantum"]);
  CHECK(by_type["capture"] == whole["captures"]);
  CHECK(by_type["ike_sa"] == whole["ike_sas"]);
  CHECK(by_type["flow"] == whole["flows"]);
  CHECK(by_type["finding"] == whole["findings"]);
  CHECK(by_type["coverage"] == json::array({whole["coverage"]}));
  CHECK(by_type["summary"] == json::array({whole["summary"]}));
}

TEST_CASE("octets that are not UTF-8 do not spoil the report") {
  const auto report = parsed(
      sample::report_of(sample::unreadable("e\xffvil\x1b\".pcap", "e\xffvil: bad magic at 0")));
  CHECK(report["captures"][0]["path"] == "e\xef\xbf\xbdvil\x1b\".pcap");
  CHECK(report["captures"][0]["truncated"] == false);
  CHECK(report["captures"][0]["first_time"].is_null());
  CHECK(report["summary"]["exit"] == 3);
  auto cut = sample::healthy("a.pcap");
  cut.problem = "a.pcap: cut short at offset 1234";
  const auto again = parsed(sample::report_of(std::move(cut)));
  CHECK(again["captures"][0]["truncated"] == true);
  CHECK(again["captures"][0]["problem"] == "a.pcap: cut short at offset 1234");
}
