// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/wire/ike/extensions/replay_status.h"

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/policy/extensions/breach.h"
#include "ipsec/rules/policy/extensions/checks.h"
#include "ipsec/rules/policy/extensions/own_sas.h"

// REPLAY_PROT_AND_ESN_STATUS; experimental profile section 3.
namespace espect::rules {
namespace {

void check_layout(const sessions::ExtensionNotify& notify, bool informational, Breaches& breaches) {
  using wire::ike::ReplayStatus;
  constexpr unsigned known = ReplayStatus::replay_protection | ReplayStatus::esn_without_it;
  if (notify.data.size() != ReplayStatus::octets)
    breaches.push_back(
        {"XAR-01", fmt::format("the replay status has {} octets", notify.data.size())});
  else if ((notify.data[0] & ~known) != 0)
    breaches.push_back(
        {"XAR-01",
         fmt::format("reserved bits of the replay status are set: 0x{:02x}", notify.data[0])});
  if (informational ? !names_an_sa(notify) : !names_no_sa(notify))
    breaches.push_back({"XAR-01", informational
                                      ? "a replay status in INFORMATIONAL names no SA"
                                      : "a replay status beside an SA payload names an SA"});
}

// The replay status that a receiver announced, against the sequence numbers of its SA.
void check_status_against_numbers(std::uint8_t flags, const sessions::Proposal& selection,
                                  Breaches& breaches) {
  namespace sn = registry::sequence_numbers;
  const auto* numbers = selection.first(registry::transform_type::sn);
  const bool protection = (flags & wire::ike::ReplayStatus::replay_protection) != 0;
  const bool esn_without = (flags & wire::ike::ReplayStatus::esn_without_it) != 0;
  if (numbers == nullptr) return;
  if (!protection && !esn_without &&
      numbers->id == sn::partially_transmitted_64_bit_sequential_numbers)
    breaches.push_back({"XAR-04",
                        "no replay protection on an SA with extended sequence numbers, and no "
                        "ability to follow them without",
                        Severity::low});
  if (protection && numbers->id == sn::unspecified_numbers_32)
    breaches.push_back({"XAR-07", "replay protection over unspecified sequence numbers"});
}

void on_message(const Bench& bench, const OwnSas& own, const sessions::IkeMessageOpened& event) {
  if (event.contents == nullptr || event.retransmission) return;
  const bool informational =
      event.message.header().exchange.value == registry::exchange::informational;
  Breaches breaches;
  for (const auto& notify : sessions::sa_payloads_of(*event.contents).extensions) {
    if (notify.type != registry::notify::replay_prot_and_esn_status) continue;
    check_layout(notify, informational, breaches);
    if (informational && notify.spi.size() == 4 && own.all_seen(event.sa) &&
        !own.names(notify, event))
      breaches.push_back({"XAR-02", "the SPI is none on which the sender of the notify receives"});
  }
  report_breaches(bench, Subject(event.sa), breaches, event.datagram.frame);
}

}  // namespace

void check_replay_status(const Bench& bench) {
  bench.events.to<sessions::IkeMessageOpened>(
      [bench, own = OwnSas(bench)](const auto& event) { on_message(bench, own, event); });
  bench.events.to<sessions::ChildSaMade>([bench](const sessions::ChildSaMade& event) {
    Breaches breaches;
    const auto& child = event.child;
    if (child.replay_status_i)
      check_status_against_numbers(*child.replay_status_i, child.selection, breaches);
    place_from(breaches, 0, Breach::Place::first);
    const auto of_initiator = breaches.size();
    if (child.replay_status_r)
      check_status_against_numbers(*child.replay_status_r, child.selection, breaches);
    place_from(breaches, of_initiator, Breach::Place::second);
    report_breaches(bench, Subject(event.sa), breaches, event.request_frame, event.response_frame);
  });
}

}  // namespace espect::rules
