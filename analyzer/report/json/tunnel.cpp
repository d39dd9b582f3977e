// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/json/tunnel.h"

#include <algorithm>
#include <map>

#include "analyzer/report/words/names.h"
#include "analyzer/report/words/reported_finding.h"
#include "analyzer/report/words/story.h"

namespace espect::report {
namespace {

// Where each finding of a capture stands in "findings".
using FindingIndex = std::map<const rules::Finding*, std::size_t>;

Json steps_object(const story::Tunnel& tunnel) {
  Json steps = Json::object();
  for (std::size_t i = 0; i < story::step_count; ++i) {
    const auto step = static_cast<story::Step>(i);
    steps[to_text(step)] = to_text(tunnel.at(step));
  }
  return steps;
}

std::size_t first_file_of(const story::Tunnel& tunnel, const sessions::Sessions& sessions,
                          const Places& places) {
  auto frame = UINT32_MAX;
  for (const auto id : tunnel.ike_sas)
    frame = std::min(frame, sessions.ike_sas()[id - 1].first_frame);
  for (const auto id : tunnel.flows) frame = std::min(frame, sessions.flows()[id - 1].first_frame);
  return frame == UINT32_MAX ? places.first_file() : places.of(frame).file;
}

Json tunnel_object(const story::Tunnel& tunnel, const CaptureReport& capture,
                   const IdOffsets& offsets, const FindingIndex& findings) {
  Json ike_sas = Json::array();
  for (const auto id : tunnel.ike_sas) ike_sas.push_back(id + offsets.ike_sa);
  Json who = Json::array();
  for (const auto& address : tunnel.who) who.push_back(to_text(address));
  Json evidence = Json::array();
  for (const auto* finding : tunnel.findings)
    if (const auto at = findings.find(finding); at != findings.end())
      evidence.push_back(at->second);
  return {{"capture", first_file_of(tunnel, *capture.sessions, offsets.places)},
          {"peers", Json::array({to_text(tunnel.peers[0]), to_text(tunnel.peers[1])})},
          {"ike_sas", std::move(ike_sas)},
          {"steps", steps_object(tunnel)},
          {"broken_at", tunnel.broken_at ? Json(to_text(*tunnel.broken_at)) : Json(nullptr)},
          {"category", tunnel.category ? Json(to_text(*tunnel.category)) : Json(nullptr)},
          {"who", std::move(who)},
          {"certainty", to_text(tunnel.certainty)},
          {"story", story_text(tunnel, capture, offsets.ike_sa)},
          {"findings", std::move(evidence)}};
}

}  // namespace

void each_tunnel(const AuditReport& report, bool with_findings,
                 const std::function<void(const Json&)>& use) {
  const auto offsets = ike_sa_offsets(report);
  const auto place = places_of(report);
  std::size_t next = 0;
  for (std::size_t i = 0; i < report.captures.size(); ++i) {
    const auto& capture = report.captures[i];
    FindingIndex places;
    if (with_findings)
      for (const auto& reported : reported_findings(capture, report.gate))
        if (reported.standing.listed()) places[reported.finding] = next++;
    for (const auto& tunnel : story::tunnels(*capture.sessions, *capture.findings))
      use(tunnel_object(tunnel, capture, {place[i], offsets[i], 0}, places));
  }
}

}  // namespace espect::report
