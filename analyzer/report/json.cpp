// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/json.h"

#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "analyzer/report/inventory.h"
#include "analyzer/report/json_text.h"
#include "analyzer/report/version.h"

namespace espect::report {
namespace {

using Json = nlohmann::ordered_json;

template <class Value>
Json or_null(const std::optional<Value>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json capture_object(const CaptureReport& capture) {
  const auto time = [&](Time at) {
    return capture.packets > 0 ? Json(to_text(at)) : Json(nullptr);
  };
  return {{"path", capture.path},
          {"packets", capture.packets},
          {"bytes", capture.octets},
          {"ipsec_packets", capture.ipsec_packets},
          {"first_time", time(capture.first_time)},
          {"last_time", time(capture.last_time)},
          {"truncated", !capture.problem.empty() && !capture.format.empty()},
          {"snaplen_cut_packets", capture.snaplen_cut_packets},
          {"format", capture.format},
          {"problem", capture.problem.empty() ? Json(nullptr) : Json(capture.problem)}};
}

Json proposal_object(const sessions::IkeSa& sa) {
  const auto chosen = algorithms(sa);
  if (!chosen) return nullptr;
  return {{"encr", or_null(chosen->encr)},
          {"encr_key_bits", or_null(chosen->encr_key_bits)},
          {"prf", or_null(chosen->prf)},
          {"integ", or_null(chosen->integ)}};
}

Json key_exchange_array(const sessions::IkeSa& sa) {
  Json array = Json::array();
  for (const auto& exchange : key_exchanges(sa))
    array.push_back(Json::object(
        {{"transform", exchange.transform}, {"id", exchange.id}, {"name", exchange.name}}));
  return array;
}

Json ike_sa_object(const sessions::IkeSa& sa, std::size_t capture, std::uint32_t offset) {
  return {{"id", sa.id + offset},
          {"capture", capture},
          {"spi_i", fmt::format("{:016x}", sa.spi_i)},
          {"spi_r", fmt::format("{:016x}", sa.spi_r)},
          {"version", sa.version},
          {"initiator", to_text(sa.initiator.address, sa.initiator.port)},
          {"responder", to_text(sa.responder.address, sa.responder.port)},
          {"state", to_text(sa.state)},
          {"rekeyed_from", nullptr},
          {"proposal", proposal_object(sa)},
          {"key_exchanges", key_exchange_array(sa)},
          {"quantum_resistant", sa.quantum_resistant()},
          {"ppk", uses_ppk(sa)},
          {"messages", sa.messages},
          {"encrypted", sa.encrypted},
          {"decrypted", sa.decrypted},
          {"key_generations", 0},
          {"fragmentation", fragmentation(sa)},
          {"retransmissions", sa.retransmissions},
          {"frames", Json::array({sa.first_frame, sa.last_frame})}};
}

// Without keys no ICV is verified, so all packets of the flow count.
Json flow_object(const sessions::EspFlow& flow, std::size_t capture) {
  const auto& history = flow.history;
  const auto low_half = [](std::uint64_t number) { return number & 0xffffffffU; };
  return {{"capture", capture},
          {"protocol", to_text(flow.protocol)},
          {"spi", fmt::format("0x{:08x}", flow.spi)},
          {"src", to_text(flow.path.source)},
          {"dst", to_text(flow.path.destination)},
          {"encapsulation", to_text(flow.path.encapsulation)},
          {"ike_sa", nullptr},
          {"packets", flow.packets},
          {"bytes", flow.octets},
          {"first_seq", low_half(history.lowest())},
          {"last_seq", low_half(history.highest())},
          {"esn_high", history.highest() >> 32},
          {"icv_ok", 0},
          {"icv_bad", 0},
          {"no_key", flow.packets},  // no keys are read yet
          {"duplicates", history.duplicates()},
          {"capture_duplicates", 0},
          {"lost", history.lost()},
          {"reordered", history.reordered()},
          {"left_of_window", history.left_of_window()},
          {"window", flow.window},
          {"max_late", history.max_late()},
          {"ip_fragmented", flow.ip_fragmented},
          {"largest_outer", flow.largest_outer},
          {"first_frame", flow.first_frame},
          {"last_frame", flow.last_frame}};
}

Json finding_object(const rules::Finding& finding, std::size_t capture, std::uint32_t offset) {
  const auto& subject = finding.subject;
  return {{"rule", finding.rule->id},
          {"family", to_text(finding.rule->family)},
          {"severity", to_text(finding.severity)},
          {"certainty", to_text(finding.certainty)},
          {"message", sentence(finding, offset)},
          {"capture", capture},
          {"count", finding.count},
          {"frames", finding.frames},
          {"filter", wireshark_filter(finding)},
          {"ike_sa", subject.ike_sa ? Json(*subject.ike_sa + offset) : Json(nullptr)},
          {"spi", subject.protocol ? Json(fmt::format("0x{:08x}", subject.spi)) : Json(nullptr)},
          {"dst", subject.protocol ? Json(to_text(subject.destination)) : Json(nullptr)},
          {"evidence", evidence_object(finding.evidence)}};
}

Json coverage_object(const AuditReport& report) {
  const auto sum = totals(report);
  return {{"keys", "none"},
          {"ike_encrypted", sum.ike_encrypted},
          {"ike_decrypted", sum.ike_decrypted},
          {"esp_packets", sum.esp_packets},
          {"esp_authenticated", 0},
          {"notes", coverage_notes(report)}};
}

Json summary_object(const AuditReport& report) {
  const auto summary = summarize(report);
  return {{"high", summary.high},
          {"medium", summary.medium},
          {"low", summary.low},
          {"info", summary.info},
          {"threshold", threshold_text(report)},
          {"exit", summary.exit}};
}

// Each calls use(object) for every object of its kind, one at a time: a capture can hold millions.
template <class Use>
void each_capture(const AuditReport& report, Use&& use) {
  for (const auto& capture : report.captures) use(capture_object(capture));
}
template <class Use>
void each_ike_sa(const AuditReport& report, Use&& use) {
  const auto offsets = ike_sa_offsets(report);
  for (std::size_t i = 0; i < report.captures.size(); ++i)
    report.captures[i].sessions->ike_sas().for_each(
        [&](const sessions::IkeSa& sa) { use(ike_sa_object(sa, i, offsets[i])); });
}
template <class Use>
void each_flow(const AuditReport& report, Use&& use) {
  for (std::size_t i = 0; i < report.captures.size(); ++i)
    report.captures[i].sessions->flows().for_each(
        [&](const sessions::EspFlow& flow) { use(flow_object(flow, i)); });
}
template <class Use>
void each_finding(const AuditReport& report, Use&& use) {
  const auto offsets = ike_sa_offsets(report);
  for (std::size_t i = 0; i < report.captures.size(); ++i)
    for (const auto* finding : report.captures[i].findings->in_order())
      use(finding_object(*finding, i, offsets[i]));
}

// Streams one object whose members are values or arrays of objects.
class ObjectWriter {
 public:
  explicit ObjectWriter(std::ostream& out) : out_(out) {}

  void member(const char* name, const Json& value) { out_ << start(name) << indented(value, 1); }
  template <class Each>
  void array(const char* name, Each&& each) {
    out_ << start(name) << '[';
    bool any = false;
    each([&](const Json& object) {
      out_ << (any ? ",\n  " : "\n  ") << indented(object, 2);
      any = true;
    });
    out_ << (any ? "\n ]" : "]");
  }
  void end() { out_ << "\n}\n"; }

 private:
  std::string start(const char* name) {
    const char* before = first_ ? "{\n" : ",\n";
    first_ = false;
    return fmt::format("{} \"{}\": ", before, name);
  }
  std::ostream& out_;
  bool first_ = true;
};

Json typed(const char* type, const Json& object) {
  Json line = {{"type", type}};
  line.update(object);
  return line;
}

}  // namespace

void write_json(const AuditReport& report, std::ostream& out) {
  ObjectWriter object(out);
  object.member("schema_version", "1");
  object.member("tool", {{"name", "espect"}, {"version", version}});
  object.array("captures", [&](auto use) { each_capture(report, use); });
  object.array("ike_sas", [&](auto use) { each_ike_sa(report, use); });
  object.member("child_sas", Json::array());
  object.array("flows", [&](auto use) { each_flow(report, use); });
  object.array("findings", [&](auto use) { each_finding(report, use); });
  object.member("coverage", coverage_object(report));
  object.member("summary", summary_object(report));
  object.end();
}

void write_jsonl(const AuditReport& report, std::ostream& out) {
  const auto line = [&](const char* type) {
    return [&out, type](const Json& object) { out << one_line(typed(type, object)) << '\n'; };
  };
  each_capture(report, line("capture"));
  each_ike_sa(report, line("ike_sa"));
  each_flow(report, line("flow"));
  each_finding(report, line("finding"));
  line("coverage")(coverage_object(report));
  line("summary")(summary_object(report));
}

}  // namespace espect::report
