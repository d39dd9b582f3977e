// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/grounds.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analyzer/report/words/names.h"
#include "ipsec/bytes/counted.h"

namespace espect::report {
namespace {

std::string opened_text(const Totals& sum) {
  return fmt::format("{} of {} opened", sum.ike_decrypted,
                     counted(sum.ike_encrypted, "encrypted IKE message"));
}

std::string authenticated_text(const Totals& sum) {
  return fmt::format("{} of {} authenticated", sum.esp_authenticated,
                     counted(sum.esp_packets, "ESP or AH packet", "ESP and AH packets"));
}

// One of the two speaks of each connection of a configuration.
bool answers_configurations(std::string_view rule) {
  return rule == "configuration-kept" || rule == "configuration-not-kept";
}

}  // namespace

std::string grounds_text(const AuditReport& report) {
  std::uint64_t ipsec_packets = 0;
  for (const auto& capture : report.captures) ipsec_packets += capture.ipsec_packets;
  if (ipsec_packets == 0) return "no IPsec packet";
  const auto sum = totals(report);
  std::string text;
  if (sum.ike_encrypted != 0) text = opened_text(sum);
  if (sum.esp_packets != 0) text += (text.empty() ? "" : ", ") + authenticated_text(sum);
  if (text.empty()) text = counted(ipsec_packets, "IPsec packet") + ", nothing encrypted";
  return sum.not_read == 0 ? text
                           : fmt::format("{}, {} not looked into", text,
                                         counted(sum.not_read, "packet", "packets"));
}

std::string why_silent(const rules::RuleInfo& rule, const CaptureReport& capture) {
  using rules::Needs;
  if (capture.ipsec_packets == 0) return "no IPsec packet";
  const auto sum = totals(capture);
  const bool about_ike = rule.needs == Needs::ike_clear || rule.needs == Needs::ike_keys;
  if (about_ike && capture.sessions->ike_sas().size() == 0) return "no IKE message";
  const bool about_packets = rule.needs == Needs::esp_keys || rule.family == rules::Family::replay;
  if (about_packets && sum.esp_packets == 0) return "no ESP or AH packet";
  if (rule.needs == Needs::ike_keys && sum.ike_decrypted == 0)
    return "needs the keys of the IKE SAs: " + opened_text(sum);
  if (rule.needs == Needs::esp_keys && sum.esp_authenticated == 0)
    return "needs the keys of the ESP and AH SAs: " + authenticated_text(sum);
  if (answers_configurations(rule.id) &&
      std::ranges::none_of(capture.findings->all(), [](const rules::Finding& finding) {
        return answers_configurations(finding.rule->id);
      }))
    return "the policy has no connection that this traffic fits";
  return {};
}

std::vector<std::string> unmet_requirements(const AuditReport& report) {
  std::vector<std::string> unmet;
  for (const auto& capture : report.captures) {
    if (capture.ipsec_packets == 0) {
      // That nothing stayed closed would be true, and would say nothing of the tunnel.
      if (report.require_ipsec)
        unmet.push_back(
            fmt::format("{}: --require-ipsec: no packet was recognised as IPsec", capture.path));
      else if (report.require_opened)
        unmet.push_back(fmt::format(
            "{}: --require-opened: nothing was opened, no packet was recognised as IPsec",
            capture.path));
      continue;
    }
    if (!report.require_opened) continue;
    const auto sum = totals(capture);
    if (sum.ike_decrypted < sum.ike_encrypted)
      unmet.push_back(fmt::format("{}: --require-opened: only {}", capture.path, opened_text(sum)));
    // A packet whose ICV is wrong was looked at: that is a finding.
    if (sum.esp_closed != 0)
      unmet.push_back(
          fmt::format("{}: --require-opened: no key for {}", capture.path,
                      counted(sum.esp_closed, "ESP or AH packet", "ESP and AH packets")));
    if (sum.not_read != 0)
      unmet.push_back(fmt::format("{}: --require-opened: {} not looked into", capture.path,
                                  counted(sum.not_read, "packet", "packets")));
  }
  return unmet;
}

std::string not_judged_text(const AuditReport& report) {
  std::uint64_t unread = 0;
  std::uint64_t without_ipsec = 0;
  std::uint64_t closed = 0;
  std::uint64_t not_read = 0;
  for (const auto& capture : report.captures) {
    const auto sum = totals(capture);
    if (!capture.problem.empty()) ++unread;
    if (capture.problem.empty() && capture.ipsec_packets == 0) ++without_ipsec;
    if (sum.ike_decrypted < sum.ike_encrypted || sum.esp_closed != 0) ++closed;
    if (sum.not_read != 0) ++not_read;
  }
  std::vector<std::string> parts;
  if (without_ipsec != 0)
    parts.push_back(fmt::format("{} without a packet that was recognised as IPsec", without_ipsec));
  if (unread != 0) parts.push_back(fmt::format("{} not read to the end", unread));
  if (closed != 0)
    parts.push_back(
        fmt::format("{} with IKE messages, ESP or AH packets that no key opens", closed));
  if (not_read != 0)
    parts.push_back(fmt::format("{} with packets that were not looked into", not_read));
  if (parts.empty()) return {};
  return fmt::format("of {}, {}", counted(report.captures.size(), "capture"),
                     fmt::join(parts, ", "));
}

}  // namespace espect::report
