// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/text/tunnels.h"

#include <algorithm>
#include <array>
#include <ostream>
#include <vector>

#include <fmt/format.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/text/tables.h"
#include "analyzer/report/words/story.h"
#include "ipsec/bytes/counted.h"

namespace espect::report {
namespace {

Tone tone_of(const story::Tunnel& tunnel) {
  if (tunnel.broken_at) return Tone::bad;
  const bool up = tunnel.at(story::Step::child_sa) == story::Answer::yes &&
                  tunnel.at(story::Step::stays) == story::Answer::yes;
  return up ? Tone::good : Tone::plain;
}

// " (configuration; look at 10.2.0.10)".
std::string in_brackets(const story::Tunnel& tunnel) {
  if (!tunnel.broken_at) return {};
  const auto kind = tunnel.category ? fmt::format("{}; ", to_text(*tunnel.category)) : "";
  const auto who = story::who_has_to_look(tunnel);
  return tunnel.who.empty() ? fmt::format(" ({}who has to look is {})", kind, who)
                            : fmt::format(" ({}look at {})", kind, who);
}

// Those that broke earliest first, else in order of appearance.
std::vector<const story::Tunnel*> first_in_order(const std::vector<story::Tunnel>& tunnels,
                                                 std::size_t count) {
  std::array<std::vector<const story::Tunnel*>, story::step_count + 1> broken_at;
  for (const auto& tunnel : tunnels) {
    auto& same = broken_at[tunnel.broken_at ? static_cast<std::size_t>(*tunnel.broken_at)
                                            : story::step_count];
    if (same.size() < count) same.push_back(&tunnel);
  }
  std::vector<const story::Tunnel*> first;
  for (const auto& same : broken_at)
    for (const auto* tunnel : same)
      if (first.size() < count) first.push_back(tunnel);
  return first;
}

}  // namespace

void write_tunnels(std::ostream& out, Paint paint, const CaptureReport& capture,
                   std::uint32_t ike_sa_offset, std::size_t width) {
  const auto tunnels = story::tunnels(*capture.sessions, *capture.findings);
  if (tunnels.empty()) return;
  out << '\n';
  const auto shown = std::min(tunnels.size(), max_table_rows);
  for (const auto* listed : first_in_order(tunnels, shown)) {
    const auto& tunnel = *listed;
    const auto peers = terminal_text(peers_text(tunnel));
    out << "  " << paint(tone_of(tunnel), peers) << "  "
        << wrapped(terminal_text(story_text(tunnel, capture, ike_sa_offset) + in_brackets(tunnel)),
                   6, width)
        << '\n';
  }
  if (tunnels.size() > shown)
    out << "  "
        << paint(Tone::dim, fmt::format("... and {} more (JSON has all)", tunnels.size() - shown))
        << '\n';
}

}  // namespace espect::report
