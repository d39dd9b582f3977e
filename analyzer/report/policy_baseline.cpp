// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/policy_baseline.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analyzer/report/words/sas_without_negotiation.h"
#include "ipsec/bytes/counted.h"
#include "ipsec/registry/tables.h"

namespace espect::report {
namespace {

namespace types = registry::transform_type;
using registry::PolicyKind;
using registry::PolicyRow;
using registry::PolicyScope;
using registry::Verdict;

std::optional<PolicyKind> kind_of(const sessions::Transform& transform) {
  if (transform.type == types::encr) return PolicyKind::encr;
  if (transform.type == types::prf) return PolicyKind::prf;
  if (transform.type == types::integ) return PolicyKind::integ;
  if (transform.type == types::sn) return PolicyKind::sn;
  if (transform.is_key_exchange()) return PolicyKind::ke;
  return std::nullopt;
}

// The key lengths that a policy tells apart; another one stands for every length.
std::optional<std::uint16_t> rated_key_bits(std::uint16_t bits) {
  return bits == 128 || bits == 192 || bits == 256 ? std::optional(bits) : std::nullopt;
}

// "a.pcap, b.pcap and 7 more".
template <class Captures>
std::string list_of(const Captures& captures, const std::vector<std::string>& names) {
  constexpr std::size_t most_named = 8;
  std::string text;
  std::size_t named = 0;
  for (const auto capture : captures) {
    if (named++ == most_named)
      return text + fmt::format(" and {} more", captures.size() - most_named);
    text += (text.empty() ? "" : ", ") + names[capture];
  }
  return text;
}

PolicyScope scope_of(const sessions::ChildSa& child) {
  return child.protocol == Protocol::esp ? PolicyScope::esp : PolicyScope::ah;
}

bool proven_by_key(const sessions::ProvenProtection& proven) {
  return proven.by == sessions::ProvenBy::icv || proven.by == sessions::ProvenBy::content;
}

}  // namespace

void PolicyBaseline::take(const std::vector<sessions::Transform>& transforms, PolicyScope scope,
                          Captures Shown::* by) {
  for (const auto& transform : transforms) {
    const auto kind = kind_of(transform);
    if (!kind) continue;
    const Key key{*kind, scope, transform.id, rated_key_bits(transform.key_bits)};
    (seen_[key].*by).insert(heard_.size() - 1);
  }
}

void PolicyBaseline::take_offer(const std::vector<sessions::Proposal>& offer, PolicyScope scope) {
  for (const auto& proposal : offer) take(proposal.transforms, scope, &Shown::offered);
}

void PolicyBaseline::take_used(const sessions::EspFlow& flow) {
  const auto proven = sessions::proven_protection(flow);
  if (flow.protocol == Protocol::eesp || !proven_by_key(proven) || proven.transforms.empty())
    return;
  esp_.insert(heard_.size() - 1);
  take(proven.transforms, flow.protocol == Protocol::esp ? PolicyScope::esp : PolicyScope::ah,
       &Shown::used);
}

void PolicyBaseline::listen(sessions::Subscriptions& events) {
  heard_.emplace_back();
  const auto take_ike = [this](const sessions::IkeSa& sa) {
    if (!sa.selection) return;
    ike_sas_.insert(heard_.size() - 1);
    take_offer(sa.offer, PolicyScope::ike);
    take(sa.selection->transforms, PolicyScope::ike, &Shown::negotiated);
    std::set<std::uint16_t> additional;
    for (const auto& transform : sa.selection->transforms)
      if (transform.is_key_exchange() && transform.type != types::ke && transform.id != 0)
        additional.insert(transform.id);
    if (always_)
      std::erase_if(*always_, [&](std::uint16_t id) { return !additional.contains(id); });
    else
      always_ = std::move(additional);
  };
  events.to<sessions::IkeSaNegotiated>([take_ike](const auto& event) { take_ike(event.sa); });
  events.to<sessions::IkeSaRekeyed>([take_ike](const auto& event) { take_ike(event.new_sa); });
  events.to<sessions::ChildSaMade>([this](const sessions::ChildSaMade& event) {
    child_sas_.insert(heard_.size() - 1);
    esp_.insert(heard_.size() - 1);
    // Quick mode of IKEv1 says each time whether it has a key exchange.
    create_child_sa_ = create_child_sa_ || event.sa.version == 1 ||
                       event.exchange == registry::exchange::create_child_sa;
    if (event.request != nullptr) take_offer(event.request->proposals, scope_of(event.child));
    take(event.child.selection.transforms, scope_of(event.child), &Shown::negotiated);
  });
  events.to<sessions::EspFlowEnded>([this](const sessions::EspFlowEnded& event) {
    if (event.child == nullptr) take_used(event.flow);
  });
  // Only where somebody wants what was decrypted does it show that an encryption key is wrong.
  events.to<sessions::EspOpened>([](const sessions::EspOpened&) {});
}

void PolicyBaseline::note_closed(const sessions::Sessions& sessions) {
  auto& closed = heard_.back();
  sessions.ike_sas().for_each([&](const sessions::IkeSa& sa) {
    if (sa.version != 2) return;
    closed.messages += sa.encrypted - sa.decrypted;
    if (!sa.selection && sa.encrypted != 0) ++closed.ike_sas;
  });
  for (const auto& sa : sas_without_negotiation(sessions))
    if (!proven_by_key(sa.protection)) ++closed.sas;
}

std::vector<std::string> PolicyBaseline::not_read(const std::vector<std::string>& names) const {
  std::vector<std::string> notes;
  for (std::size_t i = 0; i < heard_.size(); ++i) {
    const auto& closed = heard_[i];
    std::string what;
    if (closed.messages != 0)
      what = counted(closed.messages, "encrypted IKE message was", "encrypted IKE messages were") +
             " not opened";
    if (closed.ike_sas != 0)
      what += fmt::format("{}the negotiation of {} was not seen", what.empty() ? "" : ", ",
                          counted(closed.ike_sas, "IKE SA"));
    if (closed.sas != 0)
      what += fmt::format("{}the algorithms of {} are not known", what.empty() ? "" : ", ",
                          counted(closed.sas, "ESP or AH SA"));
    if (!what.empty())
      notes.push_back(names[i] + ": " + what + "; what was negotiated there is not in the policy");
    else if (!ike_sas_.contains(i) && !esp_.contains(i))
      notes.push_back(names[i] + ": no negotiation of IKEv2 that could be read");
  }
  return notes;
}

std::vector<PolicyRow> PolicyBaseline::rows(const std::vector<std::string>& names) const {
  std::vector<PolicyRow> rows;
  if (ike_sas_.empty() && esp_.empty()) return rows;
  const auto note = fmt::format("{}", fmt::join(not_read(names), "; "));
  const auto add = [&](PolicyKind kind, std::optional<std::uint16_t> id, std::string text,
                       std::optional<std::uint16_t> key_bits, PolicyScope scope, Verdict verdict,
                       const std::string& reason, const Captures& captures) {
    const auto sources = list_of(captures, names);
    rows.push_back({kind, id, std::move(text), key_bits, scope, verdict, reason + " in " + sources,
                    std::string(PolicyRow::baseline_reference) + sources, id ? "" : note, 0});
  };
  for (const auto& [key, shown] : seen_) {
    const auto& [kind, scope, id, key_bits] = key;
    const bool in_use = !shown.negotiated.empty() || !shown.used.empty();
    add(kind, id, std::string(registry::policy_name(kind, id)), key_bits, scope,
        !in_use ? Verdict::offer_only
        : kind == PolicyKind::ke && scope == PolicyScope::ike && always_->contains(id)
            ? Verdict::required
            : Verdict::acceptable,
        !shown.negotiated.empty() ? "negotiated"
        : in_use                  ? "used"
                                  : "only offered",
        !shown.negotiated.empty() ? shown.negotiated
        : in_use                  ? shown.used
                                  : shown.offered);
  }
  const auto forbid_others = [&](PolicyKind kind, PolicyScope scope) {
    add(kind, std::nullopt, "every other", std::nullopt, scope, Verdict::forbidden, "not",
        scope == PolicyScope::ike ? ike_sas_ : esp_);
  };
  if (!ike_sas_.empty())
    for (const auto kind : {PolicyKind::encr, PolicyKind::prf, PolicyKind::integ, PolicyKind::ke})
      forbid_others(kind, PolicyScope::ike);
  if (!esp_.empty())
    for (const auto scope : {PolicyScope::esp, PolicyScope::ah}) {
      if (scope == PolicyScope::esp) forbid_others(PolicyKind::encr, scope);
      forbid_others(PolicyKind::integ, scope);
      if (!child_sas_.empty()) forbid_others(PolicyKind::sn, scope);
      if (create_child_sa_) forbid_others(PolicyKind::ke, scope);
    }
  return rows;
}

}  // namespace espect::report
