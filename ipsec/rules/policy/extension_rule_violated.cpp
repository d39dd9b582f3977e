// SPDX-License-Identifier: GPL-2.0-or-later
#include <map>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "ipsec/rules/policy/extension_algorithms.h"
#include "ipsec/rules/policy/extension_notifies.h"
#include "ipsec/rules/policy/extension_selectors.h"
#include "ipsec/rules/replay/echo_subject.h"
#include "ipsec/rules/rule.h"

namespace espect::rules {
namespace {

using sessions::ChildSa;
using sessions::ExtensionNotify;
namespace types = registry::notify;

std::string sentence(const Finding& finding) {
  return fmt::format("{} ({}): {}", to_text(finding.subject), finding.evidence.text("rules"),
                     finding.evidence.text("what"));
}

// What is remembered of an IKE SA and those that replace it.
struct Lineage {
  std::uint8_t path_mtu_i = 0;  // flags of LMAP_PTB_SUPPORTED by the initiator of the first
  std::uint8_t path_mtu_r = 0;
  struct Inbound {
    bool of_initiator;  // of the IKE SA that made it: who receives on this SPI
    std::uint32_t ike_sa;
    const ChildSa* child;
  };
  std::map<std::pair<std::uint8_t, std::uint32_t>, Inbound> inbound;  // protocol id, SPI
};
using Lineages = Capped<std::uint32_t, Lineage>;

std::uint8_t protocol_id(Protocol protocol) {
  return protocol == Protocol::esp ? registry::protocol::esp : registry::protocol::ah;
}

// The SA that a notify of an INFORMATIONAL request names must be one on which its sender receives.
bool names_own_sa(const ExtensionNotify& notify, const Lineage& lineage,
                  const sessions::IkeMessageOpened& event) {
  std::uint32_t spi = 0;
  for (const auto octet : notify.spi) spi = spi << 8 | octet;
  const auto found = lineage.inbound.find({notify.protocol, spi});
  if (found == lineage.inbound.end()) return false;
  if (found->second.child->closed_frame != 0 &&
      found->second.child->closed_frame < event.datagram.frame)
    return false;
  // A rekeyed IKE SA may have the roles turned round.
  return found->second.ike_sa != event.sa.id ||
         found->second.of_initiator == event.message.header().from_initiator();
}

void check_informational(const ExtensionNotify& notify, const Lineage& lineage,
                         const sessions::IkeMessageOpened& event, std::vector<Breach>& breaches) {
  const bool value = notify.type == types::link_max_atomic_packet || notify.type == types::ptb;
  if (value) {
    const std::uint8_t bit = notify.type == types::ptb ? wire::ike::PathMtuSupport::ptb
                                                       : wire::ike::PathMtuSupport::lmap;
    if ((lineage.path_mtu_i & lineage.path_mtu_r & bit) == 0)
      breaches.push_back({"XPM-02", "a path MTU that was not agreed on by both sides"});
  }
  if (notify.spi.size() != 4) return;
  if (!value && notify.type != types::replay_prot_and_esn_status) return;
  if (!names_own_sa(notify, lineage, event))
    breaches.push_back({value ? "XPM-03" : "XAR-02",
                        "the SPI is none on which the sender of the notify receives"});
}

void on_message(const Bench& bench, Lineages& lineages, const sessions::IkeMessageOpened& event) {
  if (event.contents == nullptr || event.retransmission) return;
  const auto& header = event.message.header();
  const bool informational = header.exchange.value == registry::exchange::informational;
  std::vector<Breach> breaches;
  for (const auto& payload : event.contents->payloads())
    if (payload.type.value == registry::payload::tsi ||
        payload.type.value == registry::payload::tsr)
      check_selector_lengths(payload, breaches);
  Lineage& lineage = lineages[event.sa.lineage];
  for (const auto& notify : sessions::sa_payloads_of(*event.contents).extensions) {
    check_notify(notify, informational, breaches);
    if (notify.type == types::lmap_ptb_supported && notify.data.size() == 1)
      (header.from_initiator() ? lineage.path_mtu_i : lineage.path_mtu_r) = notify.data[0];
    if (informational) check_informational(notify, lineage, event, breaches);
  }
  if (!breaches.empty()) report_breaches(bench, Subject(event.sa), breaches, event.datagram.frame);
}

void on_child(const Bench& bench, Lineages& lineages, const sessions::ChildSaMade& event) {
  const ChildSa& child = event.child;
  auto& lineage = lineages[child.lineage];
  const auto protocol = protocol_id(child.protocol);
  lineage.inbound[{protocol, child.spi_i}] = {event.from_initiator, event.sa.id, &child};
  lineage.inbound[{protocol, child.spi_r}] = {!event.from_initiator, event.sa.id, &child};

  std::vector<Breach> breaches;
  if (event.request != nullptr) {
    check_both_selectors(*event.request, breaches);
    for (const auto& proposal : event.request->proposals) check_sm4(proposal, breaches);
    check_narrowing(*event.request, event.response, breaches);
  }
  check_both_selectors(event.response, breaches);
  check_sm4(child.selection, breaches);
  for (const auto& status : {child.replay_status_i, child.replay_status_r})
    if (status) check_status_against_numbers(*status, child.selection, breaches);
  if (!breaches.empty())
    report_breaches(bench, Subject(event.sa), breaches, event.request_frame, event.response_frame);
}

void on_echo(const Bench& bench, const sessions::EchoSeen& event) {
  const auto& echo = event.echo;
  std::vector<Breach> breaches;
  if (echo.reserved_flags) breaches.push_back({"XEC-04", "reserved flags of an ESP echo are set"});
  if (!echo.length_fits)
    breaches.push_back({"XEC-04", "Data Length of an ESP echo does not fit its payload"});
  if (echo.reply && event.request != nullptr && event.request->form == sessions::EchoForm::f &&
      !event.request->reply_path)
    breaches.push_back({"ESP-04", "a reply to an echo that asked for none"});
  if (breaches.empty()) return;
  report_breaches(bench, echo_subject(event), breaches, event.datagram.frame);
}

void install(const Bench& bench) {
  const auto lineages = bench.table<std::uint32_t, Lineage>("IKE SAs");
  bench.events.to<sessions::IkeMessageOpened>(
      [bench, lineages](const auto& event) { on_message(bench, *lineages, event); });
  bench.events.to<sessions::ChildSaMade>(
      [bench, lineages](const auto& event) { on_child(bench, *lineages, event); });
  bench.events.to<sessions::IkeSaNegotiated>([bench](const sessions::IkeSaNegotiated& event) {
    std::vector<Breach> breaches;
    for (const auto& proposal : event.sa.offer) check_sm4(proposal, breaches);
    if (!breaches.empty())
      report_breaches(bench, Subject(event.sa), breaches, event.request_frame,
                      event.response_frame);
  });
  bench.events.to<sessions::VpnIdMissing>([bench](const sessions::VpnIdMissing& event) {
    report_breaches(bench, Subject(event.flow), {{"XVPN-22", "a packet without the agreed VPN-ID"}},
                    event.datagram.frame);
  });
  bench.events.to<sessions::EchoSeen>([bench](const auto& event) { on_echo(bench, event); });
}

}  // namespace

extern const RuleInfo extension_rule_violated;
const RuleInfo extension_rule_violated{
    .id = "extension-rule-violated",
    .family = Family::policy,
    .severity = Severity::medium,
    .needs = Needs::ike_keys,
    .title = "A payload or packet of an extension breaks a rule of its specification",
    .why =
        "An extension that has no RFC yet is implemented from drafts, and two implementations read "
        "them differently. The evidence names the rule (XVPN-02, XAR-07, ...) and what breaks it; "
        "docs/extensions says each rule in words. All of them are those of an experimental "
        "profile.",
    .advice =
        "Compare both implementations with the page of the extension. If the number belongs to "
        "something else here, give it another one with --codepoints, or 0 to switch it off.",
    .specs = {"experimental profile", {}, {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules
