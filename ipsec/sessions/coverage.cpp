// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/sessions/coverage.h"

#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ipsec/bytes/counted.h"
#include "ipsec/sessions/names.h"

namespace espect::sessions {
namespace {

// SAs named one by one; the rest is counted.
constexpr std::size_t max_named = 10;

void name_some(std::vector<std::string>& notes, std::vector<std::string> named,
               std::string_view what) {
  const std::size_t more = named.size() > max_named ? named.size() - max_named : 0;
  named.resize(named.size() - more);
  for (auto& note : named) notes.push_back(std::move(note));
  if (more != 0) notes.push_back(fmt::format("the same holds for {} more {}", more, what));
}

// What stayed closed although keys were given, and why.
void note_closed_ike(std::vector<std::string>& notes, const Sessions& sessions) {
  std::vector<std::string> named;
  sessions.ike_sas().for_each([&](const IkeSa& sa) {
    const auto closed = sa.encrypted - sa.decrypted;
    if (closed == 0 || (sa.version != 1 && sa.version != 2)) return;
    const auto why =
        sa.opening != nullptr ? sa.opening->why_closed : "its messages could not be read";
    named.push_back(fmt::format("{} of IKE SA {:016x}-{:016x} not opened: {}",
                                counted(closed, "encrypted message", "encrypted messages"),
                                sa.spi_i, sa.spi_r, why));
  });
  name_some(notes, std::move(named), "IKE SAs");
}

std::string packets_of(std::uint64_t packets, const EspFlow& flow) {
  const auto protocol = display_name(flow.protocol);
  return fmt::format(
      "{} to {} with SPI 0x{:08x}",
      counted(packets, fmt::format("{} packet", protocol), fmt::format("{} packets", protocol)),
      to_text(flow.path.destination), flow.spi);
}

void note_closed_flows(std::vector<std::string>& notes, const Sessions& sessions,
                       const FrameText& frame_text) {
  std::vector<std::string> named;
  sessions.flows().for_each([&](const EspFlow& flow) {
    if (flow.keyed_before != 0)
      named.push_back(
          fmt::format("{} have another key than those before frame {}: counted as another SA",
                      packets_of(flow.packets, flow), frame_text(flow.first_frame)));
    if (flow.not_judgeable != 0)
      named.push_back(fmt::format(
          "{} could not be judged: cut by the snap length, so that sequence numbers are taken as "
          "they are on the wire",
          packets_of(flow.not_judgeable, flow)));
    if (flow.failed_before_key != 0)
      named.push_back(
          fmt::format("{} before the first that verifies do not: of an older key, or made up",
                      packets_of(flow.failed_before_key, flow)));
    if (flow.decrypted != 0)
      named.push_back(fmt::format("{} decrypted, not authenticated: no integrity key is given",
                                  packets_of(flow.decrypted, flow)));
    if (flow.wrong_encryption_key())
      named.push_back(
          fmt::format("{}: the ICV verifies, but what was decrypted is no packet: the encryption "
                      "key is another one ({} of {})",
                      packets_of(flow.unreadable, flow), flow.unreadable, flow.icv_ok));
    else if (flow.unreadable != 0)
      named.push_back(fmt::format("{} verified, but what was decrypted is no packet",
                                  packets_of(flow.unreadable, flow)));
    const auto closed = flow.no_key() - flow.not_judgeable - flow.decrypted;
    const bool off = flow.eesp != nullptr && !flow.eesp->why_closed().empty();
    if (closed != 0 && !off)
      named.push_back(
          fmt::format("{} not authenticated: {}", packets_of(closed, flow), flow.why_closed));
  });
  name_some(notes, std::move(named), "ESP or AH SAs");
}

void note_no_keys(std::vector<std::string>& notes, const Sessions& sessions) {
  std::uint64_t closed_messages = 0;
  std::uint64_t unverified = 0;
  sessions.ike_sas().for_each(
      [&](const IkeSa& sa) { closed_messages += sa.encrypted - sa.decrypted; });
  sessions.flows().for_each([&](const EspFlow& flow) {
    if (flow.eesp == nullptr || flow.eesp->why_closed().empty()) unverified += flow.packets;
  });
  if (closed_messages != 0)
    notes.push_back(counted(closed_messages, "encrypted IKE message", "encrypted IKE messages") +
                    " not opened: no keys");
  if (unverified != 0)
    notes.push_back(
        counted(unverified, "ESP or AH packet", "ESP and AH packets") +
        " not authenticated: no keys, so sequence numbers are taken as they are on the wire");
}

// With or without keys: nobody has assigned its numbers, so it is read only when that is asked for.
void note_closed_eesp(std::vector<std::string>& notes, const Sessions& sessions) {
  std::map<std::string, std::uint64_t> packets;
  sessions.flows().for_each([&](const EspFlow& flow) {
    if (flow.eesp == nullptr) return;
    if (auto why = flow.eesp->why_closed(); !why.empty()) packets[std::move(why)] += flow.packets;
  });
  for (const auto& [why, count] : packets)
    notes.push_back(
        fmt::format("{} left closed: {}", counted(count, "EESP packet", "EESP packets"), why));
}

// Of anybody: who knows the SPIs can send them.
void note_set_aside(std::vector<std::string>& notes, const Sessions& sessions,
                    const FrameText& frame_text) {
  std::vector<std::string> named;
  sessions.ike_sas().for_each([&](const IkeSa& sa) {
    const auto& [icv_failed, begins_again, first_frame] = sa.set_aside;
    if (icv_failed + begins_again == 0) return;
    std::vector<std::string> why;
    if (icv_failed != 0)
      why.push_back(fmt::format("verifying under none of its keys ({})", without_its_keys));
    if (begins_again != 0) why.emplace_back("beginning again what was agreed");
    named.push_back(fmt::format(
        "{} with the SPIs of IKE SA {:016x}-{:016x} not judged: {}; frame {} is the first",
        counted(icv_failed + begins_again, "message", "messages"), sa.spi_i, sa.spi_r,
        fmt::join(why, ", or "), frame_text(first_frame)));
  });
  name_some(notes, std::move(named), "IKE SAs");
}

void note_inner(std::vector<std::string>& notes, const InnerNotRead& not_read) {
  if (not_read.too_deep != 0)
    notes.push_back(fmt::format("{} in more than {} layers of IPsec not looked into",
                                counted(not_read.too_deep, "packet", "packets"),
                                InnerDatagrams::deepest));
  if (not_read.fragments != 0)
    notes.push_back(counted(not_read.fragments, "fragment", "fragments") +
                    " of IPsec packets within opened ones not looked into");
  if (not_read.ipcomp != 0)
    notes.push_back(counted(not_read.ipcomp, "IPComp packet", "IPComp packets") +
                    " within opened ones not decompressed (DEFLATE is): what they carry is not "
                    "looked into");
}

}  // namespace

std::vector<std::string> coverage_of(const Sessions& sessions, bool keys_given,
                                     const FrameText& frame_text) {
  std::vector<std::string> notes;
  const auto& facts = sessions.facts();
  std::uint64_t late_ike_sas = 0;
  std::uint64_t lacking = 0;
  std::uint64_t forgetful = 0;
  sessions.ike_sas().for_each([&](const IkeSa& sa) {
    if (!sa.seen_from_start) ++late_ike_sas;
    if (sa.messages_missing) ++lacking;
  });
  sessions.flows().for_each([&](const EspFlow& flow) {
    if (flow.numbers.forgotten) ++forgetful;
  });
  if (late_ike_sas != 0)
    notes.push_back(fmt::format(
        "the exchange that began {} is not in the capture as a whole, or was a rekey that was not "
        "opened",
        counted(late_ike_sas, "IKE SA", "IKE SAs")));
  if (lacking != 0)
    notes.push_back("messages of " + counted(lacking, "IKE SA", "IKE SAs") +
                    " are not in the capture, though there were some: what they made, moved or "
                    "ended is not known");
  if (keys_given) {
    note_closed_ike(notes, sessions);
    note_closed_flows(notes, sessions, frame_text);
  } else {
    note_no_keys(notes, sessions);
  }
  note_set_aside(notes, sessions, frame_text);
  note_closed_eesp(notes, sessions);
  if (facts.out_of_order != 0)
    notes.push_back(fmt::format("{} earlier than one before, by {:.6g} s at most",
                                counted(facts.out_of_order, "time stamp is", "time stamps are"),
                                facts.most_seconds_back));
  if (facts.cut_by_snap_length != 0)
    notes.push_back(counted(facts.cut_by_snap_length, "datagram was", "datagrams were") +
                    " cut by the snap length");
  if (facts.ike_unreadable != 0)
    notes.push_back(counted(facts.ike_unreadable, "datagram", "datagrams") +
                    " on an IKE port too short for an IKE header");
  if (facts.diet_esp != 0)
    notes.push_back(counted(facts.diet_esp, "packet", "packets") +
                    " between peers that agreed on Diet-ESP left closed: SPI and sequence number "
                    "are shortened there");
  if (facts.sas_not_tracked != 0)
    notes.push_back(counted(facts.sas_not_tracked, "datagram", "datagrams") +
                    " of SAs beyond the limit not audited");
  note_inner(notes, facts.inner_not_read);
  if (facts.echo_requests_not_judged != 0)
    notes.push_back(
        counted(facts.echo_requests_not_judged, "ESP echo request", "ESP echo requests") +
        " given up because too many waited for replies: nobody knows whether they were answered");
  if (facts.echoes_not_counted != 0)
    notes.push_back(counted(facts.echoes_not_counted, "ESP echo packet", "ESP echo packets") +
                    " between more pairs of addresses than are remembered not counted");
  if (forgetful != 0)
    notes.push_back(
        counted(forgetful, "SA has", "SAs have") +
        " more gaps than are remembered: very late packets may be counted as duplicates");
  return notes;
}

}  // namespace espect::sessions
