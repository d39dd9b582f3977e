// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "ipsec/registry/tables.h"
#include "ipsec/rules/frame_words.h"
#include "ipsec/rules/rule.h"

namespace espect::rules::ike_child_before_auth {
namespace {

namespace exchange = registry::exchange;
namespace payload = registry::payload;

// Answers with an error notify are shorter, with every cipher; those that make an SA are longer.
constexpr std::size_t least_of_an_sa = 100;
constexpr std::size_t most_remembered = 16;  // requests of an IKE SA, answers between two addresses

std::string sentence(const Finding& finding) {
  const auto& evidence = finding.evidence;
  const auto spi = evidence.text("esp_spi");
  const auto answer = !evidence.text("answered").empty()  ? "was answered"
                      : !evidence.text("refused").empty() ? "was refused"
                                                          : "got no answer";
  return fmt::format("{} asked for {} in {} before IKE_AUTH was over, and {}{}",
                     evidence.text("sender"), evidence.text("exchange"), to_text(finding.subject),
                     answer, spi.empty() ? "" : fmt::format(": ESP on the new SPI {}", spi));
}

// What the last answered IKE_AUTH exchange says of whether others follow.
enum class Auth : std::uint8_t {
  none,       // there was none so far
  goes_on,    // EAP, or more authentication was announced
  may_go_on,  // closed: with EAP and with PSK the first answer begins with IDr
  over,
};

struct Request {
  std::uint32_t message_id;
  std::uint32_t frame;
  std::uint32_t answered = 0;  // frame of the response
  bool refused = false;
  bool told = false;
  registry::ExchangeType exchange;
  Path path;
  Time time{};
};

// Of one IKE SA.
struct Start {
  std::uint32_t intermediate = 0;  // IKE_INTERMEDIATE requests of its initiator
  std::uint32_t auth_id = 0;       // message id of the last IKE_AUTH request
  bool auth_open = false;          // its response has not come
  bool auth_repeated = false;      // so it may have come, and come again later
  bool more_follows = false;       // ANOTHER_AUTH_FOLLOWS
  Auth auth = Auth::none;
  std::vector<Request> requests;
};

// A response that most likely made an SA before IKE_AUTH was over, between two addresses.
struct Answered {
  const sessions::IkeSa* sa;
  std::uint32_t frame;
  std::uint32_t over_frame = 0;  // when IKE_AUTH was over; 0: never
};
using Addresses = std::pair<Address, Address>;

Addresses between(const Path& path) {
  return std::minmax(path.source, path.destination);
}

bool makes_sa(std::uint8_t type) {
  return type == exchange::create_child_sa || type == exchange::ike_followup_ke;
}

class Watch {
 public:
  explicit Watch(const Bench& bench)
      : bench_(bench),
        starts_(bench.table<std::uint32_t, Start>("IKE SAs")),
        answered_(bench.table<Addresses, std::vector<Answered>>("pairs of addresses")) {}

  void on(const sessions::IkeMessageSeen& event) {
    const auto& header = event.message.header();
    if (header.major_version() != 2 || !event.sa.seen_from_start || event.sa.rekeyed_from) return;
    const bool request = !header.response();
    if (request != event.from_initiator) return;
    if (event.retransmission) return on_repeated(event);
    if (request) {
      if (Start* start = starts_->place(event.sa.id)) on_request(event, *start);
    } else if (const auto found = starts_->find(event.sa.id); found != starts_->end()) {
      on_response(event, found->second);
    }
  }

  // What is inside says it better.
  void on(const sessions::IkeMessageOpened& event) {
    const auto found = starts_->find(event.sa.id);
    if (event.contents == nullptr || event.retransmission || found == starts_->end()) return;
    Start& start = found->second;
    const auto& header = event.message.header();
    const auto type = header.exchange.value;
    if (type == exchange::ike_auth && !header.response())
      start.more_follows = event.contents->has_notify(registry::notify::another_auth_follows);
    if (type == exchange::ike_auth && header.response() && header.message_id == start.auth_id) {
      const bool proved = event.contents->first(payload::auth) != nullptr &&
                          event.contents->first(payload::eap) == nullptr;
      start.auth = proved && !start.more_follows ? Auth::over : Auth::goes_on;
      if (start.auth == Auth::over) note_over(event.sa, event.datagram);
    }
    if (!makes_sa(type) || !header.response() || event.from_initiator) return;
    for (Request& request : start.requests)
      if (request.message_id == header.message_id && request.answered != 0) {
        request.refused = event.contents->error_notify().has_value();
        if (request.told) tell(event.sa, request);
      }
  }

