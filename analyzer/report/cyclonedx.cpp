// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/cyclonedx.h"

#include <chrono>
#include <map>
#include <set>

#include "analyzer/report/cyclonedx_algorithms.h"
#include "analyzer/report/json/object_writer.h"
#include "analyzer/report/version.h"
#include "analyzer/report/words/names.h"
#include "ipsec/registry/tables.h"

namespace espect::report {
namespace {

namespace types = registry::transform_type;
using sessions::ChildSa;
using sessions::IkeSa;

// "2026-11-24T14:33:54Z", RFC 3339.
std::string date_time(Time time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(
      std::chrono::sys_time<std::chrono::nanoseconds>(std::chrono::nanoseconds(time.nanoseconds)));
  const auto day = std::chrono::floor<std::chrono::days>(seconds);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(seconds - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::string ike_reference(std::uint32_t id) {
  return fmt::format("ike-sa/{}", id);
}
std::string child_reference(std::uint32_t id) {
  return fmt::format("child-sa/{}", id);
}

bool is_algorithm(const sessions::Transform& transform) {
  if (transform.is_key_exchange() || transform.type == types::integ) return transform.id != 0;
  return transform.type == types::encr || transform.type == types::prf;
}

// By reference.
using AuthMethods = std::map<std::string, const sessions::PeerAuthentication*>;

AuthMethods auth_methods(const IkeSa& sa) {
  AuthMethods methods;
  if (sa.opening == nullptr) return methods;
  for (const auto& peer : sa.opening->auth)
    if (peer.verdict != sessions::AuthVerdict::not_seen)
      methods.emplace(auth_reference(peer), &peer);
  return methods;
}

// Key exchanges in the order in which they are made: KE, ADDKE1, ...
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

Json property(std::string_view name, std::string value) {
  return {{"name", fmt::format("espect:{}", name)}, {"value", std::move(value)}};
}

Json protocol(std::string reference, std::string name, Json properties, Json notes) {
  return {{"type", "cryptographic-asset"},
          {"bom-ref", std::move(reference)},
          {"name", std::move(name)},
          {"cryptoProperties",
           {{"assetType", "protocol"}, {"protocolProperties", std::move(properties)}}},
          {"properties", std::move(notes)}};
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

// The keys of an SA, without their value.
Json key_component(const std::string& sa_reference, const sessions::Proposal& selection,
                   std::string_view state, Time created) {
  Json material = {
      {"type", "secret-key"}, {"id", sa_reference}, {"creationDate", date_time(created)}};
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

// Empty where it is not known. No capture shows that keys are destroyed: what ended is deactivated.
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

// Calls use(sessions, offsets, path) for every capture.
template <class Use>
void each_sessions_of(const AuditReport& report, Use&& use) {
  const auto ike = ike_sa_offsets(report);
  const auto child = child_sa_offsets(report);
  const auto places = places_of(report);
  for (std::size_t i = 0; i < report.captures.size(); ++i)
    use(*report.captures[i].sessions, IdOffsets{places[i], ike[i], child[i]},
        report.captures[i].path);
}

// By reference, so that each stands there once.
std::map<std::string, Json> algorithm_components(const AuditReport& report) {
  std::map<std::string, Json> found;
  const auto take = [&](const sessions::Proposal& selection) {
    for (const auto& transform : selection.transforms)
      if (is_algorithm(transform) && !found.contains(algorithm_reference(transform)))
        found.emplace(algorithm_reference(transform), algorithm_component(transform));
  };
  each_sessions_of(report, [&](const auto& sessions, const IdOffsets&, const std::string&) {
    sessions.ike_sas().for_each([&](const IkeSa& sa) {
      if (sa.selection) take(*sa.selection);
      for (const auto& [reference, peer] : auth_methods(sa))
        found.emplace(reference, auth_component(*peer));
    });
    sessions.child_sas().for_each([&](const ChildSa& child) { take(child.selection); });
  });
  return found;
}

Json depends(std::string reference, const sessions::Proposal* selection, const AuthMethods& auth) {
  std::set<std::string> needed;
  if (selection != nullptr)
    for (const auto& transform : algorithms_in_order(*selection))
      needed.insert(algorithm_reference(transform));
  for (const auto& [method, peer] : auth) needed.insert(method);
  return {{"ref", std::move(reference)}, {"dependsOn", needed}};
}

}  // namespace

void write_cyclonedx(const AuditReport& report, std::ostream& out) {
  ObjectWriter object(out);
  object.member("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
  object.member("bomFormat", "CycloneDX");
  object.member("specVersion", "1.6");
  object.member("version", 1);
  const Json tool = {{"type", "application"}, {"name", "espect"}, {"version", version}};
  object.member("metadata", {{"tools", {{"components", Json::array({tool})}}}});
  object.array("components", [&](auto use) {
    for (const auto& [reference, component] : algorithm_components(report)) use(component);
    each_sessions_of(report, [&](const auto& sessions, const IdOffsets& offsets, const auto& path) {
      sessions.ike_sas().for_each([&](const IkeSa& sa) {
        use(ike_component(sa, offsets, path));
        if (sa.selection)
          use(key_component(ike_reference(sa.id + offsets.ike_sa), *sa.selection, key_state(sa),
                            sa.first_time));
      });
      sessions.child_sas().for_each([&](const ChildSa& child) {
        use(child_component(child, offsets, path));
        use(key_component(child_reference(child.id + offsets.child_sa), child.selection,
                          key_state(child), child.created));
      });
    });
  });
  object.array("dependencies", [&](auto use) {
    each_sessions_of(report, [&](const auto& sessions, const IdOffsets& offsets, const auto&) {
      sessions.ike_sas().for_each([&](const IkeSa& sa) {
        use(depends(ike_reference(sa.id + offsets.ike_sa), sa.selection ? &*sa.selection : nullptr,
                    auth_methods(sa)));
      });
      sessions.child_sas().for_each([&](const ChildSa& child) {
        use(depends(child_reference(child.id + offsets.child_sa), &child.selection, {}));
      });
    });
  });
  object.end();
}

}  // namespace espect::report
