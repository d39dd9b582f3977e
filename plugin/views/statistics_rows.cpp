// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/views/statistics_rows.h"

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>

#include <fmt/format.h>

#include "ipsec/sessions/names.h"
#include "plugin/views/table_row.h"

namespace espect::plugin {
namespace {

// A row for each key, in order of appearance.
template <class Key, class Counts>
class Rows {
 public:
  struct Place {
    unsigned row;
    Counts counts;
  };
  Place& of(const Key& key) {
    const auto [found, added] = places_.try_emplace(key);
    if (added) found->second.row = static_cast<unsigned>(places_.size() - 1);
    return found->second;
  }

 private:
  std::map<Key, Place> places_;
};

// "established"; of IKEv1 "IKEv1 main mode, established".
std::string state_of(const sessions::IkeSa& sa) {
  std::string state(to_text(sa.state));
  if (sa.version != 1) return state;
  const auto mode = sa.ikev1 != nullptr ? to_text(sa.ikev1->mode) : std::string_view();
  return fmt::format("IKEv1{}{}, {}", mode.empty() ? "" : " ",
                     mode.empty() ? "" : fmt::format("{} mode", mode), state);
}

struct IkeMessages {
  std::uint64_t all = 0, encrypted = 0, opened = 0, retransmissions = 0;
};

class IkeCounts : public TableCounts {
  void on(stat_tap_table* table, const CaptureAudit& audit, const Tapped& tapped) override {
    const auto& ike = tapped.result.ike;
    if (!ike) return;
    const auto& sa = audit.sessions().ike_sas()[ike->ike_sa - 1];
    auto& [row, messages] = rows_.of(sa.id);
    ++messages.all;
    messages.encrypted += ike->encrypted ? 1 : 0;
    messages.opened += ike->opened ? 1 : 0;
    messages.retransmissions += ike->retransmission ? 1 : 0;
    TableRow cells;
    cells.number(sa.id);
    cells.text(fmt::format("{:016x}", sa.spi_i));
    cells.text(fmt::format("{:016x}", sa.spi_r));
    cells.text(to_text(sa.initiator.address, sa.initiator.port));
    cells.text(to_text(sa.responder.address, sa.responder.port));
    cells.text(state_of(sa));
    cells.number(messages.all);
    cells.number(messages.encrypted);
    cells.number(messages.opened);
    cells.number(messages.retransmissions);
    cells.text(sa.selection ? to_text(*sa.selection) : std::string());
    cells.put_into(table, row);
  }

  Rows<std::uint32_t, IkeMessages> rows_;
};

class ChildCounts : public TableCounts {
  void on(stat_tap_table* table, const CaptureAudit& audit, const Tapped& tapped) override {
    const auto& children = audit.sessions().child_sas();
    const auto& [ike, echo, esp] = tapped.result;
    if (ike && ike->dialogue != nullptr)
      for (const auto id : ike->dialogue->child_sas) add(table, children[id - 1]);
    if (esp && esp->flow != nullptr && esp->flow->child_sa != 0)
      add(table, children[esp->flow->child_sa - 1]);
    // A message may change the state of those that its IKE SA has.
    if (ike)
      for (const auto id : of_ike_sa_[ike->ike_sa])
        if (rows_.of(id).counts != shown(children[id - 1])) fill(table, children[id - 1]);
  }

  // What may change while it has a row.
  struct Shown {
    sessions::ChildSaState state;
    std::uint32_t spi_i, spi_r;
    friend bool operator==(const Shown&, const Shown&) = default;
  };
  static Shown shown(const sessions::ChildSa& child) {
    return {child.state, child.spi_i, child.spi_r};
  }

  void add(stat_tap_table* table, const sessions::ChildSa& child) {
    auto& known = rows_.of(child.id);
    if (known.counts) return;
    of_ike_sa_[child.ike_sa].push_back(child.id);
    fill(table, child);
  }

  void fill(stat_tap_table* table, const sessions::ChildSa& child) {
    TableRow cells;
    cells.number(child.id);
    cells.number(child.ike_sa);
    cells.text(display_name(child.protocol));
    cells.text(fmt::format("0x{:08x}", child.spi_i));
    cells.text(fmt::format("0x{:08x}", child.spi_r));
    cells.text(to_text(child.state));
    cells.text(to_text(child.mode));
    cells.number(child.created_frame);
    cells.text(to_text(child.selection));
    auto& known = rows_.of(child.id);
    known.counts = shown(child);
    cells.put_into(table, known.row);
  }