  void on(const sessions::ChildSaMade& event) {
    if (event.exchange != exchange::create_child_sa || !event.from_initiator) return;
    const auto found = starts_->find(event.sa.id);
    if (found == starts_->end()) return;
    for (const Request& request : found->second.requests)
      if (request.told && request.answered == event.response_frame)
        bench_.about(Subject(event.sa))
            .evidence.set("esp_spi", fmt::format("0x{:08x}", event.child.spi_r));
  }

  // The first ESP SA that appears afterwards, and before IKE_AUTH made one.
  void on(const sessions::EspFlowEnded& event) {
    const auto& flow = event.flow;
    const auto found = answered_->find(between(flow.path));
    if (found == answered_->end()) return;
    for (const Answered& answer : found->second) {
      if (flow.first_frame < answer.frame ||
          (answer.over_frame != 0 && flow.first_frame > answer.over_frame))
        continue;
      Finding& finding = bench_.about(Subject(*answer.sa));
      if (!finding.evidence.text("esp_spi").empty()) continue;
      finding.evidence.set("esp_spi", fmt::format("0x{:08x}", flow.spi));
      finding.add_frames(std::array{flow.first_frame});
      finding.say(flow.first_frame,
                  "the first packet on the new SPI 0x{0:08x}, behind the answer in frame {1}",
                  flow.spi, answer.frame);
    }
  }

 private:
  // Who repeats IKE_AUTH is answered again (RFC 7296 section 2.1): the answer that is seen later
  // need not be the first one, which the capture may have missed.
  void on_repeated(const sessions::IkeMessageSeen& event) {
    const auto& header = event.message.header();
    const auto found = starts_->find(event.sa.id);
    if (found == starts_->end() || header.response() || event.second_sighting) return;
    Start& start = found->second;
    if (header.exchange.value == exchange::ike_auth && header.message_id == start.auth_id)
      start.auth_repeated = start.auth_open;
  }

  void on_request(const sessions::IkeMessageSeen& event, Start& start) {
    const auto& header = event.message.header();
    const auto type = header.exchange.value;
    if (type == exchange::ike_intermediate) ++start.intermediate;
    if (type == exchange::ike_auth) {
      // What came behind the last answer came too early: it was not the last of IKE_AUTH.
      if (start.auth == Auth::may_go_on && !start.auth_open && header.message_id > start.auth_id)
        tell_all(event.sa, start);
      start.auth_id = header.message_id;
      start.auth_open = true;
      start.auth_repeated = false;
    }
    if (!makes_sa(type) || start.auth == Auth::over || start.requests.size() >= most_remembered)
      return;
    // The number tells what can have come before, also where the capture missed something.
    const auto told = std::ranges::count(start.requests, true, &Request::told);
    const auto before =
        start.auth == Auth::none && !start.auth_open ? start.intermediate : start.auth_id;
    if (header.message_id > before + 1 + told) return;
    start.requests.push_back({header.message_id, event.datagram.frame, 0, false, false,
                              header.exchange, event.datagram.path, event.datagram.time});
    const bool plainly = start.auth_open ? false : start.auth != Auth::may_go_on;
    if (plainly) tell(event.sa, start.requests.back());
  }

  void on_response(const sessions::IkeMessageSeen& event, Start& start) {
    const auto& header = event.message.header();
    const auto type = header.exchange.value;
    if (type == exchange::ike_auth && header.message_id == start.auth_id && start.auth_open)
      return on_auth_response(event, start);
    if (!makes_sa(type)) return;
    for (Request& request : start.requests) {
      if (request.message_id != header.message_id || request.answered != 0 ||
          request.exchange.value != type)
        continue;
      request.answered = event.datagram.frame;
      const auto first = event.message.first_inside().value;
      request.refused = first == payload::n &&
                        event.message.protected_octets().size() < least_of_an_sa &&
                        !event.message.fragment();
      if (request.told) tell(event.sa, request);
    }
  }

