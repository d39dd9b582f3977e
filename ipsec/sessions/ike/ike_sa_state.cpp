// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/ike_sa_state.h"

#include <initializer_list>

namespace espect::sessions {
namespace {

using enum IkeSaState;
using Seen = IkeSaSeen;

struct From {
  std::uint8_t states = 0;
  constexpr From(std::initializer_list<IkeSaState> list) {
    for (const auto state : list) states |= bit(state);
  }
  constexpr bool has(IkeSaState state) const { return (states & bit(state)) != 0; }
  static constexpr std::uint8_t bit(IkeSaState state) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(state));
  }
};

struct Row {
  IkeSaSeen seen;
  From from;
  IkeSaState to;
  StateCertainty certainty;
};

constexpr auto observed = StateCertainty::observed;
constexpr auto decrypted = StateCertainty::decrypted;
constexpr auto inferred = StateCertainty::inferred;

constexpr Row rows[] = {
    {Seen::running, {half_open}, negotiating, observed},
    {Seen::init_asked, {refused}, half_open, observed},
    {Seen::init_selected, {half_open, refused}, negotiating, observed},
    {Seen::init_refused, {half_open}, refused, observed},

    {Seen::phase1_refused, {half_open, negotiating}, refused, observed},
    {Seen::phase1_goes_on, {refused}, negotiating, observed},
    {Seen::quick_mode_in_full, {half_open, refused, negotiating}, established, observed},

    {Seen::auth_answered, {half_open, negotiating}, established, observed},
    {Seen::auth_goes_on, {refused, established}, negotiating, observed},
    {Seen::used, {half_open, negotiating}, established, observed},
    {Seen::auth_looks_refused, {negotiating}, refused, inferred},
    {Seen::delete_looks_answered, {half_open, negotiating, established}, deleted, inferred},

    {Seen::auth_completed, {half_open, refused, negotiating, established}, established, decrypted},
    {Seen::auth_incomplete, {half_open, negotiating, established}, negotiating, decrypted},
    {Seen::auth_refused, {half_open, negotiating, established}, refused, decrypted},
    {Seen::delete_answered, {half_open, refused, negotiating, established}, deleted, decrypted},
    {Seen::replaced, {half_open, negotiating, established, deleted}, rekeyed, decrypted},
    {Seen::replaces, {half_open, negotiating}, established, decrypted},
    {Seen::opened_in_use, {half_open, refused, negotiating}, established, decrypted},

    {Seen::unanswered, {established}, dead, observed},
};

constexpr bool reads_only_the_outside(IkeSaSeen seen) {
  return seen <= Seen::auth_looks_refused;
}

}  // namespace

IkeSaStanding next(IkeSaStanding now, IkeSaSeen seen) {
  if (now.certainty == decrypted && reads_only_the_outside(seen)) return now;
  for (const auto& row : rows)
    if (row.seen == seen && row.from.has(now.state)) return {row.to, row.certainty};
  return now;
}

}  // namespace espect::sessions
