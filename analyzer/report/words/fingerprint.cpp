// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/words/fingerprint.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "ipsec/crypto/digest.h"
#include "ipsec/registry/algorithms.h"
#include "ipsec/rules/rule.h"
#include "ipsec/sessions/names.h"

namespace espect::report {
namespace {

using sessions::ChildSa;
using sessions::EspFlow;
using sessions::IkeSa;
using sessions::Sessions;

// Of what an identity is made of; a longer one is its hash, so that no peer decides how large a
// baseline grows.
constexpr std::size_t longest_octets = 1000;

Bytes octets_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string hex_text(Bytes octets) {
  std::string text;
  for (const auto octet : octets) fmt::format_to(std::back_inserter(text), "{:02x}", octet);
  return text;
}

// The first half of SHA-256.
std::string hash_text(Bytes octets) {
  const auto hash =
      crypto::hash_of(registry::PseudorandomFunction::said(
                          nullptr, registry::pseudorandom_function::prf_hmac_sha2_256),
                      {octets});
  return hex_text(Bytes(hash).first(std::min<std::size_t>(hash.size(), 16)));
}

// Which peer asks for a rekey is chance: of a chain of rekeys the first IKE SA says who is who.
const IkeSa& first_of_chain(const IkeSa& sa, const Sessions& sessions) {
  const auto known = sa.lineage != 0 && sa.lineage <= sessions.ike_sas().size();
  return known ? sessions.ike_sas()[sa.lineage - 1] : sa;
}

const IkeSa* ike_sa_of(std::uint32_t id, const Sessions& sessions) {
  if (id == 0 || id > sessions.ike_sas().size()) return nullptr;
  return &first_of_chain(sessions.ike_sas()[id - 1], sessions);
}

std::string peer_name(const IkeSa& sa, bool initiator) {
  const auto& endpoint = initiator ? sa.initiator : sa.responder;
  const auto* opened = sa.opening.get();
  const std::vector<std::uint8_t> none;
  const auto& id = opened != nullptr ? opened->auth[initiator ? 0 : 1].id : none;
  if (id.empty()) return to_text(endpoint.address);
  return "id " + (longest_octets < id.size() ? "SHA-256 " + hash_text(id) : hex_text(id));
}

// Of one Child SA there may be 255 on each side.
std::string selectors_text(const std::vector<sessions::TrafficSelector>& selectors) {
  auto text = to_text(selectors);
  return longest_octets < text.size() ? "SHA-256 " + hash_text(octets_of(text)) : text;
}

std::string direction(std::string_view from, std::string_view to) {
  return fmt::format("{} > {}", from, to);
}

const EspFlow* flow_of(const rules::Subject& subject, const Sessions& sessions) {
  if (subject.flow == 0 || subject.flow > sessions.flows().size()) return nullptr;
  return &sessions.flows()[subject.flow - 1];
}

std::string flow_identity(const EspFlow& flow, const Sessions& sessions) {
  const auto protocol = display_name(flow.protocol);
  const auto plain = direction(to_text(flow.path.source), to_text(flow.path.destination));
  if (flow.child_sa == 0 || flow.child_sa > sessions.child_sas().size())
    return fmt::format("{} {}", protocol, plain);
  const ChildSa& child = sessions.child_sas()[flow.child_sa - 1];
  const bool to_responder = flow.spi == child.spi_r;
  const auto selectors = direction(selectors_text(to_responder ? child.ts_i : child.ts_r),
                                   selectors_text(to_responder ? child.ts_r : child.ts_i));
  const IkeSa* made_by = ike_sa_of(child.ike_sa, sessions);
  if (made_by == nullptr) return fmt::format("{} {} {}", protocol, plain, selectors);
  // Of the first IKE SA, whoever asked for this Child SA.
  const auto& sender = to_responder ? child.initiator : child.responder;
  const bool from_initiator = sender.address == made_by->initiator.address;
  return fmt::format(
      "{} {} {}", protocol,
      direction(peer_name(*made_by, from_initiator), peer_name(*made_by, !from_initiator)),
      selectors);
}

// "10.1.0.10:4500", "[2001:db8::1]:500": the port is a NAT's choice.
std::string without_port(std::string text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) return text;
  if (text.front() == '[') {
    const auto end = text.find(']');
    return end == std::string::npos ? text : text.substr(1, end - 1);
  }
  if (text.find(':') == colon) text.resize(colon);
  return text;
}

constexpr std::array names_of_peers{"source",      "sender",   "requester", "initiator", "reporter",
                                    "destination", "receiver", "responder", "peer"};

// Without an SA the evidence says who.
std::string named_by_evidence(const rules::Evidence& evidence) {
  std::string text;
  for (const auto* key : names_of_peers)
    if (const auto value = evidence.text(key); !value.empty())
      text += fmt::format(" {} {}", key, without_port(value));
  return text;
}

std::string subject_identity(const rules::Finding& finding, const Sessions& sessions) {
  const auto& subject = finding.subject;
  if (const EspFlow* flow = flow_of(subject, sessions)) return flow_identity(*flow, sessions);
  if (const IkeSa* sa = subject.ike_sa ? ike_sa_of(*subject.ike_sa, sessions) : nullptr)
    return "IKE " + direction(peer_name(*sa, true), peer_name(*sa, false));
  auto text = subject.protocol ? fmt::format("{} to {}", display_name(*subject.protocol),
                                             to_text(subject.destination))
                               : std::string("capture");
  return text + named_by_evidence(finding.evidence);
}

}  // namespace

std::string identity_of(const rules::Finding& finding, const Sessions& sessions) {
  return fmt::format("{}: {}", finding.rule->id, subject_identity(finding, sessions));
}

std::vector<std::string> addresses_of(const rules::Finding& finding, const Sessions& sessions) {
  const auto& subject = finding.subject;
  if (const EspFlow* flow = flow_of(subject, sessions))
    return {to_text(flow->path.source), to_text(flow->path.destination)};
  if (subject.ike_sa && *subject.ike_sa != 0 && *subject.ike_sa <= sessions.ike_sas().size()) {
    const IkeSa& sa = sessions.ike_sas()[*subject.ike_sa - 1];
    return {to_text(sa.initiator.address), to_text(sa.responder.address)};
  }
  std::vector<std::string> addresses;
  if (subject.protocol) addresses.push_back(to_text(subject.destination));
  for (const auto* key : names_of_peers)
    if (const auto value = finding.evidence.text(key); !value.empty())
      addresses.push_back(without_port(value));
  return addresses;
}

std::string Fingerprints::next(const rules::Finding& finding, const Sessions& sessions) {
  auto identity = identity_of(finding, sessions);
  const auto ordinal = ++seen_[identity];
  if (ordinal > 1) identity += fmt::format(" #{}", ordinal);
  return hash_text(octets_of(identity));
}

}  // namespace espect::report