  Rows<std::uint32_t, std::optional<Shown>> rows_;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> of_ike_sa_;
};

struct FlowPackets {
  std::uint64_t all = 0, good = 0, bad = 0;
  bool authentic = false;  // of these are the numbers
  sessions::SequenceCounters numbers;
};

class FlowCounts : public TableCounts {
  void on(stat_tap_table* table, const CaptureAudit&, const Tapped& tapped) override {
    const auto& esp = tapped.result.esp;
    if (!esp || esp->flow == nullptr || esp->behind_hop) return;
    const auto& flow = *esp->flow;
    auto& [row, packets] = rows_.of(flow.id);
    count(*esp, packets);
    TableRow cells;
    cells.text(display_name(flow.protocol));
    cells.text(fmt::format("0x{:08x}", flow.spi));
    cells.text(to_text(flow.path.source));
    cells.text(to_text(flow.path.destination));
    cells.number(flow.child_sa);
    cells.number(packets.all);
    cells.number(packets.good);
    cells.number(packets.bad);
    // The column holds numbers only: 0 where nobody can tell.
    cells.number(flow.tells_loss() ? packets.numbers.lost() : 0);
    cells.number(packets.numbers.duplicates);
    cells.number(packets.numbers.reordered);
    cells.number(packets.numbers.left_of_window);
    cells.number(flow.window);
    cells.number(packets.numbers.max_late + 1);
    cells.put_into(table, row);
  }

  // As the sessions count a flow: once an ICV has verified, only authentic numbers.
  static void count(const EspResult& esp, FlowPackets& packets) {
    ++packets.all;
    const bool good = esp.icv == IcvState::good;
    packets.good += good ? 1 : 0;
    packets.bad += esp.icv == IcvState::bad ? 1 : 0;
    if (good && !packets.authentic) packets.numbers = {};
    packets.authentic = packets.authentic || good;
    if (esp.captured_twice || good != packets.authentic) return;
    packets.numbers.sequential = esp.flow->sequential();
    packets.numbers.add(esp.sequence, esp.verdict, esp.distance);
  }

  Rows<std::uint32_t, FlowPackets> rows_;
};

struct EchoPackets {
  std::uint64_t requests = 0, answered = 0;
  double least = 0, most = 0, total = 0;
  sessions::EchoForm form = sessions::EchoForm::unknown;
};

class EchoCounts : public TableCounts {
  void on(stat_tap_table* table, const CaptureAudit&, const Tapped& tapped) override {
    const auto& echo = tapped.result.echo;
    if (!echo) return;
    auto& [row, packets] = rows_.of({echo->requester, echo->responder, echo->in_clear});
    count(*echo, packets);
    const auto microseconds = [](double seconds) {
      return static_cast<std::uint64_t>(seconds * 1e6);
    };
    TableRow cells;
    cells.text(to_text(echo->requester));
    cells.text(to_text(echo->responder));
    cells.text(echo->in_clear ? "in the clear" : "inside SAs");
    cells.text(to_text(packets.form));
    cells.number(packets.requests);
    cells.number(packets.answered);
    cells.number(packets.requests - std::min(packets.requests, packets.answered));
    cells.number(microseconds(packets.least));
    cells.number(packets.answered == 0 ? 0 : microseconds(packets.total) / packets.answered);
    cells.number(microseconds(packets.most));
    cells.put_into(table, row);
  }

  static void count(const EchoResult& echo, EchoPackets& packets) {
    if (echo.form != sessions::EchoForm::unknown) packets.form = echo.form;
    if (!echo.reply) ++packets.requests;
    if (!echo.answers) return;
    packets.least = packets.answered == 0 ? echo.seconds : std::min(packets.least, echo.seconds);
    packets.most = std::max(packets.most, echo.seconds);
    packets.total += echo.seconds;
    ++packets.answered;
  }

  Rows<std::tuple<Address, Address, bool>, EchoPackets> rows_;
};

}  // namespace

std::unique_ptr<TableCounts> ike_counts() {
  return std::make_unique<IkeCounts>();
}
std::unique_ptr<TableCounts> child_counts() {
  return std::make_unique<ChildCounts>();
}
std::unique_ptr<TableCounts> flow_counts() {
  return std::make_unique<FlowCounts>();
}
std::unique_ptr<TableCounts> echo_counts() {
  return std::make_unique<EchoCounts>();
}

}  // namespace espect::plugin
