// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/optimized_rekey.h"

#include "ipsec/registry/tables.h"
#include "ipsec/sessions/child/negotiated_extensions.h"

namespace espect::sessions {
namespace {

constexpr std::size_t child_spi_octets = 4, ike_spi_octets = 8;

const std::vector<std::uint8_t>& new_spi(const ExtensionNotify& notify) {
  return notify.spi.empty() ? notify.data : notify.spi;
}

Proposal with_spi(Proposal proposal, const ExtensionNotify& notify) {
  proposal.spi = new_spi(notify);
  return proposal;
}

}  // namespace

std::optional<CompletedRekey> complete_rekey(const SaPayloads& request, const SaPayloads& response,
                                             const IkeSa& sa, ChildSas& children) {
  const auto* asked = request.extension(registry::notify::optimized_rekey);
  const auto* answered = response.extension(registry::notify::optimized_rekey);
  if (asked == nullptr || answered == nullptr || !request.proposals.empty() ||
      !response.proposals.empty() || new_spi(*asked).size() != new_spi(*answered).size())
    return std::nullopt;
  CompletedRekey completed{request, response};
  if (new_spi(*asked).size() == ike_spi_octets && sa.selection) {
    completed.request.proposals = {with_spi(*sa.selection, *asked)};
    completed.response.proposals = {with_spi(*sa.selection, *answered)};
    return completed;
  }
  if (new_spi(*asked).size() != child_spi_octets || !request.rekeys) return std::nullopt;
  const auto protocol = protocol_of(request.rekeys->protocol);
  const ChildSa* old =
      protocol ? children.find(sa.lineage, *protocol, request.rekeys->spi) : nullptr;
  if (old == nullptr) return std::nullopt;
  // Who asks now may have answered then.
  const bool same_way = old->spi_i == request.rekeys->spi;
  for (SaPayloads* said : {&completed.request, &completed.response}) {
    said->proposals = {with_spi(old->selection, said == &completed.request ? *asked : *answered)};
    said->ts_i = same_way ? old->ts_i : old->ts_r;
    said->ts_r = same_way ? old->ts_r : old->ts_i;
  }
  if (old->mode == ChildSaMode::transport)
    completed.response.notifies.push_back(registry::notify::use_transport_mode);
  if (old->mode == ChildSaMode::iptfs)
    completed.response.notifies.push_back(registry::notify::use_aggfrag);
  return completed;
}

}  // namespace espect::sessions
