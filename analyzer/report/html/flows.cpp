// SPDX-License-Identifier: GPL-2.0-or-later
#include <ostream>

#include <fmt/format.h>

#include "analyzer/report/html/parts.h"
#include "analyzer/report/words/names.h"
#include "analyzer/report/words/places.h"
#include "ipsec/bytes/counted.h"
#include "ipsec/sessions/names.h"

namespace espect::report::html {
namespace {

using sessions::EspFlow;

std::string authentic_text(const EspFlow& flow) {
  if (flow.icv_ok + flow.icv_bad == 0) return "no key";
  return fmt::format("{} of {}{}", with_commas(flow.icv_ok), with_commas(flow.packets),
                     flow.icv_bad != 0
                         ? fmt::format(", <span class=\"bad\">{} with a wrong ICV</span>",
                                       with_commas(flow.icv_bad))
                         : "");
}

void write_vpn_ids(std::ostream& out, const EspFlow& flow, const CaptureReport& capture) {
  if (flow.vpn_ids == nullptr) return;
  std::string text;
  for (const auto& [id, counters] : *flow.vpn_ids) {
    text += fmt::format("{}{}: {}", text.empty() ? "" : "; ",
                        registry::with_vpn_names(fmt::format("VPN-ID {}", id), capture.vpn_names),
                        counted(counters.packets, "packet"));
    if (counters.left_of_window != 0)
      text += fmt::format(", {} left of the window", with_commas(counters.left_of_window));
  }
  write_fact(out, "VPNs (experimental profile)", html_text(text));
}

// One counter for several destinations, or numbers without an order, say nothing of what is
// missing.
std::string lost_text(const EspFlow& flow) {
  if (!flow.tells_loss()) return "what is missing is not known to be lost";
  const auto lost = with_commas(flow.lost()) + " lost";
  const auto awaited = flow.numbers.awaited;
  return awaited == 0 ? lost : fmt::format("{}, {} may still come", lost, with_commas(awaited));
}

void write_facts(std::ostream& out, const EspFlow& flow, const CaptureReport& capture) {
  const Places places(capture, 0);
  out << "<dl class=\"facts\">";
  write_fact(out, "packets",
             fmt::format("{}, {} octets, frames {} to {}", with_commas(flow.packets),
                         with_commas(flow.octets), html_text(places.text(flow.first_frame)),
                         html_text(places.text(flow.last_frame))));
  write_fact(out, "authentic", authentic_text(flow));
  write_fact(
      out, "numbers",
      fmt::format("{} to {}: {}, {} repeated, {} late (by {} at most), {} left of the "
                  "window of {}",
                  flow.lowest(), flow.highest(), lost_text(flow), with_commas(flow.duplicates()),
                  with_commas(flow.reordered()), with_commas(flow.max_late()),
                  with_commas(flow.left_of_window()), flow.window));
  if (flow.capture_duplicates != 0)
    write_fact(out, "captured twice", with_commas(flow.capture_duplicates));
  if (flow.child_sa != 0) {
    const auto& child = capture.sessions->child_sas()[flow.child_sa - 1];
    const bool to_responder = flow.spi == child.spi_r;
    write_fact(
        out, "traffic selectors",
        fmt::format("{} &rarr; {}",
                    html_text(selectors_text(to_responder ? child.ts_i : child.ts_r, capture)),
                    html_text(selectors_text(to_responder ? child.ts_r : child.ts_i, capture))));
  }
  write_vpn_ids(out, flow, capture);
  out << "</dl>";
}

void write_flow(std::ostream& out, const EspFlow& flow, const CaptureReport& capture,
                std::size_t index, bool open) {
  const auto lost = flow.lost();
  const auto repeated = flow.duplicates();
  out << fmt::format(
      "<details class=\"sa\" id=\"{}\"{}><summary><b>{} <code>{}</code></b><span>{} &rarr; "
      "{}{}</span><span class=\"dim\">{} packets</span>",
      flow_anchor(index, flow.id), open ? " open" : "", display_name(flow.protocol), spi_text(flow),
      html_text(to_text(flow.path.source)), html_text(to_text(flow.path.destination)),
      flow.path.encapsulation == Encapsulation::none  ? ""
      : flow.path.encapsulation == Encapsulation::udp ? " over UDP"
                                                      : " over TCP",
      with_commas(flow.packets));
  if (repeated != 0)
    out << fmt::format("<span class=\"state high\">{} repeated</span>", with_commas(repeated));
  if (lost != 0)
    out << fmt::format("<span class=\"state medium\">{} lost</span>", with_commas(lost));
  out << "</summary><div class=\"inside\">";
  write_facts(out, flow, capture);
  write_numbers(out, flow, capture);
  write_path_mtu(out, flow, capture);
  out << "</div></details>\n";
}

}  // namespace

void write_flows(std::ostream& out, const AuditReport& report) {
  out << "<section id=\"esp\"><h2>ESP and AH</h2>\n";
  const auto places = places_of(report);
  bool any = false;
  for (std::size_t i = 0; i < report.captures.size(); ++i) {
    const auto& capture = report.captures[i];
    const auto& flows = capture.sessions->flows();
    if (flows.size() == 0) continue;
    if (report.captures.size() > 1) out << fmt::format("<h3>{}</h3>\n", html_text(capture.path));
    const auto ids = shown_ids(flows.size(), flows_with_findings(capture), most_flows);
    for (const auto id : ids) {
      write_flow(out, flows[id - 1], capture, places[i].first_file(), !any);
      any = true;
    }
    write_rest(out, flows.size(), ids.size());
  }
  if (!any) out << "<p class=\"dim\">No ESP or AH packet was seen.</p>\n";
  out << "</section>\n";
}

}  // namespace espect::report::html
