// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/report/json/sas.h"
#include "analyzer/report/words/sas_without_negotiation.h"

// SAs as components of a CycloneDX bill of materials.
namespace espect::report {

std::string ike_reference(std::uint32_t id);
std::string child_reference(std::uint32_t id);
std::string sa_reference(std::uint32_t id);  // of one without a negotiation

Json property(std::string_view name, std::string value);  // "espect:" stands before its name

// Not NONE, nor what is no cryptography.
bool is_algorithm(const sessions::Transform& transform);
// Key exchanges in the order in which they are made: KE, ADDKE1, ...
std::vector<sessions::Transform> algorithms_in_order(const sessions::Proposal& selection);
using AuthMethods = std::map<std::string, const sessions::PeerAuthentication*>;  // by reference
AuthMethods auth_methods(const sessions::IkeSa& sa);

// Protocols; `path` of the capture.
Json ike_component(const sessions::IkeSa& sa, const IdOffsets& offsets, const std::string& path);
Json child_component(const sessions::ChildSa& child, const IdOffsets& offsets,
                     const std::string& path);
Json sa_component(const SaWithoutNegotiation& sa, std::uint32_t id, const std::string& path);

// The keys of an SA, without their value.
Json key_component(const std::string& sa_reference, const sessions::Proposal& selection,
                   std::string_view state, std::optional<Time> created);
// Empty where it is not known. No capture shows that keys are destroyed: what ended is deactivated.
std::string_view key_state(const sessions::IkeSa& sa);
std::string_view key_state(const sessions::ChildSa& child);

}  // namespace espect::report
