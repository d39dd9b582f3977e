// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string_view>

#include "ipsec/wire/esp/aggfrag.h"
#include "ipsec/wire/esp/echo.h"
#include "ipsec/wire/esp/eesp.h"
#include "ipsec/wire/ike/payloads.h"
#include "ipsec/wire/ikev1/payload_chain.h"
#include "plugin/wireshark/compat.h"

// Which descriptions are those of IKEv1: found by their namespace.
namespace espect::wire::ikev1 {
template <class Structure>
constexpr bool is_described_here(const Structure*) {
  return true;
}
}  // namespace espect::wire::ikev1

// What described structures and their fields are called in Wireshark, where the descriptions do not
// say it.
namespace espect::plugin {

namespace ike = wire::ike;

template <class Owner>
constexpr bool is_ikev1 = requires(const Owner* owner) { is_described_here(owner); };

template <class N>
constexpr bool named(std::string_view name) {
  return N::text == name;
}

// "transform" of "espect.ike.transform.addke".
template <class Owner>
constexpr const char* path_of = Owner::name;
template <>
inline constexpr const char* path_of<ike::Attribute> = "transform.attribute";
template <>
inline constexpr const char* path_of<ike::ConfigurationAttribute> = "cp.attribute";

template <class Kind>
constexpr const char* kind_of = "attribute";
template <>
inline constexpr const char* kind_of<wire::ikev1::Phase1AttributeKind> = "phase1.attribute";
template <>
inline constexpr const char* kind_of<wire::ikev1::Phase2AttributeKind> = "phase2.attribute";
template <>
inline constexpr const char* kind_of<wire::ikev1::Phase1LifetimeKind> = "phase1.lifetime";
template <>
inline constexpr const char* kind_of<wire::ikev1::Phase2LifetimeKind> = "phase2.lifetime";
template <>
inline constexpr const char* kind_of<wire::ikev1::ConfigurationAttributeKind> =
    "attributes.attribute";
template <class Kind>
inline constexpr const char* path_of<wire::ikev1::Attribute<Kind>> = kind_of<Kind>;

// Of ESP, not of IKE.
template <class Owner>
constexpr bool is_esp = false;
template <>
inline constexpr bool is_esp<wire::esp::Aggfrag> = true;
template <>
inline constexpr bool is_esp<wire::esp::Echo> = true;
template <>
inline constexpr bool is_esp<wire::esp::EchoPlain> = true;
template <>
inline constexpr bool is_esp<wire::esp::EchoShort> = true;
template <>
inline constexpr bool is_esp<wire::esp::EespHeader> = true;
template <>
inline constexpr bool is_esp<wire::esp::EespPrototypeHeader> = true;
template <>
inline constexpr bool is_esp<wire::esp::EespOptions> = true;
template <>
inline constexpr bool is_esp<wire::esp::EespOption> = true;
template <>
inline constexpr bool is_esp<wire::esp::EespPayloadInfo> = true;
template <>
inline constexpr const char* path_of<wire::esp::EespOptions> = "eesp.options";
template <>
inline constexpr const char* path_of<wire::esp::EespOption> = "eesp.option";

// Elements that are one field each are shown without a tree of their own.
template <class T>
constexpr bool is_shown_flat = false;
template <>
inline constexpr bool is_shown_flat<ike::SignatureHashAlgorithm> = true;
template <>
inline constexpr bool is_shown_flat<ike::DeletedSpi> = true;
template <>
inline constexpr bool is_shown_flat<ike::VpnId> = true;
template <>
inline constexpr bool is_shown_flat<ike::DscpValue> = true;
template <>
inline constexpr bool is_shown_flat<wire::ikev1::DeletedSpi> = true;

// Proposals and transforms stand under isakmp.typepayload, as payloads do.
template <class T>
constexpr bool is_payload_like = false;
template <>
inline constexpr bool is_payload_like<ike::ProposalSubstructure> = true;
template <>
inline constexpr bool is_payload_like<ike::TransformSubstructure> = true;
template <>
inline constexpr bool is_payload_like<wire::ikev1::Proposal> = true;
template <class Id, class AttributeOfIt>
inline constexpr bool is_payload_like<wire::ikev1::Transform<Id, AttributeOfIt>> = true;

// What the help of a field says: which structure it stands in.
template <class Owner>
constexpr const char* title_of = Owner::title;

// The names of numbers that have no registry.
template <class Owner, class N>
constexpr const value_string* values_of = nullptr;
inline constexpr value_string vpn_id_modes[] = {
    {ike::VpnIdMode::selectors_only, "only in traffic selectors"},
    {ike::VpnIdMode::header_field, "behind the sequence number"},
    {ike::VpnIdMode::spi_bits, "bits of the SPI"},
    {ike::VpnIdMode::flow_label, "bits of the IPv6 flow label"},
    {ike::VpnIdMode::destination_option, "IPv6 destination option"},
    {0, nullptr}};
template <class N>
inline constexpr const value_string* values_of<ike::VpnIdMode, N> =
    named<N>("mode") ? vpn_id_modes : nullptr;

template <class Owner>
constexpr const char* prefix_of = is_esp<Owner>     ? "espect.esp."
                                  : is_ikev1<Owner> ? "espect.ikev1."
                                                    : "espect.ike.";

// Built-in fields that the descriptions do not name.
template <class Owner, class N>
constexpr wire::Label with_builtin(wire::Label label) {
  if constexpr (std::is_same_v<Owner, ike::ConfigurationAttribute> && named<N>("type"))
    label.wireshark = "isakmp.cfg.attr.type";
  else if constexpr (std::is_same_v<Owner, ike::ConfigurationAttribute> && named<N>("length"))
    label.wireshark = "isakmp.cfg.attr.length";
  else if constexpr (std::is_same_v<Owner, ike::Configuration> && named<N>("attributes"))
    label.wireshark = "isakmp.cfg.attr";
  else if constexpr (std::is_same_v<Owner, ike::TrafficSelectors> && named<N>("selectors"))
    label.wireshark = "isakmp.ts.data";
  else if constexpr (std::is_same_v<Owner, wire::ikev1::Delete> && named<N>("cookies"))
    label.wireshark = "isakmp.delete.spi";
  else if constexpr (std::is_same_v<Owner, wire::ikev1::Phase1Transform> && named<N>("attributes"))
    label.wireshark = "isakmp.ike.attr";
  else if constexpr ((std::is_same_v<Owner, wire::ikev1::AhTransform> ||
                      std::is_same_v<Owner, wire::ikev1::EspTransform> ||
                      std::is_same_v<Owner, wire::ikev1::IpcompTransform>) &&
                     named<N>("attributes"))
    label.wireshark = "isakmp.ipsec.attr";
  return label;
}

}  // namespace espect::plugin
