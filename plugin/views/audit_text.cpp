// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/views/audit_text.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "ipsec/rules/rule.h"
#include "plugin/audit/open_capture.h"
#include "plugin/audit/story_text.h"
#include "plugin/wireshark/border.h"

namespace espect::plugin {
namespace {

constexpr const char* option = "espect,findings";

struct Text {
  bool filtered = false;
  std::vector<bool> passed;  // by frame
};

bool is_shown(const Text& text, const rules::Finding& finding) {
  return !text.filtered || std::ranges::any_of(finding.frames, [&](std::uint32_t frame) {
    return frame < text.passed.size() && text.passed[frame];
  });
}

// Names come from policies, settings and peers: no controls (C0, C1) and nothing that turns the
// direction of text reaches the terminal.
void print(std::string_view line) {
  constexpr std::string_view turns[] = {"\u061c", "\u200e", "\u200f", "\u202a", "\u202b", "\u202c",
                                        "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"};
  std::string shown;
  while (!line.empty()) {
    const auto octet = static_cast<unsigned char>(line.front());
    const bool c0 = (octet < 0x20 && octet != '\n') || octet == 0x7f;
    const bool c1 = octet == 0xc2 && line.size() > 1 && static_cast<unsigned char>(line[1]) < 0xa0;
    const auto* const turn =
        std::ranges::find_if(turns, [&](auto each) { return line.starts_with(each); });
    const auto octets = turn != std::end(turns) ? turn->size() : c1 ? 2U : 1U;
    shown += c0 || c1 || turn != std::end(turns) ? std::string_view("?") : line.substr(0, octets);
    line.remove_prefix(octets);
  }
  std::fwrite(shown.data(), 1, shown.size(), stdout);
}

void draw(const Text& text, const CaptureAudit& audit) {
  const auto& vpn_names = audit.settings().vpn_names;
  if (!text.filtered)
    for (const auto& tunnel : audit.tunnels())
      print(fmt::format("{} - {}: {}\n", to_text(tunnel.peers[0]), to_text(tunnel.peers[1]),
                        story_text(tunnel, vpn_names)));
  print("-------------------------------------------------------------------\n");
  for (const auto* finding : audit.findings().in_order())
    if (is_shown(text, *finding))
      print(fmt::format("{:<6} | {:<34} | {} | {}\n", to_text(finding->severity), finding->rule->id,
                        registry::with_vpn_names(finding->sentence(), vpn_names),
                        rules::wireshark_filter(*finding)));
  if (text.filtered) return;
  const auto notes = audit.coverage();
  if (!notes.empty()) print("What could not be seen:\n");
  for (const auto& note : notes) print(fmt::format("  {}\n", note));
}

// tshark draws when it has read the last packet, and says so to nobody but those who draw.
void draw_text(void* data) {
  constexpr const char* rule =
      "===================================================================\n";
  print(fmt::format("\n{}IPsec: findings\n", rule));
  if (CaptureAudit* audit = open_audit(); audit != nullptr) {
    finish_audit();
    guarded("findings", 0, [&] { draw(*static_cast<const Text*>(data), *audit); });
  }
  print(rule);
}

tap_packet_status on_frame(void* data, packet_info* pinfo, epan_dissect_t*, const void*,
                           tap_flags_t) {
  auto& passed = static_cast<Text*>(data)->passed;
  guarded("findings", pinfo->num, [&] {
    if (passed.size() <= pinfo->num) passed.resize(pinfo->num + std::size_t{1});
    passed[pinfo->num] = true;
  });
  return TAP_PACKET_REDRAW;
}

StartResult start(const char* arguments, void*) {
  static Text text;  // tshark ends with it
  const std::size_t length = std::strlen(option);
  const char* filter = std::strlen(arguments) > length && arguments[length] == ','
                           ? arguments + length + 1
                           : nullptr;
  text.filtered = filter != nullptr;
  GString* error = register_tap_listener(statistics_tap, &text, filter, TL_REQUIRES_NOTHING,
                                         nullptr, on_frame, draw_text, nullptr);
  if (error == nullptr) return StartResult(true);
  // As Wireshark's own tables do: a text without its filter would be another one.
  std::fprintf(stderr, "espect: -z %s: %s\n", arguments, error->str);
  g_string_free(error, true);
  std::exit(1);
}

}  // namespace

void register_audit_text() {
  static stat_tap_ui ui;
  ui.group = REGISTER_PACKET_STAT_GROUP_UNSORTED;
  ui.cli_string = option;
  ui.tap_init_cb = start;
  register_stat_tap_ui(&ui, nullptr);
}

}  // namespace espect::plugin
