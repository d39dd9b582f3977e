// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "ipsec/sessions/said/extension_notify.h"
#include "ipsec/sessions/said/payload_list.h"
#include "ipsec/sessions/said/proposal.h"
#include "ipsec/sessions/said/traffic_selector.h"

namespace espect::sessions {

// The SA that REKEY_SA names: the SPI its sender receives on, RFC 7296 section 2.8.
struct RekeyedSa {
  std::uint8_t protocol = 0;
  std::uint32_t spi = 0;
};

// What one side said in an exchange that makes SAs (IKE_SA_INIT, IKE_AUTH, CREATE_CHILD_SA).
// Outlives its packet.
struct SaPayloads {
  std::vector<Proposal> proposals;
  std::vector<std::uint8_t> nonce;
  std::optional<registry::KeyExchangeMethod> key_exchange;  // of the KE payload
  std::vector<TrafficSelector> ts_i;
  std::vector<TrafficSelector> ts_r;
  std::vector<std::uint16_t> notifies;  // types, in order
  std::optional<RekeyedSa> rekeys;
  std::vector<std::uint8_t> additional_key_exchange;  // data of that notify, RFC 9370 section 2.2.4

  std::vector<ExtensionNotify> extensions;  // notifies of the experimental profile, in order

  bool said(std::uint16_t notify) const;
  const ExtensionNotify* extension(std::uint16_t type) const;  // the first; null = none
};

SaPayloads sa_payloads_of(const PayloadList& payloads);

}  // namespace espect::sessions
