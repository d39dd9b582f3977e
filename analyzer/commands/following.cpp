// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/commands/following.h"

#include <algorithm>
#include <memory>
#include <ostream>

#include <fmt/format.h>
#include <unistd.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/json/event.h"
#include "analyzer/report/text/paint.h"
#include "analyzer/run/descriptor_output.h"
#include "analyzer/run/progress.h"
#include "ipsec/rules/rule.h"

namespace espect::commands {
namespace {

struct Line {
  run::DescriptorOutput buffer{STDOUT_FILENO};
  std::ostream out{&buffer};
};

std::string text_line(const run::FollowedFinding& followed, report::Paint paint,
                      const registry::VpnNames& vpn_names) {
  const auto& finding = followed.finding;
  return fmt::format(
      "{} {} {}: {}", report::event_time(followed.time), to_text(finding.severity),
      paint.linked(*finding.rule, finding.rule->id),
      report::terminal_text(registry::with_vpn_names(finding.sentence(), vpn_names)));
}

}  // namespace

run::TellFinding following(const std::vector<std::string>& outputs, const std::string& rule_url,
                           const registry::VpnNames& vpn_names) {
  const auto goes_to_standard_output = [](const std::string& output) {
    return output.find('=') == std::string::npos || output.ends_with("=-");
  };
  const auto shown = std::ranges::find_if(outputs, goes_to_standard_output);
  const auto form = outputs.empty()          ? "text"
                    : shown != outputs.end() ? shown->substr(0, shown->find('='))
                                             : std::string();
  if (form != "text" && form != "jsonl") return nullptr;
  auto line = std::make_shared<Line>();
  return
      [line, rule_url, vpn_names, events = form == "jsonl"](const run::FollowedFinding& followed) {
        const run::WithoutProgress taken_away;
        line->out << (events ? report::event_line(followed.finding, followed.sessions,
                                                  followed.time, vpn_names)
                             : text_line(followed, report::Paint(false, rule_url), vpn_names))
                  << '\n'
                  << std::flush;
      };
}

}  // namespace espect::commands
