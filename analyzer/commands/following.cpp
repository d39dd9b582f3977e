// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/commands/following.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ostream>

#include <fmt/format.h>
#include <unistd.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/json/event.h"
#include "analyzer/report/text/paint.h"
#include "analyzer/run/descriptor_output.h"
#include "analyzer/run/messages.h"
#include "analyzer/run/progress.h"
#include "ipsec/rules/rule.h"

namespace espect::commands {
namespace {

// Empty, or why it could not be written. A reader who has gone wants no message.
std::string write_line(const std::string& line) {
  const run::WithoutProgress taken_away;
  run::DescriptorOutput buffer{STDOUT_FILENO};
  std::ostream out{&buffer};
  out << line << '\n' << std::flush;
  const int error = buffer.error();
  return error == 0 || error == EPIPE ? std::string() : std::strerror(error);
}

std::string text_line(const run::FollowedFinding& followed, report::Paint paint,
                      const registry::VpnNames& vpn_names) {
  const auto& finding = followed.finding;
  return fmt::format(
      "{} {} {}: {}", report::event_time(followed.time), to_text(finding.severity),
      paint.linked(*finding.rule, finding.rule->id),
      report::terminal_text(registry::with_vpn_names(finding.sentence(), vpn_names)));
}

}  // namespace

Following following(const std::vector<std::string>& outputs, const std::string& rule_url,
                    const registry::VpnNames& vpn_names) {
  const auto goes_to_standard_output = [](const std::string& output) {
    return output.find('=') == std::string::npos || output.ends_with("=-");
  };
  const auto shown = std::ranges::find_if(outputs, goes_to_standard_output);
  const auto form = outputs.empty()          ? "text"
                    : shown != outputs.end() ? shown->substr(0, shown->find('='))
                                             : std::string();
  Following made;
  if (form != "text" && form != "jsonl") return made;
  made.tell = [lost = made.lost, rule_url, vpn_names,
               events = form == "jsonl"](const run::FollowedFinding& followed) {
    const auto problem = write_line(
        events ? report::event_line(followed.finding, followed.sessions, followed.time, vpn_names)
               : text_line(followed, report::Paint(false, rule_url), vpn_names));
    if (!problem.empty() && (*lost)++ == 0)
      run::tell("a finding could not be written to standard output: " + problem);
  };
  return made;
}

}  // namespace espect::commands
