// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/json/hop.h"

#include <fmt/format.h>

#include "analyzer/report/words/hop_names.h"
#include "ipsec/datagram/names.h"
#include "ipsec/sessions/names.h"

namespace espect::report {
namespace {

Json path_object(const std::optional<Path>& path) {
  if (!path) return nullptr;
  return {{"src", source_text(*path)},
          {"dst", destination_text(*path)},
          {"encapsulation", to_text(path->encapsulation)}};
}

Json delay_object(const std::optional<sessions::HopDelay>& delay) {
  if (!delay) return nullptr;
  return {{"min", to_text(Time{delay->min})},
          {"median", to_text(Time{delay->median})},
          {"max", to_text(Time{delay->max})}};
}

// Of what the rule counts, what the hop did.
std::optional<std::uint64_t> done_by(const sessions::HopSa& sa, std::string_view rule) {
  if (rule == "esp-sequence-gap") return sa.lost + sa.corrupted;
  if (rule == "esp-sequence-reused" || rule == "esp-capture-duplicate")
    return sa.duplicated + sa.appeared;
  if (rule == "esp-left-of-window" || rule == "dscp-reordering") return sa.reordered;
  if (rule == "esp-icv-failed" || rule == "ah-icv-failed") return sa.corrupted + sa.appeared;
  if (rule == "esp-ip-fragmented") return sa.fragmented + sa.refragmented;
  return std::nullopt;
}

}  // namespace

Json hop_object(const AuditReport& report) {
  const auto& hop = *report.hop;
  return {{"before", 0},
          {"after", 1},
          {"matched", hop.matched},
          {"packets_before", hop.packets[0]},
          {"packets_after", hop.packets[1]},
          {"incomplete_before", hop.incomplete[0]},
          {"incomplete_after", hop.incomplete[1]},
          {"clocks", to_text(hop.clocks)}};
}

Json hop_sa_object(const sessions::HopSa& sa) {
  const bool ike = sa.protocol == sessions::HopProtocol::ike;
  return {{"protocol", to_text(sa.protocol)},
          {ike ? "spi_i" : "spi", hop_spi_text(sa)},
          {"direction", sa.towards_after ? "before-to-after" : "after-to-before"},
          {"direction_by", to_text(sa.direction_by)},
          {"entry", path_object(sa.entry)},
          {"exit", path_object(sa.exit)},
          {"entered", sa.entered},
          {"left", sa.left},
          {"matched", sa.matched},
          {"lost", sa.lost},
          {"duplicated", sa.duplicated},
          {"corrupted", sa.corrupted},
          {"appeared", sa.appeared},
          {"reordered", sa.reordered},
          {"max_late", sa.max_late},
          {"fragmented", sa.fragmented},
          {"refragmented", sa.refragmented},
          {"reassembled", sa.reassembled},
          {"dscp_changed", sa.dscp_changed},
          {"captured_twice", sa.captured_twice},
          {"outside", sa.outside()},
          {"outside_entry", sa.outside_entry},
          {"outside_exit", sa.outside_exit},
          {"unseen", sa.unseen},
          {"delay", delay_object(sa.delay)}};
}

Json finding_hop_object(const AuditReport& report, const rules::Finding& finding,
                        std::size_t capture) {
  const auto& subject = finding.subject;
  if (!report.hop || !subject.protocol) return nullptr;
  for (const auto& sa : report.hop->sas) {
    // Only what is found where packets leave can be the hop's doing.
    if ((capture == 1) != sa.towards_after || !sa.exit || sa.spi != subject.spi) continue;
    if (sa.protocol == sessions::HopProtocol::ike ||
        to_text(sa.protocol) != to_text(*subject.protocol) ||
        !(sa.exit->destination == subject.destination))
      continue;
    if (const auto done = done_by(sa, finding.rule->id)) return {{"by_hop", *done}};
  }
  return nullptr;
}

}  // namespace espect::report
