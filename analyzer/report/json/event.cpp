// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/json/event.h"

#include <chrono>

#include <fmt/format.h>

#include "analyzer/report/json/sas.h"
#include "analyzer/report/json/text.h"
#include "analyzer/report/words/fingerprint.h"
#include "ipsec/rules/rule.h"
#include "ipsec/sessions/names.h"

namespace espect::report {
namespace {

struct Flow {
  Endpoint source;
  Endpoint destination;
  std::string protocol;
};

const char* transport(Encapsulation encapsulation) {
  return encapsulation == Encapsulation::tcp ? "TCP" : "UDP";
}

std::optional<Flow> flow_of(const rules::Finding& finding, const sessions::Sessions& sessions) {
  const auto& subject = finding.subject;
  if (subject.flow != 0 && subject.flow <= sessions.flows().size()) {
    const auto& flow = sessions.flows()[subject.flow - 1];
    const auto& path = flow.path;
    return Flow{{path.source, path.source_port},
                {path.destination, path.destination_port},
                path.encapsulation == Encapsulation::none ? std::string(display_name(flow.protocol))
                                                          : transport(path.encapsulation)};
  }
  if (!subject.ike_sa || *subject.ike_sa == 0 || *subject.ike_sa > sessions.ike_sas().size())
    return std::nullopt;
  const auto& sa = sessions.ike_sas()[*subject.ike_sa - 1];
  return Flow{sa.initiator, sa.responder, transport(sa.transport)};
}

// EVE: 1 is the gravest.
unsigned priority(rules::Severity severity) {
  return 4U - static_cast<unsigned>(severity);
}

}  // namespace

std::string event_time(Time time) {
  const std::chrono::sys_time<std::chrono::nanoseconds> at{
      std::chrono::nanoseconds(time.nanoseconds)};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::microseconds>(at - day));
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}+0000",
                     static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

std::string event_line(const rules::Finding& finding, const sessions::Sessions& sessions, Time time,
                       const registry::VpnNames& vpn_names) {
  const auto& subject = finding.subject;
  Json event = {{"timestamp", event_time(time)}, {"event_type", "alert"}};
  if (const auto flow = flow_of(finding, sessions)) {
    event["src_ip"] = to_text(flow->source.address);
    if (flow->source.port != 0) event["src_port"] = flow->source.port;
    event["dest_ip"] = to_text(flow->destination.address);
    if (flow->destination.port != 0) event["dest_port"] = flow->destination.port;
    event["proto"] = flow->protocol;
  }
  event["alert"] = {{"action", "allowed"},
                    {"signature", finding.rule->title},
                    {"category", to_text(finding.rule->family)},
                    {"severity", priority(finding.severity)}};
  Fingerprints fingerprints;
  Json details = {{"rule", finding.rule->id},
                  {"severity", to_text(finding.severity)},
                  {"certainty", to_text(finding.certainty)},
                  {"message", registry::with_vpn_names(finding.sentence(), vpn_names)},
                  {"count", finding.count},
                  {"frames", finding.frames},
                  {"evidence", evidence_object(finding.evidence)},
                  {"fingerprint", fingerprints.next(finding, sessions)}};
  if (subject.protocol) details["spi"] = spi_text(subject.spi);
  if (subject.ike_sa && *subject.ike_sa <= sessions.ike_sas().size() && *subject.ike_sa != 0) {
    const auto& sa = sessions.ike_sas()[*subject.ike_sa - 1];
    details["spi_i"] = fmt::format("{:016x}", sa.spi_i);
    details["spi_r"] = fmt::format("{:016x}", sa.spi_r);
  }
  event["espect"] = std::move(details);
  return one_line(event);
}

}  // namespace espect::report
