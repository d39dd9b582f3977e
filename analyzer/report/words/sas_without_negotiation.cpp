// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/sas_without_negotiation.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "analyzer/report/words/names.h"
#include "ipsec/bytes/counted.h"
#include "ipsec/registry/tables.h"

namespace espect::report {
namespace {

using sessions::EspFlow;
using sessions::ProvenBy;

}  // namespace

sessions::Proposal SaWithoutNegotiation::selection() const {
  sessions::Proposal made;
  made.transforms = protection.transforms;
  return made;
}

std::vector<std::string_view> SaWithoutNegotiation::not_known() const {
  std::vector<std::string_view> unknown;
  if (!protection.encr_known) unknown.emplace_back("encr");
  if (!protection.integ_known) unknown.emplace_back("integ");
  if (!protection.esn) unknown.emplace_back("esn");
  unknown.emplace_back("key_exchanges");
  return unknown;
}

std::vector<SaWithoutNegotiation> sas_without_negotiation(const sessions::Sessions& sessions) {
  std::vector<SaWithoutNegotiation> found;
  std::map<const EspFlow*, std::size_t> places;
  std::map<const EspFlow*, bool> negotiated;
  sessions.flows().for_each([&](const EspFlow& flow) {
    const auto* first = &flow.sa();
    negotiated[first] |= flow.child_sa != 0;
    const auto [at, is_new] = places.try_emplace(first, found.size());
    auto protection = proven_protection(flow);
    if (is_new) found.push_back({first, protection, 0, 0, {}});
    auto& sa = found[at->second];
    if (protection.by > sa.protection.by) sa.protection = std::move(protection);
    sa.packets += flow.packets;
    sa.icv_ok += flow.icv_ok;
    sa.last_time = std::max(sa.last_time, flow.last_time);
  });
  std::erase_if(found, [&](const auto& sa) { return negotiated[sa.flow]; });
  std::ranges::stable_partition(found, [](const auto& sa) { return sa.proven(); });
  return found;
}

std::string protection_text(const SaWithoutNegotiation& sa) {
  if (!sa.proven()) return "not known";
  const auto& protection = sa.protection;
  std::string text = protection.encr_known ? "" : "encryption not known";
  for (const auto& transform : protection.transforms)
    text += (text.empty() ? "" : " / ") +
            without("AUTH_", without("ENCR_", sessions::to_text(transform)));
  if (!protection.integ_known) text += " / integrity not known";
  if (protection.icv_octets)
    text += fmt::format(", ICV of {}", counted(*protection.icv_octets, "octet"));
  return text;
}

std::string_view display_name(ProvenBy by) {
  switch (by) {
    case ProvenBy::nothing:
      return "-";
    case ProvenBy::clear:
      return "being readable without a key";
    case ProvenBy::content:
      return "what a key makes of it";
    case ProvenBy::icv:
      return "the ICV";
  }
  return "-";
}

std::vector<std::string> inventory_notes(const AuditReport& report) {
  std::vector<std::string> notes;
  for (const auto& capture : report.captures) {
    const auto sas = sas_without_negotiation(*capture.sessions);
    const auto unknown = std::ranges::count_if(sas, [](const auto& sa) { return !sa.proven(); });
    if (unknown == 0) continue;
    const auto note = fmt::format(
        "the algorithms of {} are not known: no negotiation of {} was read, and no key verifies a "
        "packet",
        counted(static_cast<std::uint64_t>(unknown), "ESP or AH SA"), unknown == 1 ? "it" : "them");
    notes.push_back(report.captures.size() > 1 ? capture.path + ": " + note : note);
  }
  for (auto& note : coverage_notes(report)) notes.push_back(std::move(note));
  return notes;
}

}  // namespace espect::report
