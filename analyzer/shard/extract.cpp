// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/shard/extract.h"

#include <charconv>

#include "analyzer/shard/record_members.h"

namespace espect::shard {
namespace {

// Records own what cannot be copied; what of them is written can be read again.
template <class Record>
Record copy_of(const Record& record) {
  ArchiveWriter out;
  out.put(record);
  ArchiveReader in(out.octets());
  Record copy;
  in.get(copy);
  return copy;
}

std::uint32_t new_id(const std::vector<std::uint32_t>& ids, std::uint32_t old) {
  return old < ids.size() ? ids[old] : 0;
}
void renumber(std::optional<std::uint32_t>& id, const std::vector<std::uint32_t>& ids) {
  if (!id) return;
  *id = new_id(ids, *id);
  if (*id == 0) id.reset();
}

std::vector<std::uint32_t> numbered(const Births::Of& births) {
  std::vector<std::uint32_t> ids(births.frames.size() + 1);
  std::uint32_t next = 0;
  for (std::size_t i = 0; i < births.frames.size(); ++i)
    if (!births.context[i]) ids[i + 1] = ++next;
  return ids;
}

// "IKE SA 3", made by to_text(Subject).
void renumber_text(std::string& text, const std::vector<std::uint32_t>& ids) {
  constexpr std::string_view before = "IKE SA ";
  std::uint32_t id = 0;
  if (!text.starts_with(before)) return;
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data() + before.size(), end, id);
  if (error == std::errc{} && rest == end)
    text = std::string(before) + std::to_string(new_id(ids, id));
}

}  // namespace

void renumber(sessions::IkeSa& sa, const NewIds& ids) {
  sa.id = new_id(ids.ike_sas, sa.id);
  sa.lineage = new_id(ids.ike_sas, sa.lineage);
  if (sa.lineage == 0) sa.lineage = sa.id;
  for (auto* id : {&sa.rekeyed_from, &sa.rekeyed_to, &sa.fallback_from}) renumber(*id, ids.ike_sas);
}

void renumber(sessions::ChildSa& child, const NewIds& ids) {
  child.id = new_id(ids.child_sas, child.id);
  child.ike_sa = new_id(ids.ike_sas, child.ike_sa);
  child.lineage = new_id(ids.ike_sas, child.lineage);
  renumber(child.rekeyed_from, ids.child_sas);
}

void renumber(sessions::RecordedFlow& recorded, const NewIds& ids) {
  auto& flow = recorded.flow;
  flow.id = new_id(ids.flows, flow.id);
  recorded.first = new_id(ids.flows, recorded.first);
  flow.keyed_before = new_id(ids.flows, flow.keyed_before);
  flow.child_sa = new_id(ids.child_sas, flow.child_sa);
}

void renumber(FindingRecord& finding, const NewIds& ids) {
  renumber(finding.ike_sa, ids.ike_sas);
  finding.flow = new_id(ids.flows, finding.flow);
  for (auto& evidence : finding.evidence) {
    if (evidence.name == "old_ike_sa" && evidence.is_text)
      renumber_text(evidence.text, ids.ike_sas);
    if (evidence.name == "ike_sa_over_udp" && !evidence.is_text)
      evidence.number = new_id(ids.ike_sas, static_cast<std::uint32_t>(evidence.number));
  }
}

void renumber(const report::Histories& histories, const NewIds& ids, report::Histories& into) {
  for (const auto& [id, history] : histories.messages)
    if (const auto now = new_id(ids.ike_sas, id); now != 0) into.messages[now] = history;
  for (const auto& [id, history] : histories.numbers)
    if (const auto now = new_id(ids.flows, id); now != 0) into.numbers[now] = history;
}

void extract(const report::CaptureReport& from, const Births& births, ShardRecords& into) {
  const auto& sessions = *from.sessions;
  const auto& findings = *from.findings;
  const NewIds ids{numbered(births.ike_sas), numbered(births.child_sas), numbered(births.flows)};
  auto& made = into.sessions;
  const auto each = [](const auto& records, const Births::Of& of, auto&& use) {
    std::size_t at = 0;
    records.for_each([&](const auto& record) {
      if (!of.context[at]) use(record, of.frames[at]);
      ++at;
    });
  };
  each(sessions.ike_sas(), births.ike_sas, [&](const sessions::IkeSa& sa, std::uint32_t frame) {
    renumber(made.ike_sas.emplace_back(copy_of(sa)), ids);
    into.born_ike_sas.push_back(frame);
  });
  each(sessions.child_sas(), births.child_sas,
       [&](const sessions::ChildSa& child, std::uint32_t frame) {
         renumber(made.child_sas.emplace_back(copy_of(child)), ids);
         into.born_child_sas.push_back(frame);
       });
  each(sessions.flows(), births.flows, [&](const sessions::EspFlow& flow, std::uint32_t frame) {
    renumber(
        made.flows.emplace_back(sessions::RecordedFlow{
            copy_of(flow), flow.first != nullptr ? flow.first->id : 0, sessions.path_mtu(flow)}),
        ids);
    into.born_flows.push_back(frame);
  });
  for (std::size_t i = 0; i < sessions.echo_paths().size(); ++i) {
    made.echo_paths.push_back(sessions.echo_paths()[i]);
    into.born_echo_paths.push_back(births.echo_paths.frames[i]);
  }
  std::size_t at = 0;
  for (const auto& finding : findings.all()) {
    const auto& subject = finding.subject;
    const bool of_others = subject.ike_sa      ? new_id(ids.ike_sas, *subject.ike_sa) == 0
                           : subject.flow != 0 ? new_id(ids.flows, subject.flow) == 0
                                               : births.findings.context[at];
    if (!of_others && finding.count != 0) {
      renumber(into.findings.emplace_back(record_of(finding)), ids);
      into.born_findings.push_back(births.findings.frames[at]);
    }
    ++at;
  }
  if (from.history != nullptr) renumber(from.history->heard(), ids, into.histories);
  into.dropped_findings = findings.dropped();
  for (const auto& [table, facts] : findings.full_tables().all())
    into.full_tables.push_back(
        {std::string(table.first), std::string(table.second), facts.limit, facts.turned_away});
}

}  // namespace espect::shard
