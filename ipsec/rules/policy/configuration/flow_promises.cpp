// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "ipsec/bytes/counted.h"
#include "ipsec/rules/policy/configuration/judges.h"

namespace espect::rules::configuration {
namespace {

using registry::Promise;
using registry::PromiseKind;
using Flows = std::vector<const FlowFacts*>;

Flows sent_by(const Case& that, const Flows& flows, std::uint8_t side) {
  Flows sent;
  std::ranges::copy_if(flows, std::back_inserter(sent),
                       [&](const auto* flow) { return that.sender(*flow) == side; });
  return sent;
}

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Answer replay_window(const Promise& promise, const Flows& received) {
  const auto window = number(promise.value);
  bool known = false;
  for (const auto* facts : received) {
    const auto& flow = *facts->flow;
    if (!flow.window_known || flow.no_window_of_two) continue;
    known = true;
    if (flow.window != window)
      return broken(fmt::format("a key source says {} of {}", flow.window, to_text(Subject(flow))),
                    {flow.first_frame});
  }
  if (known) return kept("a key source says so");
  return not_seen("no packet shows the window of its receiver");
}

// Below SPI, sequence number, pad length and next header at the least.
constexpr std::uint64_t least_around = 10;

Answer tfc_padding(const Promise& promise, const Flows& sent) {
  const auto size = number(promise.value);
  std::uint64_t opened = 0;
  std::uint64_t packets = 0;
  for (const auto* facts : sent) {
    opened += facts->opened;
    packets += facts->flow->packets;
    if (size == 0 && facts->tfc != 0)
      return broken(fmt::format("{} of {} have TFC padding", counted(facts->tfc, "packet"),
                                to_text(Subject(*facts->flow))),
                    {facts->tfc_frame}, true);
    if (size != 0 && facts->flow->protocol == Protocol::esp &&
        facts->smallest < size + least_around)
      return broken(fmt::format("a packet of {} has only {} octets", to_text(Subject(*facts->flow)),
                                facts->smallest),
                    {facts->smallest_frame});
  }
  if (packets == 0) return not_seen("this end sent no packets of ESP");
  if (size == 0)
    return opened == packets ? kept({}, true) : not_seen("not all packets were opened");
  return kept("no packet is smaller");
}

Answer copy_dscp(const Promise& promise, const Flows& sent) {
  std::uint64_t compared = 0;
  std::uint64_t packets = 0;
  for (const auto* facts : sent) {
    compared += facts->dscp_compared;
    packets += facts->flow->packets;
    if (promise.value == "no" && facts->marked_frame != 0)
      return broken(fmt::format("a packet of {} is marked, by this end or on the way",
                                to_text(Subject(*facts->flow))),
                    {facts->marked_frame});
    if (promise.value == "yes" && facts->dscp_differs != 0)
      return broken(fmt::format("a packet of {} has another DSCP outside than inside, from this "
                                "end or marked anew on the way",
                                to_text(Subject(*facts->flow))),
                    {facts->dscp_differs}, true);
  }
  if (packets == 0) return not_seen("this end sent no packets of ESP");
  if (promise.value == "no") return kept();
  return compared != 0 ? kept({}, true) : not_seen("no packet with an IP header inside was opened");
}

Answer copy_df(const Promise& promise, const Flows& sent) {
  std::uint64_t compared = 0;
  std::uint64_t packets = 0;
  for (const auto* facts : sent) {
    compared += facts->df_compared;
    packets += facts->flow->packets;
    if (promise.value == "no" && facts->df_set != 0)
      return broken(fmt::format("a packet of {} has DF", to_text(Subject(*facts->flow))),
                    {facts->df_set});
    if (promise.value == "yes" && facts->df_differs != 0)
      return broken(fmt::format("a packet of {} has another DF outside than inside",
                                to_text(Subject(*facts->flow))),
                    {facts->df_differs}, true);
  }
  if (packets == 0) return not_seen("this end sent no packets of ESP");
  if (promise.value == "no") return kept();
  return compared != 0 ? kept({}, true)
                       : not_seen("no packet with an IPv4 header inside was opened");
}

}  // namespace

std::vector<Answer> judge_flows(const Case& that, const registry::PromisedChild& child,
                                const Flows& flows) {
  Answers answers(that, child.promises, child.name);
  const auto ask = [&](PromiseKind kind, bool sending, const auto& judge) {
    answers.ask_of_end(kind, [&](const Promise& promise, std::uint8_t side) {
      if (flows.empty()) return not_seen("no packets of it");
      return judge(promise,
                   sent_by(that, flows, sending ? side : static_cast<std::uint8_t>(1 - side)));
    });
  };
  ask(PromiseKind::replay_window, false, replay_window);
  ask(PromiseKind::tfc_padding, true, tfc_padding);
  ask(PromiseKind::copy_dscp, true, copy_dscp);
  ask(PromiseKind::copy_df, true, copy_df);
  return answers.take();
}

}  // namespace espect::rules::configuration
