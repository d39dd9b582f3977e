// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/rules/policy/configuration/matches.h"

#include <algorithm>
#include <map>
#include <optional>

#include "ipsec/rules/policy/configuration/selectors.h"

namespace espect::rules::configuration {
namespace {

using registry::PromiseKind;

std::string value(const std::vector<registry::Promise>& promises, PromiseKind kind) {
  const auto* promise = find(promises, kind);
  return promise == nullptr ? std::string() : promise->value;
}

// How well an address fits: 1 by itself, 0 because any does or a NAT hides it; nothing: not.
std::optional<int> address_fits(const std::string& addresses, const Pair& pair, std::uint8_t side) {
  bool by_any = false;
  if (addresses.empty() || is_in(addresses, pair.addresses.at(side), by_any))
    return addresses.empty() || by_any ? 0 : 1;
  if (pair.family == nullptr) return std::nullopt;
  const auto place = pair.family->sas[0].sa->nat_place(side == 0);
  const bool hidden = place && *place != sessions::NatPlace::not_found;
  return hidden ? std::optional(0) : std::nullopt;
}

// The identity of an ID payload body as text, of the types that configurations write as they are.
std::string identity_of(const std::vector<std::uint8_t>& body) {
  constexpr std::size_t fixed_octets = 4;
  if (body.size() <= fixed_octets) return {};
  const auto data = Bytes(body).subspan(fixed_octets);
  if (body[0] == registry::id_type::id_fqdn || body[0] == registry::id_type::id_rfc822_addr)
    return {data.begin(), data.end()};
  if (body[0] == registry::id_type::id_ipv4_addr && data.size() == 4)
    return to_text(Address::v4_from(data.data()));
  if (body[0] == registry::id_type::id_ipv6_addr && data.size() == 16)
    return to_text(Address::v6_from(data.data()));
  return {};
}

std::optional<int> identity_fits(std::string configured, const Pair& pair, std::uint8_t side) {
  if (configured.starts_with('@')) configured.erase(0, 1);
  const auto* opening = pair.family == nullptr ? nullptr : pair.family->sas[0].sa->opening.get();
  if (configured.empty() || opening == nullptr) return 0;
  const auto seen = identity_of(opening->auth.at(side).id);
  // Names of certificates, patterns and types in front are not compared.
  if (seen.empty() || configured.find_first_of("=*%:") != std::string::npos) return 0;
  return seen == configured ? std::optional(1) : std::nullopt;
}

std::optional<int> fit(const registry::PromisedConnection& connection, const Pair& pair,
                       std::uint8_t local) {
  const auto remote = static_cast<std::uint8_t>(1 - local);
  int sum = 0;
  for (const auto& one :
       {address_fits(value(connection.promises, PromiseKind::local_addresses), pair, local),
        address_fits(value(connection.promises, PromiseKind::remote_addresses), pair, remote),
        identity_fits(value(connection.promises, PromiseKind::local_id), pair, local),
        identity_fits(value(connection.promises, PromiseKind::remote_id), pair, remote)}) {
    if (!one) return std::nullopt;
    sum += 2 * *one;
  }
  const Case that{&connection, &pair, local, {local}};
  const bool child_fits = std::ranges::any_of(
      pair.children, [&](const auto* made) { return child_for(that, *made) != nullptr; });
  return sum + (child_fits ? 3 : 0);
}

std::pair<Address, Address> unordered(const Address& a, const Address& b) {
  return a < b ? std::pair(a, b) : std::pair(b, a);
}

}  // namespace

std::vector<Pair> pairs_of(const TrafficFacts& facts) {
  std::vector<Pair> pairs;
  std::map<std::uint32_t, std::size_t> by_lineage;
  std::map<std::pair<Address, Address>, std::size_t> by_addresses;
  for (const auto& [lineage, family] : *facts.families) {
    if (family.sas.empty()) continue;
    const auto& sa = *family.sas[0].sa;
    by_lineage[lineage] = pairs.size();
    by_addresses[unordered(sa.initiator.address, sa.responder.address)] = pairs.size();
    pairs.push_back({&family, {sa.initiator.address, sa.responder.address}, {}, {}});
  }
  for (const auto& [id, made] : *facts.children)
    if (const auto at = by_lineage.find(made.child->lineage); at != by_lineage.end())
      pairs[at->second].children.push_back(&made);
  for (const auto& [id, flow] : *facts.flows) {
    if (flow.flow == nullptr) continue;
    const auto& path = flow.flow->path;
    const auto child = facts.children->find(flow.flow->child_sa);
    if (child != facts.children->end()) {
      const auto at = by_lineage.find(child->second.child->lineage);
      if (at != by_lineage.end()) pairs[at->second].flows.push_back(&flow);
      continue;
    }
    const auto [at, made] =
        by_addresses.try_emplace(unordered(path.source, path.destination), pairs.size());
    if (made) pairs.push_back({nullptr, {path.source, path.destination}, {}, {}});
    pairs[at->second].flows.push_back(&flow);
  }
  return pairs;
}

const ChildFacts* Case::child_of(const FlowFacts& flow) const {
  const auto found = std::ranges::find_if(
      pair->children, [&](const auto* made) { return made->child->id == flow.flow->child_sa; });
  return found == pair->children.end() ? nullptr : *found;
}

std::uint8_t Case::sender(const FlowFacts& flow) const {
  if (const auto* child = child_of(flow))
    return static_cast<std::uint8_t>(1 - child->receiver(flow.flow->spi));
  return flow.flow->path.source == pair->addresses[0] ? 0 : 1;
}

std::vector<Case> cases_of(const Pair& pair,
                           std::span<const registry::PromisedConnection> connections) {
  // Of side 0, of side 1, of a file that does not say which.
  std::array<std::optional<Case>, 3> best;
  std::array<int, 3> scores{};
  for (const auto& connection : connections)
    for (const std::uint8_t local : {std::uint8_t{0}, std::uint8_t{1}}) {
      const auto score = fit(connection, pair, local);
      if (!score) continue;
      const bool unknown = find(connection.promises, PromiseKind::local_side) != nullptr;
      const std::size_t slot = unknown ? 2 : local;
      if (best.at(slot) && scores.at(slot) >= *score) continue;
      scores.at(slot) = *score;
      best.at(slot) = Case{&connection, &pair, local,
                           unknown ? std::vector<std::uint8_t>{0, 1} : std::vector{local}};
    }
  std::vector<Case> cases;
  for (auto& one : best)
    if (one) cases.push_back(std::move(*one));
  // One that fits both ways speaks for neither end.
  if (cases.size() > 1 && cases[0].connection == cases[1].connection) {
    cases[0].own = {0, 1};
    cases.erase(cases.begin() + 1);
  }
  return cases;
}

const registry::PromisedChild* child_for(const Case& that, const ChildFacts& made) {
  const bool local_made = made.initiator == that.local;
  const auto& local = local_made ? made.child->ts_i : made.child->ts_r;
  const auto& remote = local_made ? made.child->ts_r : made.child->ts_i;
  const registry::PromisedChild* dynamic = nullptr;
  for (const auto& child : that.connection->children) {
    const auto covered = [&](PromiseKind kind, const auto& negotiated) {
      const auto* promise = find(child.promises, kind);
      return promise == nullptr ? Cover::dynamic : cover(promise->value, negotiated);
    };
    const auto here = covered(PromiseKind::local_selectors, local);
    const auto there = covered(PromiseKind::remote_selectors, remote);
    if (here == Cover::part || there == Cover::part) continue;
    if (here == Cover::all && there == Cover::all) return &child;
    if (dynamic == nullptr) dynamic = &child;
  }
  return dynamic;
}

}  // namespace espect::rules::configuration
