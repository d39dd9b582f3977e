// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "ipsec/rules/rule.h"
#include "plugin/audit/open_capture.h"
#include "plugin/audit/story_text.h"
#include "plugin/views/statistics_rows.h"
#include "plugin/views/table_row.h"

// Tables of judgements about the whole capture, which are known at its end.
namespace espect::plugin {
namespace {

const registry::VpnNames& names_of_vpns() {
  static const registry::VpnNames none;
  const CaptureAudit* audit = open_audit();
  return audit != nullptr ? audit->settings().vpn_names : none;
}

constexpr const char* too_early = "known when the capture has ended; tshark needs -2";

bool is_frame(const Tapped& tapped) {
  return !tapped.result.ike && !tapped.result.esp && !tapped.result.echo;
}

class FindingCounts : public TableCounts {
  struct Shown {
    const rules::Finding* finding;
    std::uint32_t number;
    std::uint32_t frames = 0;
    std::uint32_t first_frame = 0;
    unsigned row = 0;
  };
  // The order changes with each finding that comes: beyond so many the new ones stand behind.
  static constexpr std::size_t most_sorted = 2'000;

  void on(stat_tap_table* table, const CaptureAudit& audit, const Tapped& tapped) override {
    if (!is_frame(tapped)) return;
    const auto& all = audit.frame_findings();
    const auto here = audit.findings_in(tapped.frame);
    const std::size_t before = shown_.size();
    for (const auto& one : here) {
      auto& shown = of(*one.finding, all.number_of(*one.finding));
      if (shown.frames++ == 0) shown.first_frame = tapped.frame;
    }
    // What no frame shows stands with the first packet.
    if (audit.first_frame() == tapped.frame)
      for (const auto* finding : all.by_number())
        if (finding->frames.empty() && finding->count != 0) of(*finding, all.number_of(*finding));
    if (before != shown_.size() && shown_.size() <= most_sorted) return sort(table);
    for (const auto& one : here) fill(table, shown_[places_[one.finding]]);
  }

  Shown& of(const rules::Finding& finding, std::uint32_t number) {
    const auto [place, is_new] = places_.try_emplace(&finding, shown_.size());
    if (is_new) shown_.push_back({&finding, number, 0, 0, static_cast<unsigned>(shown_.size())});
    return shown_[place->second];
  }

  void sort(stat_tap_table* table) {
    std::vector<Shown*> order;
    for (auto& shown : shown_) order.push_back(&shown);
    std::ranges::sort(order, [](const Shown* one, const Shown* other) {
      if (one->finding->severity != other->finding->severity)
        return one->finding->severity > other->finding->severity;
      return one->number < other->number;
    });
    for (unsigned row = 0; row < order.size(); ++row) {
      order[row]->row = row;
      fill(table, *order[row]);
    }
  }

  static void fill(stat_tap_table* table, const Shown& shown) {
    const auto& finding = *shown.finding;
    TableRow cells;
    cells.number(shown.row + std::uint64_t{1});  // Wireshark sorts by the first column
    cells.text(to_text(finding.severity));
    cells.text(registry::with_vpn_names(finding.sentence(), names_of_vpns()));
    cells.text(finding.rule->id);
    cells.text(to_text(finding.subject));
    cells.number(shown.frames);
    cells.number(shown.first_frame);
    cells.number(shown.number);
    cells.put_into(table, shown.row);
  }

  std::vector<Shown> shown_;
  std::map<const rules::Finding*, std::size_t> places_;
};

class TunnelCounts : public TableCounts {
  void on(stat_tap_table* table, const CaptureAudit& audit, const Tapped& tapped) override {
    if (!audit.finished()) return say_too_early(table);
    const auto& tunnels = audit.tunnels();
    if (order_.empty()) sort(tunnels);
    const std::size_t before = shown_.size();
    const auto& [ike, echo, esp] = tapped.result;
    if (ike) note(of_ike_sa_, ike->ike_sa);
    if (esp && esp->flow != nullptr) note(of_flow_, esp->flow->id);
    if (before == shown_.size()) return;
    // Very many are not sorted: each new one would move all that stand below it.
    if (shown_.size() > most_sorted) {
      for (auto number = before; number < newest_.size(); ++number)
        fill(table, static_cast<unsigned>(number), *order_[newest_[number]]);
      return;
    }
    unsigned row = 0;
    for (const auto place : shown_) fill(table, row++, *order_[place]);
  }

  static void say_too_early(stat_tap_table* table) {
    if (table->num_elements != 0) return;
    TableRow cells;
    cells.number(0);
    for (const char* text : {"", "", too_early, "", "", "", ""}) cells.text(text);
    cells.number(0);
    cells.number(0);
    cells.put_into(table, 0);
  }

  // The earlier the step that failed, the higher the row.
  void sort(const std::vector<story::Tunnel>& tunnels) {
    for (const auto& tunnel : tunnels) order_.push_back(&tunnel);
    std::ranges::stable_sort(order_, {}, [](const story::Tunnel* tunnel) {
      return tunnel->broken_at ? static_cast<std::size_t>(*tunnel->broken_at) : story::step_count;
    });
    for (std::size_t place = 0; place < order_.size(); ++place) {
      for (const auto id : order_[place]->ike_sas) of_ike_sa_.emplace(id, place);
      for (const auto id : order_[place]->flows) of_flow_.emplace(id, place);
    }
  }

  void note(const std::map<std::uint32_t, std::size_t>& places, std::uint32_t id) {
    const auto found = places.find(id);
    if (found != places.end() && shown_.insert(found->second).second)
      newest_.push_back(found->second);
  }

  static void fill(stat_tap_table* table, unsigned row, const story::Tunnel& tunnel) {
    TableRow cells;
    cells.number(row + std::uint64_t{1});
    cells.text(to_text(tunnel.peers[0]));
    cells.text(to_text(tunnel.peers[1]));
    cells.text(story_text(tunnel, names_of_vpns()));
    cells.text(tunnel.broken_at ? to_text(*tunnel.broken_at) : "");
    cells.text(tunnel.category ? to_text(*tunnel.category) : tunnel.broken_at ? "not known" : "");
    cells.text(story::who_has_to_look(tunnel));
    cells.text(to_text(tunnel.certainty));
    cells.number(tunnel.ike_sas.size());
    cells.number(tunnel.flows.size());
    cells.put_into(table, row);
  }

  std::vector<const story::Tunnel*> order_;
  std::map<std::uint32_t, std::size_t> of_ike_sa_;
  std::map<std::uint32_t, std::size_t> of_flow_;
  static constexpr std::size_t most_sorted = 500;
  std::set<std::size_t> shown_;      // places in the order
  std::vector<std::size_t> newest_;  // the same as they came
};

class CoverageCounts : public TableCounts {
  void on(stat_tap_table* table, const CaptureAudit& audit, const Tapped&) override {
    if (filled_ || (!audit.finished() && table->num_elements != 0)) return;
    filled_ = audit.finished();
    unsigned row = 0;
    for (const auto& note : filled_ ? audit.coverage() : std::vector<std::string>{too_early}) {
      TableRow cells;
      cells.text(note);
      cells.put_into(table, row++);
    }
  }

  bool filled_ = false;
};

}  // namespace

std::unique_ptr<TableCounts> finding_counts() {
  return std::make_unique<FindingCounts>();
}
std::unique_ptr<TableCounts> tunnel_counts() {
  return std::make_unique<TunnelCounts>();
}
std::unique_ptr<TableCounts> coverage_counts() {
  return std::make_unique<CoverageCounts>();
}

}  // namespace espect::plugin
