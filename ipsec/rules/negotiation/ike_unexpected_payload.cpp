// SPDX-License-Identifier: GPL-2.0-or-later
#include <array>
#include <optional>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/negotiation/payload_table.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::ike_unexpected_payload {
namespace {

using payload_table::Message;
namespace exchange = registry::exchange;
namespace payload = registry::payload;

std::string sentence(const Finding& finding) {
  return fmt::format("{} message{} of {} not as the exchange allows: {}", finding.count,
                     finding.count == 1 ? "" : "s", to_text(finding.subject),
                     finding.evidence.text("problem"));
}

std::optional<Message> clear_message(const sessions::IkeMessage& message) {
  const auto type = message.header().exchange.value;
  const bool response = message.header().response();
  const bool selects = message.first(payload::sa) != nullptr;
  if (type == exchange::ike_sa_init && !response) return Message::init_request;
  if (type == exchange::ike_sa_init)
    return selects ? Message::init_response : Message::clear_notice;
  if (type == exchange::ike_session_resume && !response) return Message::resume_request;
  if (type == exchange::ike_session_resume)
    return message.first(payload::nonce) != nullptr ? Message::resume_response
                                                    : Message::clear_notice;
  // Of other exchanges only refusals are outside SK, RFC 7296 section 2.21.
  const bool known = type >= exchange::ike_sa_init && type <= exchange::ike_followup_ke;
  return known ? std::optional(Message::clear_notice) : std::nullopt;
}

std::optional<Message> opened_message(const wire::ike::Header& header,
                                      const sessions::IkeContents& contents) {
  const bool response = header.response();
  const bool refuses = response && contents.error_notify().has_value();
  // Under the exchange and the id of the message whose fragments it is about.
  if (contents.has_notify(registry::notify::fragment_ack_req) ||
      contents.has_notify(registry::notify::fragment_ack_res))
    return std::nullopt;
  switch (header.exchange.value) {
    case exchange::ike_intermediate:
      return refuses ? Message::refusal : Message::intermediate;
    case exchange::ike_auth:  // a refused Child SA leaves IDr and AUTH in place
      return response ? Message::auth_response : Message::auth_request;
    case exchange::create_child_sa:
      if (contents.has_notify(registry::notify::optimized_rekey)) return Message::optimized_rekey;
      if (!response) return Message::create_child_request;
      return refuses ? Message::refusal : Message::create_child_response;
    case exchange::ike_followup_ke:
      if (!response) return Message::followup_request;
      return refuses ? Message::refusal : Message::followup_response;
    case exchange::informational:
      return Message::informational;
    default:
      return std::nullopt;
  }
}

std::string name_of(std::uint8_t type) {
  return registry::display_name(registry::PayloadType::registry(), type);
}

bool assigned(std::uint8_t type) {
  const auto* row = registry::find(registry::PayloadType::registry(), type);
  return row != nullptr && row->state == registry::State::assigned;
}

std::string problem_of(Message message, const sessions::PayloadList& list) {
  std::array<std::uint8_t, 256> left{};  // how many more of each type may come
  for (const auto& row : payload_table::rows)
    if (row.message == message) left[row.payload] = row.most;
  for (const auto& one : list.payloads()) {
    const auto type = one.type.value;
    if (!assigned(type)) {  // skipped by who does not know it, RFC 7296 section 2.5
      if (one.header.critical()) return fmt::format("unknown critical {}", name_of(type));
      continue;
    }
    if (left[type] == 0) return fmt::format("unexpected {}", name_of(type));
    if (left[type] != payload_table::any_number) --left[type];
  }
  for (const auto& row : payload_table::rows)
    if (row.message == message && row.least > 0 && list.first(row.payload) == nullptr)
      return fmt::format("no {} ({})", name_of(row.payload), row.source);
  return {};
}

void judge(const Bench& bench, const sessions::IkeSa& sa, std::optional<Message> message,
           const sessions::PayloadList& list, const wire::ike::Header& header,
           std::uint32_t frame) {
  if (!message || list.fault().problem != Problem::none) return;  // ike-malformed says so
  const auto problem = problem_of(*message, list);
  if (problem.empty()) return;
  Finding& finding = bench.about(Subject(sa));
  const auto where =
      fmt::format("{} in {} {}", problem,
                  registry::display_name(registry::ExchangeType::registry(), header.exchange.value),
                  header.response() ? "response" : "request");
  if (finding.count == 0) finding.evidence.set("problem", where);
  finding.add({frame});
  finding.say(frame, "{2}", 0, 0, where);
}

void install(const Bench& bench) {
  bench.events.to<sessions::IkeMessageSeen>([bench](const sessions::IkeMessageSeen& event) {
    const auto& header = event.message.header();
    if (header.major_version() != 2 || event.retransmission || event.message.encrypted() ||
        event.datagram.cut_octets != 0)
      return;
    judge(bench, event.sa, clear_message(event.message), event.message, header,
          event.datagram.frame);
  });
  bench.events.to<sessions::IkeMessageOpened>([bench](const sessions::IkeMessageOpened& event) {
    if (event.contents == nullptr || event.retransmission) return;
    const auto& header = event.message.header();
    judge(bench, event.sa, opened_message(header, *event.contents), *event.contents, header,
          event.datagram.frame);
  });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-unexpected-payload",
    .family = Family::negotiation,
    .severity = Severity::medium,
    .needs = Needs::ike_clear,
    .title = "A payload where its exchange does not allow it, or a mandatory one missing",
    .why =
        "Each exchange has its payloads. One too many, one missing, payloads in the clear that "
        "belong inside SK, or an unknown one with the critical bit: a receiver answers "
        "INVALID_SYNTAX or UNSUPPORTED_CRITICAL_PAYLOAD, or two implementations read the message "
        "differently.",
    .advice =
        "The evidence names the payload and the section that says what is allowed. Update the "
        "sender; a new extension should be a notify or a payload without the critical bit.",
    .specs = {"RFC 7296 section 1.2", "RFC 7296 section 2.5", "RFC 7296 appendix C",
              "RFC 9370 section 2.2"},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_unexpected_payload
