// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/said/sa_payloads.h"

#include <algorithm>

#include "ipsec/bytes/endian.h"
#include "ipsec/registry/tables.h"
#include "ipsec/wire/ike/payloads.h"

namespace espect::sessions {
namespace {

namespace payloads = registry::payload;
namespace notify_types = registry::notify;

std::vector<std::uint8_t> copy_of(Bytes octets) {
  return {octets.begin(), octets.end()};
}

void read_notify(const wire::ike::Notify& notify, SaPayloads& said) {
  said.notifies.push_back(notify.type.value);
  if (is_extension(notify.type)) said.extensions.push_back(extension_of(notify));
  if (notify.is(notify_types::rekey_sa) && notify.spi.size() == 4)
    said.rekeys = {notify.protocol.value, load_be<std::uint32_t>(notify.spi.data())};
  if (notify.is(notify_types::additional_key_exchange))
    said.additional_key_exchange = copy_of(notify.data);
}

}  // namespace

bool SaPayloads::said(std::uint16_t notify) const {
  return std::ranges::count(notifies, notify);
}

const ExtensionNotify* SaPayloads::extension(std::uint16_t type) const {
  const auto found = std::ranges::find(extensions, type, &ExtensionNotify::type);
  return found != extensions.end() ? &*found : nullptr;
}

SaPayloads sa_payloads_of(const PayloadList& payloads) {
  SaPayloads said;
  for (const auto& payload : payloads.payloads()) {
    switch (payload.type.value) {
      case payloads::sa:
        said.proposals = proposals_of(payload.as<wire::ike::SecurityAssociation>());
        break;
      case payloads::nonce:
        said.nonce = copy_of(payload.body);
        break;
      case payloads::ke:
        said.key_exchange = payload.as<wire::ike::KeyExchange>().method;
        break;
      case payloads::tsi:
        said.ts_i = selectors_of(payload.as<wire::ike::TrafficSelectors>());
        break;
      case payloads::tsr:
        said.ts_r = selectors_of(payload.as<wire::ike::TrafficSelectors>());
        break;
      case payloads::n:
        read_notify(payload.as<wire::ike::Notify>(), said);
        break;
      default:
        break;
    }
  }
  return said;
}

}  // namespace espect::sessions
