// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/esp_keys.h"

#include <algorithm>

#include "ipsec/bytes/endian.h"
#include "ipsec/registry/algorithms.h"
#include "ipsec/registry/experimental_profile.h"
#include "ipsec/registry/tables.h"
#include "ipsec/sessions/esp/ah_icv.h"
#include "ipsec/sessions/esp/sequence_history.h"

namespace espect::sessions {
namespace {

constexpr std::size_t max_candidates = 64;
// A capture may start in any epoch of an ESN SA: so many are tried on packets before the first one
// verifies.
constexpr std::uint32_t first_epochs = 8;

using Opener = decltype(SaKeyCandidate::opener);

tl::expected<Opener, std::string> opener_of(Protocol protocol, crypto::SaAlgorithms algorithms,
                                            Bytes encr_key, Bytes integ_key,
                                            std::size_t icv_octets = 0) {
  if (protocol == Protocol::ah)
    return crypto::Mac::of(algorithms.integ, integ_key, icv_octets).map([](auto&& mac) {
      return Opener(std::move(mac));
    });
  if (algorithms.encr == 0)
    return tl::unexpected<std::string>("neither the key source nor the capture says its cipher");
  auto cipher =
      crypto::PacketCipher::of(algorithms.encr, encr_key, algorithms.integ, integ_key, icv_octets);
  if (!cipher) return tl::unexpected(cipher.error());
  if (!cipher->authenticates())
    return tl::unexpected<std::string>("no integrity key is given, so nothing proves its key");
  return Opener(std::move(*cipher));
}

std::uint32_t sequence_of(const Datagram& datagram) {
  if (const auto* esp = std::get_if<Esp>(&datagram.content)) return esp->sequence;
  if (const auto* ah = std::get_if<Ah>(&datagram.content)) return ah->sequence;
  return 0;
}

bool verifies_with(SaKeyCandidate& candidate, const Datagram& datagram, VpnIdField field,
                   std::optional<std::uint32_t> high, std::vector<std::uint8_t>* plaintext) {
  const bool there = field != VpnIdField::none;
  if (const auto* esp = std::get_if<Esp>(&datagram.content)) {
    auto* cipher = std::get_if<crypto::PacketCipher>(&candidate.opener);
    const std::size_t header = there ? 12 : 8;
    if (cipher == nullptr || esp->packet.size() < header) return false;
    const auto covered = field == VpnIdField::covered
                             ? std::optional(load_be<std::uint32_t>(esp->packet.data() + 8))
                             : std::nullopt;
    return cipher->open_esp(esp->spi, esp->sequence, high, esp->packet.subspan(header), plaintext,
                            covered);
  }
  const auto* ah = std::get_if<Ah>(&datagram.content);
  auto* mac = std::get_if<crypto::Mac>(&candidate.opener);
  // What AH covers it covers whole: there is no field of its own that it leaves out.
  return ah != nullptr && mac != nullptr && field != VpnIdField::not_covered &&
         ah_icv_verifies(*mac, *ah, high, there);
}

std::uint32_t vpn_id_of(const Datagram& datagram) {
  if (const auto* esp = std::get_if<Esp>(&datagram.content))
    return load_be<std::uint32_t>(esp->packet.data() + 8);
  if (const auto* ah = std::get_if<Ah>(&datagram.content))
    return load_be<std::uint32_t>(ah->header_and_payload.data() + 12);
  return 0;
}

// High halves to try, the likeliest first.
std::vector<std::uint32_t> epochs(const SaKeyCandidate& candidate, std::uint32_t low,
                                  std::optional<std::uint64_t> highest) {
  if (highest) {
    const auto likely = static_cast<std::uint32_t>(extend_sequence(low, *highest) >> 32);
    std::vector<std::uint32_t> tried{likely, likely + 1};
    if (likely > 0) tried.push_back(likely - 1);
    return tried;
  }
  std::vector<std::uint32_t> tried;
  if (candidate.sequence_high) {
    const std::uint32_t said = *candidate.sequence_high;
    tried = {said, said + 1};
    if (said > 0) tried.push_back(said - 1);
  }
  for (std::uint32_t epoch = 0; epoch < first_epochs; ++epoch)
    if (std::ranges::count(tried, epoch) == 0) tried.push_back(epoch);
  return tried;
}

}  // namespace

bool SaKeyCandidate::counter_mode() const {
  const auto* parameters = registry::encryption_parameters(encr.meaning);
  return parameters != nullptr && parameters->wire_iv_octets == 8 &&
         (parameters->is_aead() || parameters->kind == registry::EncryptionClass::ctr);
}

EspKeys::EspKeys(const keys::KeyRing& ring, const ChildSas& children, Protocol protocol,
                 std::uint32_t spi, const registry::ExperimentalProfile* profile)
    : ring_(ring), children_(children), protocol_(protocol), spi_(spi), profile_(profile) {}

bool EspKeys::vpn_id_expected(const ChildSa* child) const {
  if (child != nullptr && child->vpn_id_mode)
    return child->vpn_id_mode->mode == wire::ike::VpnIdMode::header_field;
  return profile_ != nullptr && std::ranges::count(profile_->vpn_id_sa_list, spi_) != 0;
}

bool EspKeys::any(const Path& path) {
  if (!chosen_ && asked_version_ != children_.version()) collect(path);
  return !candidates_.empty();
}

void EspKeys::collect(const Path& path) {
  asked_version_ = children_.version();
  candidates_.clear();
  const auto protocol = protocol_ == Protocol::esp ? keys::SaProtocol::esp : keys::SaProtocol::ah;
  for (const auto* row : ring_.sa_keys(protocol, spi_, path.source, path.destination))
    add_row(*row);
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
  auto opener = opener_of(protocol_, algorithms, row.encr_key, row.integ_key,
                          row.integ ? row.icv_octets.value_or(0) : 0);
  if (!opener) {
    if (problem_.empty()) problem_ = opener.error();
    return;
  }
  add({row.encr_key, row.integ_key, std::move(*opener), row.esn, row.sequence_high, row.window, 0,
       algorithms.encr, vpn_id_expected(negotiated.empty() ? nullptr : negotiated.front())});
}

void EspKeys::add_child(const ChildSa& child, const crypto::ChildKeyMaterial& keys,
                        bool to_initiator) {
  const auto& encr_key = to_initiator ? keys.encr_r : keys.encr_i;
  const auto& integ_key = to_initiator ? keys.integ_r : keys.integ_i;
  auto opener = opener_of(protocol_, child.selection.algorithms(), encr_key, integ_key);
  if (!opener) {
    if (problem_.empty()) problem_ = opener.error();
    return;
  }
  add({encr_key, integ_key, std::move(*opener), child.esn(), std::nullopt, std::nullopt, child.id,
       child.selection.algorithms().encr, vpn_id_expected(&child)});
}

void EspKeys::add(SaKeyCandidate candidate) {
  for (auto& known : candidates_) {
    if (!known.same_as(candidate)) continue;
    if (!known.esn) known.esn = candidate.esn;
    if (!known.sequence_high) known.sequence_high = candidate.sequence_high;
    if (!known.window) known.window = candidate.window;
    if (known.child_sa == 0) known.child_sa = candidate.child_sa;
    return;
  }
  if (candidates_.size() < max_candidates) candidates_.push_back(std::move(candidate));
}

std::string EspKeys::why_closed() const {
  if (!candidates_.empty()) return "the keys that were given for it verify none of them";
  if (!problem_.empty()) return problem_;
  const auto children = children_.with_spi(protocol_, spi_);
  if (!children.empty())
    return "its Child SA was made with a key exchange whose secret no key source gives";
  return "no key source names it";
}

bool EspKeys::verifies(SaKeyCandidate& candidate, const Datagram& datagram,
                       std::optional<std::uint32_t> high, std::vector<std::uint8_t>* plaintext) {
  vpn_id_field_ = VpnIdField::none;
  if (!candidate.vpn_id) return verifies_with(candidate, datagram, vpn_id_field_, high, plaintext);
  for (const auto field : {VpnIdField::covered, VpnIdField::not_covered, VpnIdField::none}) {
    if (!verifies_with(candidate, datagram, field, high, plaintext)) continue;
    vpn_id_field_ = field;
    if (field != VpnIdField::none) vpn_id_ = vpn_id_of(datagram);
    return true;
  }
  return false;
}

std::optional<std::uint64_t> EspKeys::try_candidate(SaKeyCandidate& candidate,
                                                    const Datagram& datagram,
                                                    std::optional<std::uint64_t> highest,
                                                    std::vector<std::uint8_t>* plaintext) {
  const std::uint32_t low = sequence_of(datagram);
  if (!candidate.esn.value_or(false) && verifies(candidate, datagram, std::nullopt, plaintext)) {
    candidate.esn = false;
    return low;
  }
  if (!candidate.esn.value_or(true)) return std::nullopt;
  for (const std::uint32_t high : epochs(candidate, low, highest))
    if (verifies(candidate, datagram, high, plaintext)) {
      candidate.esn = true;
      return std::uint64_t{high} << 32 | low;
    }
  return std::nullopt;
}

std::optional<std::uint64_t> EspKeys::authenticate(const Datagram& datagram,
                                                   std::optional<std::uint64_t> highest,
                                                   std::vector<std::uint8_t>* plaintext) {
  if (datagram.cut_octets != 0) return std::nullopt;
  if (chosen_) return try_candidate(candidates_[*chosen_], datagram, highest, plaintext);
  for (std::size_t i = 0; i < candidates_.size(); ++i)
    if (const auto number = try_candidate(candidates_[i], datagram, highest, plaintext)) {
      chosen_ = i;
      return number;
    }
  return std::nullopt;
}

}  // namespace espect::sessions
