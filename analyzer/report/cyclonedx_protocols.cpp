// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/cyclonedx_protocols.h"

#include <fmt/format.h>

#include "analyzer/report/cyclonedx_algorithms.h"
#include "analyzer/report/words/calendar.h"
#include "analyzer/report/words/names.h"
#include "ipsec/registry/tables.h"

namespace espect::report {
namespace {

namespace types = registry::transform_type;
using sessions::ChildSa;
using sessions::IkeSa;

Json transform_types(const sessions::Proposal& selection) {
  Json groups = Json::object();
  for (const auto& transform : algorithms_in_order(selection)) {
    const char* group = transform.type == types::encr    ? "encr"
                        : transform.type == types::prf   ? "prf"
                        : transform.type == types::integ ? "integ"
                                                         : "ke";
    groups[group].push_back(algorithm_reference(transform));
  }
  return groups;
}

Json protocol(std::string reference, std::string name, Json properties, Json notes) {
  return {{"type", "cryptographic-asset"},
          {"bom-ref", std::move(reference)},
          {"name", std::move(name)},
          {"cryptoProperties",
           {{"assetType", "protocol"}, {"protocolProperties", std::move(properties)}}},
          {"properties", std::move(notes)}};
}

}  // namespace

std::string ike_reference(std::uint32_t id) {
  return fmt::format("ike-sa/{}", id);
}
std::string child_reference(std::uint32_t id) {
  return fmt::format("child-sa/{}", id);
}

std::string sa_reference(std::uint32_t id) {
  return fmt::format("sa-without-negotiation/{}", id);
}

bool is_algorithm(const sessions::Transform& transform) {
  if (transform.is_key_exchange() || transform.type == types::integ) return transform.id != 0;
  return transform.type == types::encr || transform.type == types::prf;
}

AuthMethods auth_methods(const IkeSa& sa) {
  AuthMethods methods;
  if (sa.opening == nullptr) return methods;
  for (const auto& peer : sa.opening->auth)
    if (peer.verdict != sessions::AuthVerdict::not_seen)
      methods.emplace(auth_reference(peer), &peer);
  return methods;
}

std::vector<sessions::Transform> algorithms_in_order(const sessions::Proposal& selection) {
  std::vector<sessions::Transform> found;
  for (const auto type : {types::encr, types::prf, types::integ, types::ke})
    for (const auto& transform : selection.transforms)
      if (transform.type == type && is_algorithm(transform)) found.push_back(transform);
  for (std::uint8_t type = types::addke1; type <= types::addke7; ++type)
    for (const auto& transform : selection.transforms)
      if (transform.type == type && is_algorithm(transform)) found.push_back(transform);
  return found;
}

Json property(std::string_view name, std::string value) {
  return {{"name", fmt::format("espect:{}", name)}, {"value", std::move(value)}};
}

Json ike_component(const IkeSa& sa, const IdOffsets& offsets, const std::string& path) {
  Json properties = {{"type", "ike"}, {"version", std::to_string(sa.version)}};
  if (sa.selection) properties["ikev2TransformTypes"] = transform_types(*sa.selection);
  for (const auto& [reference, peer] : auth_methods(sa))
    properties["ikev2TransformTypes"]["auth"].push_back(reference);
  auto notes =
      Json::array({property("capture", path), property("state", std::string(to_text(sa.state))),
                   property("spi_i", fmt::format("{:016x}", sa.spi_i)),
                   property("spi_r", fmt::format("{:016x}", sa.spi_r))});
  if (uses_ppk(sa)) notes.push_back(property("ppk", "agreed on"));
  if (sa.rekeyed_from)
    notes.push_back(property("rekeyed_from", ike_reference(*sa.rekeyed_from + offsets.ike_sa)));
  return protocol(ike_reference(sa.id + offsets.ike_sa),
                  fmt::format("IKEv{} {} - {}", sa.version, to_text(sa.initiator.address),
                              to_text(sa.responder.address)),
                  std::move(properties), std::move(notes));
}

Json child_component(const ChildSa& child, const IdOffsets& offsets, const std::string& path) {
  Json properties = {{"type", "ipsec"}};
  auto groups = transform_types(child.selection);
  if (const auto esn = child.esn()) groups["esn"] = *esn;
  if (!groups.empty()) properties["ikev2TransformTypes"] = std::move(groups);
  auto notes =
      Json::array({property("capture", path), property("state", std::string(to_text(child.state))),
                   property("ike_sa", ike_reference(child.ike_sa + offsets.ike_sa)),
                   property("mode", std::string(to_text(child.mode))),
                   property("spi_i", fmt::format("0x{:08x}", child.spi_i)),
                   property("spi_r", fmt::format("0x{:08x}", child.spi_r)),
                   property("ts_i", to_text(child.ts_i)), property("ts_r", to_text(child.ts_r))});
  if (child.rekeyed_from)
    notes.push_back(
        property("rekeyed_from", child_reference(*child.rekeyed_from + offsets.child_sa)));
  return protocol(child_reference(child.id + offsets.child_sa),
                  fmt::format("{} {} - {}", display_name(child.protocol),
                              to_text(child.initiator.address), to_text(child.responder.address)),
                  std::move(properties), std::move(notes));
}

// What nobody agreed on here has no state, no mode and no selectors.
Json sa_component(const SaWithoutNegotiation& sa, std::uint32_t id, const std::string& path) {
  const auto& flow = *sa.flow;
  Json properties = {{"type", "ipsec"}};
  auto groups = transform_types(sa.selection());
  if (sa.protection.esn) groups["esn"] = *sa.protection.esn;
  if (!groups.empty()) properties["ikev2TransformTypes"] = std::move(groups);
  auto notes =
      Json::array({property("capture", path), property("spi", fmt::format("0x{:08x}", flow.spi)),
                   property("negotiation", "not read"),
                   property("algorithms_proven_by", std::string(display_name(sa.protection.by))),
                   property("packets", std::to_string(sa.packets)),
                   property("packets_authenticated", std::to_string(sa.icv_ok))});
  for (const auto unknown : sa.not_known()) notes.push_back(property(unknown, "not known"));
  if (sa.protection.icv_octets)
    notes.push_back(property("icv_octets", std::to_string(*sa.protection.icv_octets)));
  return protocol(sa_reference(id),
                  fmt::format("{} {} -> {}", display_name(flow.protocol), to_text(flow.path.source),
                              to_text(flow.path.destination)),
                  std::move(properties), std::move(notes));
}

Json key_component(const std::string& sa_reference, const sessions::Proposal& selection,
                   std::string_view state, std::optional<Time> created) {
  Json material = {{"type", "secret-key"}, {"id", sa_reference}};
  if (created) material["creationDate"] = calendar_text(*created, 'T') + "Z";
  if (!state.empty()) material["state"] = state;
  if (const auto* encr = selection.first(types::encr)) {
    material["algorithmRef"] = algorithm_reference(*encr);
    if (const auto bits = algorithms(selection).encr_key_bits) material["size"] = *bits;
  } else if (const auto* integ = selection.first(types::integ);
             integ != nullptr && integ->id != 0) {
    material["algorithmRef"] = algorithm_reference(*integ);
  }
  return {{"type", "cryptographic-asset"},
          {"bom-ref", sa_reference + "/keys"},
          {"name", "keys of " + sa_reference},
          {"cryptoProperties",
           {{"assetType", "related-crypto-material"},
            {"relatedCryptoMaterialProperties", std::move(material)}}}};
}

std::string_view key_state(const IkeSa& sa) {
  using sessions::IkeSaState;
  if (sa.state == IkeSaState::rekeyed || sa.state == IkeSaState::deleted ||
      sa.state == IkeSaState::dead)
    return "deactivated";
  if (sa.state == IkeSaState::established && sa.may_have_ended) return {};
  return sa.state == IkeSaState::established ? "active" : "pre-activation";
}
std::string_view key_state(const ChildSa& child) {
  using sessions::ChildSaState;
  if (child.state == ChildSaState::deleted || child.state == ChildSaState::rekeyed ||
      child.state == ChildSaState::dead)
    return "deactivated";
  return child.state == ChildSaState::active ? "active" : "pre-activation";
}

}  // namespace espect::report
