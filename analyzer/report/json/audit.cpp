// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/json/audit.h"

#include <ostream>

#include <fmt/format.h>

#include "analyzer/report/json/comparison.h"
#include "analyzer/report/json/extensions.h"
#include "analyzer/report/json/hop.h"
#include "analyzer/report/json/object_writer.h"
#include "analyzer/report/json/quantum.h"
#include "analyzer/report/json/sas.h"
#include "analyzer/report/json/text.h"
#include "analyzer/report/json/tunnel.h"
#include "analyzer/report/version.h"
#include "analyzer/report/words/comparison.h"
#include "analyzer/report/words/listed_finding.h"
#include "analyzer/report/words/names.h"
#include "analyzer/report/words/quantum.h"

namespace espect::report {
namespace {

// At how many points of the path: 2 when a tenth of the datagrams or more came again from the other
// side of a hop.
unsigned seen_at(const CaptureReport& capture) {
  const auto& facts = capture.sessions->facts();
  return facts.second_sightings != 0 && facts.second_sightings * 10 >= facts.datagrams ? 2 : 1;
}

Json capture_object(const CaptureFile& capture, const CaptureReport& of) {
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
          {"seen_at", seen_at(of)},
          {"format", capture.format},
          {"problem", capture.problem.empty() ? Json(nullptr) : Json(capture.problem)}};
}

Json suppressed_object(const Standing& standing) {
  Json object = {{"by", to_text(*standing.suppression)}};
  if (standing.waiver == nullptr) return object;
  object["reason"] = standing.waiver->reason;
  object["owner"] = standing.waiver->owner;
  object["expires"] = standing.waiver->expires;
  return object;
}

Json finding_object(const ListedFinding& listed) {
  const auto& finding = listed.finding;
  const auto& subject = finding.subject;
  Json object = {
      {"rule", finding.rule->id},
      {"family", to_text(finding.rule->family)},
      {"severity", to_text(finding.severity)},
      {"certainty", to_text(finding.certainty)},
      {"message", listed.message()},
      {"capture", listed.capture_index},
      {"count", finding.count},
      {"frames", finding.frames},
      {"filter", wireshark_filter(finding)},
      {"ike_sa", subject.ike_sa ? Json(*subject.ike_sa + listed.ike_sa_offset) : Json(nullptr)},
      {"spi", subject.protocol ? spi_text(subject.spi) : Json(nullptr)},
      {"dst", subject.protocol ? Json(to_text(subject.destination)) : Json(nullptr)},
      {"evidence", evidence_object(finding.evidence)}};
  if (subject.protocol == Protocol::eesp) object["session_id"] = subject.session_id;
  if (auto rows = comparison_array(finding.evidence); !rows.empty())
    object["comparison"] = std::move(rows);
  object["fingerprint"] = listed.fingerprint;
  if (listed.places.continued()) {
    object["captures"] = listed.captures();
    object["frame_refs"] = listed.frame_references();
  }
  if (!listed.standing.counts()) object["suppressed"] = suppressed_object(listed.standing);
  return object;
}

Json not_looked_into_array(const AuditReport& report) {
  std::map<std::string, std::uint64_t> sum;
  for (const auto& capture : report.captures)
    for (const auto& [what, packets] : capture.not_looked_into) sum[what] += packets;
  Json array = Json::array();
  for (const auto& [what, packets] : sum) array.push_back({{"what", what}, {"packets", packets}});
  return array;
}

Json coverage_object(const AuditReport& report) {
  const auto sum = totals(report);
  return {{"keys", keys_text(report)},
          {"ike_encrypted", sum.ike_encrypted},
          {"ike_decrypted", sum.ike_decrypted},
          {"esp_packets", sum.esp_packets},
          {"esp_authenticated", sum.esp_authenticated},
          {"not_looked_into", not_looked_into_array(report)},
          {"notes", coverage_notes(report)}};
}

Json summary_object(const AuditReport& report) {
  const auto summary = summarize(report);
  return {{"high", summary.high},
          {"medium", summary.medium},
          {"low", summary.low},
          {"info", summary.info},
          {"suppressed",
           {{"below_min_severity", summary.suppressed.below_min_severity},
            {"baseline", summary.suppressed.baseline},
            {"waived", summary.suppressed.waived}}},
          {"threshold", threshold_text(report)},
          {"exit", summary.exit}};
}

// Each calls use(object) for every object of its kind, one at a time: a capture can hold millions.
template <class Use>
void each_capture(const AuditReport& report, Use&& use) {
  each_file(report, [&](const CaptureFile& file, const CaptureReport& capture) {
    use(capture_object(file, capture));
  });
}
// Calls use(sessions, offsets) for every capture.
template <class Use>
void each_sessions(const AuditReport& report, Use&& use) {
  const auto offsets = id_offsets(report);
  for (std::size_t i = 0; i < report.captures.size(); ++i)
    use(*report.captures[i].sessions, offsets[i]);
}
template <class Use>
void each_ike_sa(const AuditReport& report, Use&& use) {
  each_sessions(report, [&](const sessions::Sessions& sessions, const IdOffsets& offsets) {
    sessions.ike_sas().for_each([&](const auto& sa) { use(ike_sa_object(sa, offsets)); });
  });
}
template <class Use>
void each_child_sa(const AuditReport& report, Use&& use) {
  each_sessions(report, [&](const sessions::Sessions& sessions, const IdOffsets& offsets) {
    sessions.child_sas().for_each([&](const auto& sa) { use(child_sa_object(sa, offsets)); });
  });
}
template <class Use>
void each_flow(const AuditReport& report, Use&& use) {
  each_sessions(report, [&](const sessions::Sessions& sessions, const IdOffsets& offsets) {
    sessions.flows().for_each([&](const auto& flow) { use(flow_object(flow, sessions, offsets)); });
  });
}
template <class Use>
void each_echo(const AuditReport& report, Use&& use) {
  each_sessions(report, [&](const sessions::Sessions& sessions, const IdOffsets& offsets) {
    for (const auto& path : sessions.echo_paths()) use(echo_object(path, offsets.places));
  });
}
template <class Use>
void each_finding(const AuditReport& report, Use&& use) {
  each_listed(report, [&](const ListedFinding& listed) {
    Json object = finding_object(listed);
    if (auto hop = finding_hop_object(report, listed.finding, listed.capture_index); !hop.is_null())
      object["hop"] = std::move(hop);
    use(object);
  });
}
template <class Use>
void each_hop_sa(const AuditReport& report, Use&& use) {
  if (!report.hop) return;
  for (const auto& sa : report.hop->sas) use(hop_sa_object(sa));
}

template <class Use>
void each_quantum(const AuditReport& report, Use&& use) {
  for (const auto& pair : quantum_summary(report)) use(quantum_object(pair));
}

Json typed(const char* type, const Json& object) {
  Json line = {{"type", type}};
  line.append(object);
  return line;
}

}  // namespace

