// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <map>
#include <ostream>
#include <vector>

#include <fmt/format.h>

#include "analyzer/report/html/parts.h"
#include "analyzer/report/words/announced.h"
#include "analyzer/report/words/lifetimes.h"
#include "analyzer/report/words/names.h"
#include "analyzer/report/words/places.h"
#include "ipsec/registry/tables.h"

namespace espect::report::html {
namespace {

using sessions::IkeSa;
using sessions::IkeSaState;
using sessions::Transform;

std::string_view state_class(IkeSaState state) {
  if (state == IkeSaState::refused || state == IkeSaState::dead) return "high";
  if (state == IkeSaState::half_open) return "medium";
  return state == IkeSaState::established ? "good" : "";
}

void write_facts(std::ostream& out, const IkeSa& sa, const Places& places, std::uint32_t offset) {
  out << "<dl class=\"facts\">";
  write_fact(out, "SPIs", fmt::format("<code>{:016x} {:016x}</code>", sa.spi_i, sa.spi_r));
  if (sa.negotiation_seen()) {
    std::string methods;
    for (const auto& exchange : key_exchanges(sa))
      methods += (methods.empty() ? "" : " + ") + exchange.name;
    write_fact(out, "key exchange", html_text(methods));
    write_fact(out, "quantum-resistant",
               sa.quantum_resistant() ? "yes"
               : choice_unseen(sa)    ? "not known"
               : sa.ppk_used == false ? "no"
               : uses_ppk(sa)         ? "only with its PPK"
               : announced_ppk(sa)    ? "no"
                                      : "not known");
    if (sa.version != 1)
      write_fact(out, "fragmentation offered by",
                 announcements_seen(sa) ? fragmentation(sa) : "not known");
  }
  write_fact(out, "NAT", nat_text(sa));
  write_fact(out, "messages",
             fmt::format("{}, {} of {} encrypted ones opened, {} seen again", sa.messages,
                         sa.decrypted, sa.encrypted, sa.retransmissions));
  if (const auto lasted = lifetime(sa).milliseconds())
    write_fact(
        out, "seen for",
        fmt::format("{:.1f} s, frames {} to {}", static_cast<double>(*lasted) / 1000,
                    html_text(places.text(sa.first_frame)), html_text(places.text(sa.last_frame))));
  if (sa.rekeyed_from)
    write_fact(out, "replaces",
               fmt::format("<a href=\"#{}\">IKE SA {}</a>",
                           ike_sa_anchor(*sa.rekeyed_from + offset), *sa.rekeyed_from + offset));
  out << "</dl>";
}

// NO_PROPOSAL_CHOSEN and the like, before anything was encrypted.
bool refused_all(const IkeSa& sa) {
  return !sa.selection && sa.state == IkeSaState::refused && sa.encrypted == 0;
}

void write_ike_sa(std::ostream& out, const IkeSa& sa, const CaptureReport& capture,
                  std::uint32_t offset, bool open) {
  out << fmt::format(
      "<details class=\"sa\" id=\"{}\"{}><summary><b>IKE SA {}</b><span>{} &rarr; {}</span>"
      "<span class=\"state {}\">{}{}</span><span class=\"dim\">{} messages</span></summary>"
      "<div class=\"inside\">",
      ike_sa_anchor(sa.id + offset), open ? " open" : "", sa.id + offset,
      html_text(to_text(sa.initiator.address, sa.initiator.port)),
      html_text(to_text(sa.responder.address, sa.responder.port)), state_class(sa.state),
      sa.version == 1 ? "IKEv1 " : "", state_text(sa), sa.messages);
  write_facts(out, sa, Places(capture, 0), offset);
  write_offer(out, sa);
  write_ladder(out, sa, capture);
  out << "</div></details>\n";
}

}  // namespace

// Offer and selection side by side, a row for each type of transform.
void write_offer(std::ostream& out, const IkeSa& sa) {
  if (sa.offer.empty()) return;
  std::vector<std::uint8_t> types;
  std::map<std::uint8_t, std::vector<std::pair<Transform, std::string>>> offered;
  for (const auto& proposal : sa.offer)
    for (const auto& transform : proposal.transforms) {
      auto& row = offered[transform.type];
      if (row.empty()) types.push_back(transform.type);
      const auto known =
          std::ranges::find(row, transform, [](const auto& one) { return one.first; });
      const auto number = std::to_string(proposal.number);
      if (known == row.end())
        row.emplace_back(transform, number);
      else
        known->second += ", " + number;
    }
  out << "<h3>Offer and selection</h3><div class=\"scroll\"><table><thead><tr><th></th>"
         "<th>offered by the initiator</th><th>selected by the responder</th></tr></thead>\n";
  for (const auto type : types) {
    const auto* selected = sa.selection ? sa.selection->first(type) : nullptr;
    out << fmt::format("<tr><th>{}</th><td>", html_text(registry::display_name(
                                                  registry::TransformType::registry(), type)));
    for (const auto& [transform, numbers] : offered[type])
      out << fmt::format("<span class=\"chip{}\" title=\"in proposal {}\">{}</span>",
                         selected != nullptr && transform == *selected ? " taken" : "", numbers,
                         html_text(sessions::to_text(transform)));
    out << "</td><td>"
        << (selected != nullptr ? html_text(sessions::to_text(*selected))
            : sa.selection      ? "none"
            : refused_all(sa)   ? "nothing"
                                : "<span class=\"dim\">nothing seen</span>")
        << "</td></tr>\n";
  }
  out << "</table></div>\n";
}

void write_ike_sas(std::ostream& out, const AuditReport& report) {
  const auto offsets = ike_sa_offsets(report);
  out << "<section id=\"ike\"><h2>IKE SAs</h2>\n";
  bool any = false;
  for (std::size_t i = 0; i < report.captures.size(); ++i) {
    const auto& capture = report.captures[i];
    const auto& sas = capture.sessions->ike_sas();
    if (sas.size() == 0) continue;
    if (report.captures.size() > 1) out << fmt::format("<h3>{}</h3>\n", html_text(capture.path));
    const auto ids = shown_ids(sas.size(), ike_sas_with_findings(capture), most_ike_sas);
    for (const auto id : ids) {
      write_ike_sa(out, sas[id - 1], capture, offsets[i], !any);
      any = true;
    }
    write_rest(out, sas.size(), ids.size());
  }
  if (!any) out << "<p class=\"dim\">No IKE message was seen.</p>\n";
  out << "</section>\n";
}

}  // namespace espect::report::html
