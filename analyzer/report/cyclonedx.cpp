// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/cyclonedx.h"

#include <map>
#include <set>

#include "analyzer/report/cyclonedx_algorithms.h"
#include "analyzer/report/cyclonedx_protocols.h"
#include "analyzer/report/json/object_writer.h"
#include "analyzer/report/version.h"
#include "analyzer/report/words/names.h"

namespace espect::report {
namespace {

using sessions::ChildSa;
using sessions::IkeSa;

// Calls use(sessions, offsets, path) for every capture.
template <class Use>
void each_sessions_of(const AuditReport& report, Use&& use) {
  const auto offsets = id_offsets(report);
  for (std::size_t i = 0; i < report.captures.size(); ++i)
    use(*report.captures[i].sessions, offsets[i], report.captures[i].path);
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
  each_sa_without_negotiation(
      report, [&](const auto& sa, std::uint32_t, std::size_t) { take(sa.selection()); });
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

// As the coverage of the JSON report says it: what is not seen is in no component.
Json coverage_properties(const AuditReport& report) {
  const auto sum = totals(report);
  auto properties =
      Json::array({property("keys", std::string(keys_text(report))),
                   property("ike_encrypted", std::to_string(sum.ike_encrypted)),
                   property("ike_decrypted", std::to_string(sum.ike_decrypted)),
                   property("esp_packets", std::to_string(sum.esp_packets)),
                   property("esp_authenticated", std::to_string(sum.esp_authenticated))});
  for (auto& note : inventory_notes(report))
    properties.push_back(property("not_seen", std::move(note)));
  return properties;
}

}  // namespace

void write_cyclonedx(const AuditReport& report, std::ostream& out) {
  ObjectWriter object(out);
  object.member("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
  object.member("bomFormat", "CycloneDX");
  object.member("specVersion", "1.6");
  object.member("version", 1);
  const Json tool = {{"type", "application"}, {"name", "espect"}, {"version", version}};
  object.member("metadata", {{"tools", {{"components", Json::array({tool})}}},
                             {"properties", coverage_properties(report)}});
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
    each_sa_without_negotiation(report, [&](const auto& sa, std::uint32_t id, std::size_t i) {
      use(sa_component(sa, id, report.captures[i].path));
      if (sa.proven()) use(key_component(sa_reference(id), sa.selection(), {}, std::nullopt));
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
    each_sa_without_negotiation(report, [&](const auto& sa, std::uint32_t id, std::size_t) {
      const auto selection = sa.selection();
      use(depends(sa_reference(id), &selection, {}));
    });
  });
  object.end();
}

}  // namespace espect::report
