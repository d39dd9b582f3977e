// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/names.h"

#include <fmt/format.h>

#include "ipsec/registry/tables.h"

namespace espect::sessions {

std::string_view to_text(IkeSaState state) {
  switch (state) {
    case IkeSaState::half_open:
      return "half-open";
    case IkeSaState::refused:
      return "refused";
    case IkeSaState::negotiating:
      return "negotiating";
    case IkeSaState::established:
      return "established";
    case IkeSaState::rekeyed:
      return "rekeyed";
    case IkeSaState::deleted:
      return "deleted";
    case IkeSaState::dead:
      return "dead";
  }
  return "half-open";
}

std::string_view to_text(StateCertainty certainty) {
  switch (certainty) {
    case StateCertainty::observed:
      return "observed";
    case StateCertainty::decrypted:
      return "decrypted";
    case StateCertainty::inferred:
      return "inferred";
  }
  return "observed";
}

std::string_view to_text(AuthVerdict verdict) {
  switch (verdict) {
    case AuthVerdict::not_seen:
      return "not seen";
    case AuthVerdict::not_verified:
      return "not verified";
    case AuthVerdict::verified:
      return "verified";
    case AuthVerdict::failed:
      return "failed";
  }
  return "not seen";
}

std::string_view to_text(ChildSaState state) {
  switch (state) {
    case ChildSaState::pending:
      return "pending";
    case ChildSaState::active:
      return "active";
    case ChildSaState::rekeyed:
      return "rekeyed";
    case ChildSaState::deleted:
      return "deleted";
    case ChildSaState::dead:
      return "dead";
  }
  return "active";
}

std::string_view to_text(ChildSaMode mode) {
  switch (mode) {
    case ChildSaMode::tunnel:
      return "tunnel";
    case ChildSaMode::transport:
      return "transport";
    case ChildSaMode::beet:
      return "beet";
    case ChildSaMode::iptfs:
      return "iptfs";
  }
  return "tunnel";
}

std::string ikev1_exchange_name(std::uint8_t type, std::uint8_t place) {
  namespace types = registry::ikev1_exchange;
  const auto named = [&]() -> std::string {
    switch (type) {
      case types::identity_protection:
        return "main mode";
      case types::aggressive:
        return "aggressive mode";
      case types::quick_mode:
        return "quick mode";
      case types::informational:
        return "informational exchange";
      case types::transaction:
        return "transaction exchange";
      default:
        return registry::display_name(registry::Ikev1ExchangeType::registry(), type);
    }
  };
  return place > 1 ? fmt::format("{} message {}", named(), place) : named();
}

std::string exchange_name(const Exchange& exchange) {
  if (exchange.step != 0) return ikev1_exchange_name(exchange.type, exchange.step);
  return registry::display_name(registry::ExchangeType::registry(), exchange.type);
}

std::string_view to_text(Ikev1Mode mode) {
  switch (mode) {
    case Ikev1Mode::main:
      return "main";
    case Ikev1Mode::aggressive:
      return "aggressive";
    case Ikev1Mode::base:
      return "base";
    case Ikev1Mode::unknown:
      return "";
  }
  return "";
}

}  // namespace espect::sessions
