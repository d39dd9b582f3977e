// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/esp/proven_protection.h"

#include "ipsec/registry/algorithms.h"
#include "ipsec/registry/tables.h"

namespace espect::sessions {
namespace {

namespace proven_types = registry::transform_type;

// Without a key length where the cipher has only one, as a negotiation writes it.
Transform encryption(const EspAlgorithms& used) {
  const auto* cipher = registry::encryption_parameters(used.encr.meaning);
  const bool one_length = cipher != nullptr && cipher->key_octets.size() == 1 &&
                          cipher->key_octets.front().first == cipher->key_octets.front().last;
  const auto bits = one_length ? 0 : used.encr_key_octets * 8;
  return {proven_types::encr, used.encr.value, static_cast<std::uint16_t>(bits), used.encr.meaning};
}

Transform integrity(const EspAlgorithms& used) {
  return {proven_types::integ, used.integ.value, 0, used.integ.meaning};
}

ProvenProtection by_icv(const EspFlow& flow) {
  ProvenProtection proven{.by = ProvenBy::icv, .integ_known = true};
  proven.icv_octets = flow.algorithms->icv_octets;
  if (flow.protocol != Protocol::eesp) proven.esn = flow.esn;
  if (flow.protocol == Protocol::ah) {
    proven.encr_known = true;
  } else if (!flow.wrong_encryption_key()) {
    proven.encr_known = true;
    proven.transforms.push_back(encryption(*flow.algorithms));
  }
  if (flow.algorithms->integ.value != 0) proven.transforms.push_back(integrity(*flow.algorithms));
  return proven;
}

// The integrity algorithm is at most said by a key source.
ProvenProtection by_content(const EspFlow& flow) {
  ProvenProtection proven{.by = ProvenBy::content, .encr_known = true};
  proven.transforms.push_back(encryption(*flow.algorithms));
  proven.icv_octets = flow.algorithms->icv_octets;
  proven.integ_known = proven.icv_octets == 0;
  return proven;
}

ProvenProtection in_clear(const ClearPayload& payload) {
  ProvenProtection proven{.by = ProvenBy::clear, .encr_known = true};
  namespace encr = registry::encryption_algorithm;
  const auto cipher = payload.iv_octets == 0 ? encr::encr_null : encr::encr_null_auth_aes_gmac;
  proven.transforms.push_back({proven_types::encr, cipher, 0});
  proven.icv_octets = payload.icv_octets;
  proven.integ_known = payload.iv_octets != 0 || payload.icv_octets == 0;
  return proven;
}

}  // namespace

ProvenProtection proven_protection(const EspFlow& flow) {
  if (flow.algorithms && flow.icv_ok != 0) return by_icv(flow);
  if (flow.algorithms && flow.decrypted != 0) return by_content(flow);
  if (flow.in_clear) return in_clear(*flow.in_clear);
  return {.encr_known = flow.protocol == Protocol::ah};
}

}  // namespace espect::sessions
