// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/esp_keys.h"

#include <algorithm>

#include <fmt/format.h>

#include "ipsec/crypto/key_schedule.h"
#include "ipsec/registry/algorithms.h"
#include "ipsec/registry/experimental_profile.h"

namespace espect::sessions {
namespace {

constexpr std::size_t max_candidates = 64;

// Without the integrity key that this cipher needs beside it.
bool proves_nothing(registry::EncryptionAlgorithm encr, Bytes integ_key) {
  const auto* parameters = registry::encryption_parameters(encr.meaning);
  return parameters != nullptr && integ_key.empty() && !parameters->is_aead() &&
         parameters->kind != registry::EncryptionClass::aead_authentication_only;
}

// Of the integrity algorithm; nothing when that is not known.
std::optional<std::uint8_t> icv_octets_of(std::optional<registry::IntegrityAlgorithm> integ) {
  if (!integ) return std::nullopt;
  const auto* parameters = registry::integrity_parameters(integ->meaning);
  if (parameters == nullptr)
    return integ->value == 0 ? std::optional<std::uint8_t>(0) : std::nullopt;
  return static_cast<std::uint8_t>(parameters->icv_octets);
}

}  // namespace

EspKeys::EspKeys(const keys::KeyRing& ring, const ChildSas& children, SaOpeners& openers,
                 const EspPacket& packet, const registry::ExperimentalProfile* profile)
    : ring_(ring),
      children_(children),
      openers_(openers),
      protocol_(packet.protocol),
      spi_(packet.spi),
      session_id_(packet.session_id),
      profile_(profile) {}

bool EspKeys::vpn_id_expected(const ChildSa* child) const {
  if (child != nullptr && child->vpn_id_mode)
    return child->vpn_id_mode->mode == wire::ike::VpnIdMode::header_field;
  return profile_ != nullptr && std::ranges::count(profile_->vpn_id_sa_list, spi_) != 0;
}

const std::vector<std::unique_ptr<SaKeyCandidate>>& EspKeys::candidates(const Path& path) {
  if (asked_version_ != children_.version()) collect(path);
  return candidates_;
}

void EspKeys::collect(const Path& path) {
  asked_version_ = children_.version();
  problem_.clear();
  left_out_ = 0;
  const auto protocol = protocol_ == Protocol::esp  ? keys::SaProtocol::esp
                        : protocol_ == Protocol::ah ? keys::SaProtocol::ah
                                                    : keys::SaProtocol::eesp;
  for (const auto* row : ring_.sa_keys(protocol, spi_, path.source, path.destination))
    if (!row->eesp || row->eesp->session_id == session_id_) add_row(*row);
  for (const auto* child : children_.with_spi(protocol_, spi_))
    for (const auto& keys : children_.keys().of(child->id)) {
      if (child->spi_i == spi_) add_child(*child, keys, true);
      if (child->spi_r == spi_) add_child(*child, keys, false);
    }
}

void EspKeys::add_row(const keys::SaKeys& row) {
  // What the row leaves out is as negotiated, where the capture shows it.
  const auto negotiated = children_.with_spi(protocol_, spi_);
  crypto::SaAlgorithms algorithms;
  if (!negotiated.empty()) algorithms = negotiated.front()->selection.algorithms();
  if (row.encr) algorithms = {registry::EncryptionAlgorithm::said(profile_, *row.encr), 0, {}};
  if (row.integ) algorithms.integ = registry::IntegrityAlgorithm::said(profile_, *row.integ);
  if (protocol_ == Protocol::esp && proves_nothing(algorithms.encr, row.integ_key)) {
    const bool named = row.integ.has_value() || algorithms.integ.value != 0;
    auto octets = icv_octets_of(named ? std::optional(algorithms.integ) : std::nullopt);
    if (row.icv_octets) octets = static_cast<std::uint8_t>(*row.icv_octets);
    return add_content_key(algorithms, row.encr_key, octets, 0);
  }
  auto* const opener = opener_of({protocol_, algorithms, row.encr_key, row.integ_key,
                                  row.integ ? row.icv_octets.value_or(0) : std::size_t{0}});
  if (opener == nullptr) return;
  add({opener, row.esn, row.sequence_high, row.window, row.no_window_of_two, 0,
       vpn_id_expected(negotiated.empty() ? nullptr : negotiated.front()),
       reading_of(row, negotiated.empty() ? nullptr : negotiated.front())});
}

// Off is off, whatever a row says of the form.
EespReading EspKeys::reading_of(const keys::SaKeys& row, const ChildSa* negotiated) const {
  EespReading reading{eesp_form_of(profile_), std::nullopt, std::nullopt};
  if (negotiated != nullptr) reading.numbered = negotiated->eesp_numbered();
  if (!row.eesp) return reading;
  if (row.eesp->numbered) reading.numbered = row.eesp->numbered;
  if (reading.form && row.eesp->of_linux_prototype)
    reading.form = *row.eesp->of_linux_prototype ? EespForm::linux_prototype : EespForm::draft;
  return reading;
}

void EspKeys::add_child(const ChildSa& child, const crypto::ChildKeyMaterial& keys,
                        bool to_initiator) {
  auto encr_key = to_initiator ? keys.encr_r : keys.encr_i;
  const auto& integ_key = to_initiator ? keys.integ_r : keys.integ_i;
  const auto algorithms = child.selection.algorithms();
  if (protocol_ == Protocol::eesp && algorithms.sskdf != registry::sskdf::none) {
    auto derived = crypto::sub_sa_key(algorithms, encr_key, session_id_);
    if (!derived) {
      if (problem_.empty()) problem_ = derived.error();
      return;
    }
    encr_key = std::move(*derived);
  }
  if (protocol_ == Protocol::esp && proves_nothing(algorithms.encr, integ_key))
    return add_content_key(algorithms, encr_key, icv_octets_of(algorithms.integ), child.id);
  auto* const opener = opener_of({protocol_, algorithms, encr_key, integ_key});
  if (opener == nullptr) return;
  add({opener,
       child.esn(),
       std::nullopt,
       std::nullopt,
       false,
       child.id,
       vpn_id_expected(&child),
       {eesp_form_of(profile_), child.eesp_numbered(), std::nullopt}});
}

void EspKeys::add(SaKeyCandidate candidate) {
  for (auto& known : candidates_) {
    if (!known->same_as(candidate)) continue;
    if (!known->esn) known->esn = candidate.esn;
    if (!known->sequence_high) known->sequence_high = candidate.sequence_high;
    if (!known->window) known->window = candidate.window;
    known->no_window_of_two |= candidate.no_window_of_two;
    if (known->child_sa == 0) known->child_sa = candidate.child_sa;
    known->vpn_id = candidate.vpn_id;
    return;
  }
  if (has_place(candidates_.size()))
    candidates_.push_back(std::make_unique<SaKeyCandidate>(std::move(candidate)));
}

void EspKeys::add_content_key(const crypto::SaAlgorithms& algorithms, const crypto::Secret& key,
                              std::optional<std::uint8_t> icv_octets, std::uint32_t child_sa) {
  auto* const opener = opener_of({protocol_, {algorithms.encr, 0, {}}, key, {}});
  if (opener == nullptr) return;
  const auto known = [&](const auto& content_key) { return content_key->is(*opener); };
  if (std::ranges::any_of(content_keys_, known) || !has_place(content_keys_.size())) return;
  content_keys_.push_back(std::make_unique<ContentKey>(*opener, icv_octets, child_sa));
}

SaOpener* EspKeys::opener_of(const OpenerKeys& keys) {
  const auto opener = openers_.get(keys);
  if (opener) return *opener;
  if (problem_.empty()) problem_ = opener.error();
  return nullptr;
}

bool EspKeys::has_place(std::size_t keys) {
  if (keys < max_candidates) return true;
  ++left_out_;
  return false;
}

std::string EspKeys::why_closed() const {
  if (left_out_ != 0)
    return fmt::format(
        "of the keys that were given for it only the first {} are tried, not {} more",
        max_candidates, left_out_);
  if (tries_left_ == 0)
    return "so many packets failed under its key that its other ones are tried no longer";
  if (!candidates_.empty()) return "the keys that were given for it verify none of them";
  const auto proven = [](const auto& key) { return key->proven(); };
  if (std::ranges::any_of(content_keys_, proven))
    return "no integrity key is given, and they do not read as packets";
  if (!content_keys_.empty())
    return "no integrity key is given, and under its encryption key nothing reads as a packet";
  if (!problem_.empty()) return problem_;
  const auto children = children_.with_spi(protocol_, spi_);
  if (!children.empty()) {
    if (children.front()->made_in != registry::ikev1_exchange::quick_mode)
      return "its Child SA was made with a key exchange whose secret no key source gives";
    return children.front()->selection.first(registry::transform_type::ke) == nullptr
               ? "no key source gives SKEYID_d of the IKEv1 SA that made it"
               : "no key source gives both SKEYID_d of the IKEv1 SA that made it and the secret of "
                 "its key exchange";
  }
  return "no key source names it";
}

}  // namespace espect::sessions
