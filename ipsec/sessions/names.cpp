// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/names.h"

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

}  // namespace espect::sessions