  void on_auth_response(const sessions::IkeMessageSeen& event, Start& start) {
    const auto& fragment = event.message.fragment();
    if (fragment && fragment->number != 1) return;
    // Before this response it cannot have been over. Order in a file is not always order in time.
    if (!start.auth_repeated)
      for (Request& request : start.requests)
        if (!request.told && request.time < event.datagram.time) tell(event.sa, request);
    start.auth_open = false;
    start.auth =
        event.message.first_inside().value == payload::eap ? Auth::goes_on : Auth::may_go_on;
    if (start.auth == Auth::may_go_on) note_over(event.sa, event.datagram);
  }

  void tell_all(const sessions::IkeSa& sa, Start& start) const {
    for (Request& request : start.requests)
      if (!request.told) tell(sa, request);
  }

  void tell(const sessions::IkeSa& sa, Request& request) const {
    Finding& finding = bench_.about(Subject(sa));
    if (!request.told) {
      if (finding.count == 0) finding.judge(Severity::medium);
      finding.evidence.set("sender", to_text(request.path.source));
      finding.evidence.set("exchange", request.exchange.display_name());
      finding.add({request.frame});
      if (heard(finding))
        finding.say(request.frame, "{2} with message id {0}, before IKE_AUTH was over",
                    request.message_id, 0, request.exchange.display_name());
    }
    request.told = true;
    if (request.answered == 0) return;
    finding.add_frames(std::array{request.answered});
    finding.say(request.answered, "the answer to what frame {0} asked for too early",
                request.frame);
    finding.evidence.set(request.refused ? "refused" : "answered", std::string("yes"));
    if (request.refused) return;
    finding.judge(Severity::high);
    auto& answers = (*answered_)[between(request.path)];
    const auto known = std::ranges::any_of(
        answers, [&](const Answered& answer) { return answer.frame == request.answered; });
    if (!known && answers.size() < most_remembered) answers.push_back({&sa, request.answered});
  }

  // Flows that begin from here on may be those of IKE_AUTH.
  void note_over(const sessions::IkeSa& sa, const Datagram& datagram) const {
    const auto found = answered_->find(between(datagram.path));
    if (found == answered_->end()) return;
    for (Answered& answer : found->second)
      if (answer.sa == &sa && answer.over_frame == 0) answer.over_frame = datagram.frame;
  }

  Bench bench_;
  std::shared_ptr<Capped<std::uint32_t, Start>> starts_;
  std::shared_ptr<Capped<Addresses, std::vector<Answered>>> answered_;
};

void install(const Bench& bench) {
  const auto watch = std::make_shared<Watch>(bench);
  const auto hear = [&]<class Event>(std::type_identity<Event>) {
    bench.events.to<Event>([watch](const Event& event) { watch->on(event); });
  };
  hear(std::type_identity<sessions::IkeMessageSeen>{});
  hear(std::type_identity<sessions::IkeMessageOpened>{});
  hear(std::type_identity<sessions::ChildSaMade>{});
  hear(std::type_identity<sessions::EspFlowEnded>{});
}

}  // namespace

extern const RuleInfo rule;
const RuleInfo rule{
    .id = "ike-child-before-auth",
    .family = Family::negotiation,
    .severity = Severity::high,
    .needs = Needs::ike_clear,
    .title = "CREATE_CHILD_SA before IKE_AUTH is over",
    .why =
        "Nobody has proved who he is when IKE_SA_INIT is over, nor between two rounds of EAP. Who "
        "asks for a Child SA then, or for a rekey, tries whether the peer forgets to check "
        "(CVE-2026-78135: strongSwan 5.9.7 to 6.0.7). A peer that answers with more than an error "
        "may have given an SA to a stranger: then the finding is high and names the new SPI, "
        "otherwise it is an attempt, medium. Without keys an exchange behind the first IKE_AUTH is "
        "told only when EAP or another IKE_AUTH shows that it was not the last.",
    .advice =
        "Look at who sent it. Update the peer that answered, and see in its log whether an SA was "
        "made.",
    .specs = {"RFC 7296 section 1.2", "RFC 7296 section 1.3", "CVE-2026-78135", {}},
    .sentence = sentence,
    .install = install,
};

}  // namespace espect::rules::ike_child_before_auth
