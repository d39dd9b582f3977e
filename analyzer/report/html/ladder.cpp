// SPDX-License-Identifier: GPL-2.0-or-later
#include <ostream>

#include <fmt/format.h>

#include "analyzer/report/html/parts.h"
#include "analyzer/report/words/places.h"

namespace espect::report::html {
namespace {

std::string chip(std::string_view text, bool odd = false) {
  return fmt::format(" <span class=\"chip{}\">{}</span>", odd ? " odd" : "", text);
}

std::string chips_of(const MessageStep& step) {
  std::string chips;
  if (step.sighted_again)
    chips += chip("captured twice");
  else if (step.again)
    chips += chip("sent again", true);
  if (step.fragments != 0)
    chips += chip(fmt::format("fragment {} of {}", step.fragment, step.fragments));
  if (step.ip_fragments != 0)
    chips += chip(fmt::format("{} IP fragments", step.ip_fragments), true);
  if (step.encrypted && !step.opened) chips += chip("closed");
  return chips;
}

std::string payloads_of(const MessageStep& step) {
  std::string text;
  for (const auto& payload : step.payloads) text += (text.empty() ? "" : ", ") + payload;
  return html_text(text);
}

void write_step(std::ostream& out, const MessageStep& step, Time start, const Places& places) {
  out << fmt::format(
      "<tr class=\"{}{}\"><td class=\"num\">{:.3f}</td><td class=\"num\">{}</td><td "
      "class=\"lane\"><div class=\"arrow\"><b>{}</b> {} {}{}</div>",
      step.from_initiator ? "right" : "left", step.again ? " again" : "",
      seconds_between(start, step.time), html_text(places.text(step.frame)),
      html_text(step.exchange), step.answer ? "response" : "request", step.message_id,
      chips_of(step));
  if (!step.payloads.empty())
    out << fmt::format("<div class=\"payloads\">{}</div>", payloads_of(step));
  out << fmt::format("</td>{}</tr>\n", number_cell(step.octets));
}

}  // namespace

void write_ladder(std::ostream& out, const sessions::IkeSa& sa, const CaptureReport& capture) {
  const auto* history = capture.history ? capture.history->messages_of(sa.id) : nullptr;
  if (history == nullptr || history->steps.empty()) return;
  out << fmt::format(
      "<h3>Messages</h3><table class=\"ladder\"><thead><tr><th class=\"num\">seconds</th><th "
      "class=\"num\">frame</th><th><div class=\"ends\"><span>initiator<br>{}</span><span "
      "class=\"num\">responder<br>{}</span></div></th><th class=\"num\">octets</th></tr></thead>"
      "<tbody>\n",
      html_text(to_text(sa.initiator.address)), html_text(to_text(sa.responder.address)));
  for (const auto& step : history->steps)
    write_step(out, step, history->steps.front().time, Places(capture, 0));
  out << "</tbody></table>\n";
  if (history->more != 0)
    out << fmt::format("<p class=\"dim\">... and {} later messages (JSON and dump have all)</p>\n",
                       with_commas(history->more));
}

}  // namespace espect::report::html
