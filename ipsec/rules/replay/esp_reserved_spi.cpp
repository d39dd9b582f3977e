// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::esp_reserved_spi {
namespace {

std::string sentence(const Finding& finding) {
  return fmt::format("{} packet{} on {}: the SPI is reserved", finding.count,
                     finding.count == 1 ? "" : "s", to_text(finding.subject));
}

void install(const Bench& bench) {
  bench.events.to<sessions::EspFlowEnded>([bench](const sessions::EspFlowEnded& event) {
    const auto& flow = event.flow;
    if (flow.spi > sessions::last_reserved_spi) return;
    const auto* named =
        registry::find(registry::tables::spi, flow.spi,
                       registry::meaning_of(bench.profile, registry::tables::spi, flow.spi));
    if (named != nullptr && named->state == registry::State::experimental) return;  // ESP echo
    Finding& finding = bench.about(Subject(flow));
    finding.add_frames(flow.frames_kept);
    finding.say_of_flow(flow, flow.first_frame, flow.last_frame, "the SPI is reserved");
    finding.count = flow.packets;
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "esp-reserved-spi",
    .family = Family::replay,
    .severity = Severity::medium,
    .needs = Needs::headers,
    .title = "ESP or AH with an SPI that is reserved",
    .why =
        "SPI 0 never travels, and 1 to 255 are reserved by IANA. Such a packet comes from a broken "
        "sender, from a tool that writes packets by hand, or is no ESP at all. The numbers of ESP "
        "echo are not meant.",
    .advice = "Look at the sender. On UDP port 4500 an SPI of 0 would be the non-ESP marker.",
    .specs = {"RFC 4303 section 2.1", "RFC 4302 section 2.4", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::esp_reserved_spi
