// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/ike/ike_sa_state.h"

#include <set>
#include <utility>

#include "tests/support/catch.h"

namespace espect::test::ike_sa_state_test {
namespace {

using enum sessions::IkeSaState;
using Seen = sessions::IkeSaSeen;
using sessions::IkeSaStanding;
using sessions::IkeSaState;
using sessions::StateCertainty;

constexpr auto observed = StateCertainty::observed;
constexpr auto decrypted = StateCertainty::decrypted;
constexpr auto inferred = StateCertainty::inferred;

constexpr IkeSaState all_states[] = {half_open, refused, negotiating, established,
                                     rekeyed,   deleted, dead};

// Every change that there is, by hand, from the text of the contract and the RFC; what is not here
// must change nothing.
struct Change {
  Seen seen;
  IkeSaState from;
  IkeSaStanding to;
};
const Change changes[] = {
    {Seen::running, half_open, {negotiating, observed}},
    {Seen::init_asked, refused, {half_open, observed}},
    {Seen::init_selected, half_open, {negotiating, observed}},
    {Seen::init_selected, refused, {negotiating, observed}},
    {Seen::init_refused, half_open, {refused, observed}},
    {Seen::phase1_refused, half_open, {refused, observed}},
    {Seen::phase1_refused, negotiating, {refused, observed}},
    {Seen::phase1_goes_on, refused, {negotiating, observed}},
    {Seen::quick_mode_in_full, half_open, {established, observed}},
    {Seen::quick_mode_in_full, refused, {established, observed}},
    {Seen::quick_mode_in_full, negotiating, {established, observed}},
    {Seen::auth_answered, half_open, {established, observed}},
    {Seen::auth_answered, negotiating, {established, observed}},
    {Seen::auth_goes_on, refused, {negotiating, observed}},
    {Seen::auth_goes_on, established, {negotiating, observed}},
    {Seen::used, half_open, {established, observed}},
    {Seen::used, negotiating, {established, observed}},
    {Seen::auth_looks_refused, negotiating, {refused, inferred}},
    {Seen::delete_looks_answered, half_open, {deleted, inferred}},
    {Seen::delete_looks_answered, negotiating, {deleted, inferred}},
    {Seen::delete_looks_answered, established, {deleted, inferred}},
    {Seen::auth_completed, half_open, {established, decrypted}},
    {Seen::auth_completed, refused, {established, decrypted}},
    {Seen::auth_completed, negotiating, {established, decrypted}},
    {Seen::auth_completed, established, {established, decrypted}},
    {Seen::auth_incomplete, half_open, {negotiating, decrypted}},
    {Seen::auth_incomplete, negotiating, {negotiating, decrypted}},
    {Seen::auth_incomplete, established, {negotiating, decrypted}},
    {Seen::auth_refused, half_open, {refused, decrypted}},
    {Seen::auth_refused, negotiating, {refused, decrypted}},
    {Seen::auth_refused, established, {refused, decrypted}},
    {Seen::delete_answered, half_open, {deleted, decrypted}},
    {Seen::delete_answered, refused, {deleted, decrypted}},
    {Seen::delete_answered, negotiating, {deleted, decrypted}},
    {Seen::delete_answered, established, {deleted, decrypted}},
    {Seen::replaced, half_open, {rekeyed, decrypted}},
    {Seen::replaced, negotiating, {rekeyed, decrypted}},
    {Seen::replaced, established, {rekeyed, decrypted}},
    {Seen::replaced, deleted, {rekeyed, decrypted}},
    {Seen::replaces, half_open, {established, decrypted}},
    {Seen::replaces, negotiating, {established, decrypted}},
    {Seen::opened_in_use, half_open, {established, decrypted}},
    {Seen::opened_in_use, refused, {established, decrypted}},
    {Seen::opened_in_use, negotiating, {established, decrypted}},
    {Seen::unanswered, established, {dead, observed}},
};

TEST_CASE("the table of IKE SA states has these changes and no other") {
  std::set<std::pair<Seen, IkeSaState>> listed;
  for (const auto& change : changes) {
    INFO(static_cast<int>(change.seen) << " from " << static_cast<int>(change.from));
    CHECK(next({change.from, observed}, change.seen) == change.to);
    CHECK(listed.emplace(change.seen, change.from).second);
  }
  for (int number = 0; number <= static_cast<int>(Seen::unanswered); ++number)
    for (const auto state : all_states) {
      const auto seen = static_cast<Seen>(number);
      if (listed.contains({seen, state})) continue;
      INFO(number << " from " << static_cast<int>(state));
      CHECK(next({state, observed}, seen) == IkeSaStanding{state, observed});
    }
}

TEST_CASE("what the outside of messages looks like never overrules what was inside") {
  for (const auto seen :
       {Seen::running, Seen::init_asked, Seen::init_selected, Seen::init_refused,
        Seen::auth_answered, Seen::auth_goes_on, Seen::used, Seen::auth_looks_refused})
    for (const auto state : all_states)
      CHECK(next({state, decrypted}, seen) == IkeSaStanding{state, decrypted});
}

TEST_CASE("later messages change also what an opened message said") {
  CHECK(next({established, decrypted}, Seen::delete_looks_answered) ==
        IkeSaStanding{deleted, inferred});
  CHECK(next({established, decrypted}, Seen::unanswered) == IkeSaStanding{dead, observed});
  CHECK(next({established, decrypted}, Seen::auth_refused) == IkeSaStanding{refused, decrypted});
}

}  // namespace
}  // namespace espect::test::ike_sa_state_test