void write_json(const AuditReport& report, std::ostream& out) {
  ObjectWriter object(out);
  object.member("schema_version", schema_version);
  object.member("tool", {{"name", "espect"}, {"version", version}});
  if (!report.shard_records.empty()) object.member("shard", report.shard_records);
  object.array("captures", [&](auto use) { each_capture(report, use); });
  object.array("ike_sas", [&](auto use) { each_ike_sa(report, use); });
  object.array("child_sas", [&](auto use) { each_child_sa(report, use); });
  object.array("flows", [&](auto use) { each_flow(report, use); });
  object.array("esp_echo", [&](auto use) { each_echo(report, use); });
  object.array("findings", [&](auto use) { each_finding(report, use); });
  object.array("tunnels", [&](auto use) { each_tunnel(report, true, use); });
  object.array("quantum", [&](auto use) { each_quantum(report, use); });
  if (report.hop) {
    object.member("hop", hop_object(report));
    object.array("hop_sas", [&](auto use) { each_hop_sa(report, use); });
  }
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
  each_child_sa(report, line("child_sa"));
  each_flow(report, line("flow"));
  each_echo(report, line("esp_echo"));
  each_finding(report, line("finding"));
  each_tunnel(report, true, line("tunnel"));
  each_quantum(report, line("quantum"));
  if (report.hop) line("hop")(hop_object(report));
  each_hop_sa(report, line("hop_sa"));
  line("coverage")(coverage_object(report));
  line("summary")(summary_object(report));
}

}  // namespace espect::report
