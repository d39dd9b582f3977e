// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/text/tables.h"

#include <ostream>
#include <set>

#include <fmt/format.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/text/table.h"
#include "analyzer/report/words/announced.h"
#include "analyzer/report/words/names.h"
#include "analyzer/report/words/reported_finding.h"
#include "ipsec/bytes/counted.h"
#include "ipsec/registry/tables.h"
#include "ipsec/rules/spi_text.h"

namespace espect::report {
namespace {

using Ids = std::set<std::uint32_t>;

// The ids (from 1) to show: all, or those with findings and then the first others, ascending.
Ids chosen(std::uint32_t size, const Ids& with_findings) {
  Ids ids;
  for (const auto id : with_findings)
    if (ids.size() < max_table_rows && id >= 1 && id <= size) ids.insert(id);
  for (std::uint32_t id = 1; id <= size && ids.size() < max_table_rows; ++id) ids.insert(id);
  return ids;
}

template <class Id>
Ids subjects(const CaptureReport& capture, const Gate& gate, Id&& id_of) {
  Ids ids;
  for (const auto* finding : counting_findings(capture, gate))
    if (const std::uint32_t id = id_of(finding->subject)) ids.insert(id);
  return ids;
}

void write_rest(std::ostream& out, Paint paint, std::size_t all, std::size_t shown) {
  if (all > shown)
    out << "  " << paint(Tone::dim, fmt::format("... and {} more (JSON has all)", all - shown))
        << '\n';
}

std::string key_exchange_text(const sessions::IkeSa& sa) {
  std::string text;
  for (const auto& exchange : key_exchanges(sa))
    text += (text.empty() ? "" : " + ") + exchange.name;
  return text.empty() ? "-" : text;
}

std::string cipher_text(const sessions::IkeSa& sa) {
  const auto suite = algorithms(sa);
  if (!suite) return "-";
  const auto* encr = sa.selection->first(registry::transform_type::encr);
  std::string text = encr != nullptr ? without("ENCR_", sessions::to_text(*encr)) : "no cipher";
  if (suite->integ) text += " / " + without("AUTH_", *suite->integ);
  if (suite->prf) text += " / " + without("PRF_", *suite->prf);
  return text;
}

Tone tone_of(sessions::IkeSaState state) {
  using sessions::IkeSaState;
  if (state == IkeSaState::refused || state == IkeSaState::dead) return Tone::bad;
  return state == IkeSaState::half_open ? Tone::caution : Tone::plain;
}

Cell quantum_cell(const sessions::IkeSa& sa) {
  if (sa.quantum_resistant()) return {"yes", Tone::good};
  if (sa.ppk_used == true) return {"with PPK", Tone::good};
  if (uses_ppk(sa) && !sa.ppk_used) return {"only with PPK"};
  if (!sa.selection) return {"-"};
  return {announced_ppk(sa) ? "no" : "not known"};
}

Cell count_cell(std::uint64_t count, Tone when_any) {
  return {std::to_string(count), count > 0 ? when_any : Tone::plain};
}

// What the ICV said; "-" where there is no key.
Cell authentic_cell(const sessions::EspFlow& flow) {
  if (flow.icv_ok == 0) return {"-"};
  return {std::to_string(flow.icv_ok), flow.icv_bad > 0 ? Tone::bad : Tone::good};
}

std::string child_cipher_text(const sessions::ChildSa& child) {
  std::string text;
  for (const auto& transform : child.selection.transforms) {
    if (transform.type != registry::transform_type::encr &&
        transform.type != registry::transform_type::integ)
      continue;
    if (transform.type == registry::transform_type::integ && transform.id == 0) continue;
    text += (text.empty() ? "" : " ") + without("ENCR_", sessions::to_text(transform));
  }
  return text;
}

}  // namespace

void write_ike_sas(std::ostream& out, Paint paint, const CaptureReport& capture, const Gate& gate,
                   std::uint32_t ike_sa_offset, std::size_t width) {
  const auto& sas = capture.sessions->ike_sas();
  if (sas.size() == 0) return;
  out << '\n' << paint(Tone::bold, counted(sas.size(), "IKE SA")) << '\n';
  Table table({{"id", true},
               {"initiator -> responder"},
               {"state"},
               {"messages", true},
               {"opened", true},
               {"quantum-resistant"},
               {"key exchange", false, true},
               {"encryption / PRF", false, true}});
  const auto ids = chosen(sas.size(), subjects(capture, gate, [](const rules::Subject& subject) {
                            return subject.ike_sa.value_or(0);
                          }));
  for (const auto id : ids) {
    const auto& sa = sas[id - 1];
    const auto peers = fmt::format("{} -> {}", to_text(sa.initiator.address, sa.initiator.port),
                                   to_text(sa.responder.address, sa.responder.port));
    table.add(
        {{std::to_string(sa.id + ike_sa_offset)},
         {peers},
         {fmt::format("{}{}", sa.version == 1 ? "IKEv1 " : "", state_text(sa)),
          sa.version == 1 && tone_of(sa.state) == Tone::plain ? Tone::caution : tone_of(sa.state)},
         {std::to_string(sa.messages)},
         {sa.encrypted != 0 ? fmt::format("{}/{}", sa.decrypted, sa.encrypted) : "-"},
         quantum_cell(sa),
         {key_exchange_text(sa)},
         {cipher_text(sa)}});
  }
  table.write(out, paint, width);
  write_rest(out, paint, sas.size(), ids.size());
  for (const auto id : ids)
    if (const auto nat = nat_text(sas[id - 1]); !nat.empty())
      out << fmt::format("  NAT, by IKE SA {}: {}\n", id + ike_sa_offset, nat);
}

void write_child_sas(std::ostream& out, Paint paint, const CaptureReport& capture,
                     std::uint32_t ike_sa_offset, std::size_t width) {
  const auto& children = capture.sessions->child_sas();
  if (children.size() == 0) return;
  out << '\n' << paint(Tone::bold, counted(children.size(), "Child SA")) << '\n';
  Table table({{"IKE SA", true},
               {"SPIs"},
               {"state"},
               {"mode"},
               {"numbers"},
               {"protection", false, true},
               {"traffic selectors", false, true}});
  const std::uint32_t shown = std::min<std::uint32_t>(children.size(), max_table_rows);
  for (std::uint32_t id = 1; id <= shown; ++id) {
    const auto& child = children[id - 1];
    table.add({{std::to_string(child.ike_sa + ike_sa_offset)},
               {rules::spis_text(child)},
               {std::string(to_text(child.state))},
               {std::string(to_text(child.mode))},
               {std::string(sequence_numbers(child))},
               {child_cipher_text(child)},
               {terminal_text(fmt::format("{} == {}", selectors_text(child.ts_i, capture),
                                          selectors_text(child.ts_r, capture)))}});
  }
  table.write(out, paint, width);
  write_rest(out, paint, children.size(), shown);
}

void write_flows(std::ostream& out, Paint paint, const CaptureReport& capture, const Gate& gate,
                 std::size_t width) {
  const auto& flows = capture.sessions->flows();
  if (flows.size() == 0) return;
  out << '\n' << paint(Tone::bold, counted(flows.size(), "ESP or AH flow")) << '\n';
  Table table({{""},
               {"SPI"},
               {"source -> destination"},
               {"over"},
               {"packets", true},
               {"authentic", true},
               {"lost", true},
               {"duplicate", true},
               {"late", true},
               {"left of window", true}});
  const auto ids = chosen(flows.size(), subjects(capture, gate, [](const rules::Subject& subject) {
                            return subject.protocol ? subject.flow : 0U;
                          }));
  for (const auto id : ids) {
    const auto& flow = flows[id - 1];
    const auto over = flow.path.encapsulation == Encapsulation::none  ? "IP"
                      : flow.path.encapsulation == Encapsulation::udp ? "UDP"
                                                                      : "TCP";
    // Numbers without an order (SN 2) say nothing of what is missing or late.
    const auto judged = [&](Cell cell) { return flow.sequential() ? cell : Cell{"-"}; };
    table.add({{std::string(display_name(flow.protocol))},
               {spi_text(flow)},
               {fmt::format("{} -> {}", to_text(flow.path.source), to_text(flow.path.destination))},
               {over},
               {std::to_string(flow.packets)},
               authentic_cell(flow),
               flow.tells_loss() ? count_cell(flow.lost(), Tone::caution) : Cell{"-"},
               judged(count_cell(flow.duplicates(), Tone::bad)),
               judged({std::to_string(flow.reordered())}),
               judged(count_cell(flow.left_of_window(), Tone::bad))});
  }
  table.write(out, paint, width);
  write_rest(out, paint, flows.size(), ids.size());
}

}  // namespace espect::report
