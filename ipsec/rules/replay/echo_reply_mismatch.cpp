// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "ipsec/rules/replay/echo_subject.h"

namespace espect::rules::echo_reply_mismatch {
namespace {

// What can be wrong with a reply, as evidence counts it.
constexpr std::pair<const char*, const char*> kinds[] = {
    {"other_identifier", "another identifier"},
    {"other_sequence", "another sequence number"},
    {"other_numbers", "another identifier and sequence number"},
    {"other_layout", "in another layout"},
    {"other_esp_sequence", "another ESP sequence number"},
    {"longer", "longer than the request: amplification"},
    {"other_data", "other data"},
};

const char* text_of(std::string_view kind) {
  for (const auto& [key, text] : kinds)
    if (kind == key) return text;
  return "";
}

std::string sentence(const Finding& finding) {
  std::string what;
  for (const auto& [key, text] : kinds)
    if (const auto count = finding.evidence.number(key))
      what += fmt::format("{}{} {}", what.empty() ? "" : ", ", count, text);
  return fmt::format("{} ESP echo repl{} from {} do{} not fit the request: {}", finding.count,
                     finding.count == 1 ? "y" : "ies", finding.evidence.text("responder"),
                     finding.count == 1 ? "es" : "", what);
}

// Form A has no other number than that of the ESP header, and does not say that a reply repeats
// it; senders that do not use it send 0.
bool other_esp_sequence(const sessions::EchoSeen& event) {
  const auto asked = event.request->esp_sequence;
  const auto answered = event.echo.esp_sequence;
  return event.request->form == sessions::EchoForm::a && asked != 0 && answered != 0 &&
         asked != answered;
}

// The kind of mismatch; null when there is none. A shorter reply may be limited by the MTU of the
// way back.
const char* mismatch(const sessions::EchoSeen& event) {
  const Bytes asked = event.request->data;
  const Bytes answered = event.echo.data;
  if (answered.size() > asked.size()) return "longer";
  if (!std::ranges::equal(answered, asked.first(answered.size()))) return "other_data";
  return other_esp_sequence(event) ? "other_esp_sequence" : nullptr;
}

const char* mismatch(const sessions::EchoMisanswered& event) {
  const auto& [request, reply] = event;
  if (!reply.numbered) return "other_layout";
  if (request.identifier == reply.identifier) return "other_sequence";
  return request.sequence == reply.sequence ? "other_identifier" : "other_numbers";
}

void on_reply(const Bench& bench, const sessions::EchoSeen& event) {
  if (!event.echo.reply || event.request == nullptr) return;
  const char* kind = mismatch(event);
  if (kind == nullptr) return;
  Finding& finding = bench.about(echo_subject(event));
  const bool only_esp_sequence = kind == std::string_view("other_esp_sequence");
  if (finding.count == 0) {
    finding.certainty = only_esp_sequence       ? Certainty::inferred
                        : event.flow != nullptr ? Certainty::decrypted
                                                : Certainty::observed;
    finding.evidence.set("responder", to_text(event.datagram.path.source));
    if (only_esp_sequence) {
      finding.judge(Severity::info);
      finding.evidence.set("assumption",
                           std::string("a reply without an identifier repeats the ESP sequence "
                                       "number, which form A leaves open"));
    }
  }
  if (!only_esp_sequence) finding.judge(bench.rule.severity);
  finding.evidence.set(kind, finding.evidence.number(kind) + 1);
  finding.add({event.request->frame, event.datagram.frame});
  finding.say(event.request->frame, "the request to which the reply in frame {0} does not fit: {2}",
              event.datagram.frame, 0, std::string(text_of(kind)));
  finding.say(event.datagram.frame, "a reply that does not fit the request in frame {0}: {2}",
              event.request->frame, 0, std::string(text_of(kind)));
}

void on_misanswered(const Bench& bench, const sessions::EchoMisanswered& event) {
  const auto& [request, reply] = event;
  Subject subject;
  if (reply.flow != nullptr) subject = Subject(*reply.flow);
  subject.protocol = Protocol::esp;
  subject.destination = reply.path.destination;
  Finding& finding = bench.about(subject);
  if (finding.count == 0) {
    finding.certainty = Certainty::inferred;
    finding.evidence.set("responder", to_text(reply.path.source));
  }
  finding.judge(bench.rule.severity);
  const char* kind = mismatch(event);
  finding.evidence.set(kind, finding.evidence.number(kind) + 1);
  finding.evidence.set("assumption",
                       std::string("it answers a request before it that had no other reply"));
  finding.add({request.frame, reply.frame});
  finding.say(request.frame, "a request without a reply, unless that in frame {0} is meant: {2}",
              reply.frame, 0, std::string(text_of(kind)));
  if (reply.numbered)
    finding.say(reply.frame,
                "this ESP echo reply has numbers that no request had; it may answer "
                "frame {0}",
                request.frame);
  else
    finding.say(reply.frame, "a reply in another layout; it may answer frame {0}", request.frame);
}

void install(const Bench& bench) {
  bench.events.to<sessions::EchoSeen>([bench](const auto& event) { on_reply(bench, event); });
  bench.events.to<sessions::EchoMisanswered>(
      [bench](const auto& event) { on_misanswered(bench, event); });
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "echo-reply-mismatch",
    .family = Family::replay,
    .severity = Severity::medium,
    .needs = Needs::headers,
    .title = "An ESP echo reply does not fit its request",
    .why =
        "A reply repeats identifier, sequence number and data of its request and is never longer. "
        "Other data means that the reply was made up or damaged on the way; a longer one lets an "
        "attacker with a forged source address turn small requests into large answers.",
    .advice =
        "Compare the two frames. In the clear nothing is authenticated, so look for who else could "
        "have sent the reply; inside an SA it is the peer's implementation.",
    .specs = {"draft-ietf-ipsecme-esp-ping", "draft-ietf-ipsecme-encrypted-esp-ping", {}, {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::echo_reply_mismatch
