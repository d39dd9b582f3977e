// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>
#include <ostream>

#include <fmt/format.h>

#include "analyzer/report/html/parts.h"
#include "analyzer/report/words/places.h"
#include "ipsec/bytes/counted.h"

// Sequence numbers of an SA over time, from what History recorded. Nothing between two points is
// made up: the curve is drawn in steps.
namespace espect::report::html {
namespace {

using sessions::EspFlow;
using sessions::SequenceVerdict;

constexpr double left = 74;
constexpr double right = 708;
constexpr double top = 10;
constexpr double bottom = 200;

class Scale {
 public:
  Scale(const NumberHistory& history, const EspFlow& flow)
      : start_(history.points.front().time), end_(history.last.time) {
    low_ = history.points.front().highest;
    high_ = history.last.highest;
    for (const auto& odd : history.odd) {
      low_ = std::min(low_, odd.sequence);
      start_ = std::min(start_, odd.time);
      end_ = std::max(end_, odd.time);
    }
    low_ = std::min(low_, flow.sa().numbers.lowest);
    low_ -= std::min(low_, (high_ - low_) / 20);
    high_ += (high_ - low_) / 20 + 1;
  }

  double seconds() const { return seconds_between(start_, end_); }
  std::uint64_t low() const { return low_; }
  std::uint64_t high() const { return high_; }
  double x(Time time) const {
    const auto whole = seconds();
    return left + (whole > 0 ? seconds_between(start_, time) / whole : 0) * (right - left);
  }
  double y(std::uint64_t number) const {
    const auto above = number > low_ ? static_cast<double>(number - low_) : 0.0;
    return bottom - std::min(1.0, above / static_cast<double>(high_ - low_)) * (bottom - top);
  }

 private:
  Time start_;
  Time end_;
  std::uint64_t low_;
  std::uint64_t high_;
};

void write_axes(std::ostream& out, const Scale& scale) {
  constexpr unsigned parts = 4;
  for (unsigned i = 0; i <= parts; ++i) {
    const auto number = scale.low() + (scale.high() - scale.low()) / parts * i;
    const auto y = scale.y(number);
    out << fmt::format(
        "<line class=\"axis\" x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/><text "
        "x=\"{3}\" y=\"{4:.1f}\" text-anchor=\"end\">{5}</text>",
        left, right, y, left - 6, y + 4, with_commas(number));
    const auto x = left + (right - left) / parts * i;
    out << fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"{}\">{:.{}f} s</text>", x,
                       bottom + 18,
                       i == 0       ? "start"
                       : i == parts ? "end"
                                    : "middle",
                       scale.seconds() / parts * i, scale.seconds() < 10 ? 2 : 0);
  }
  out << '\n';
}

// The highest number so far, and the receiver's window below it.
void write_curve(std::ostream& out, const NumberHistory& history, const EspFlow& flow,
                 const Scale& scale) {
  auto points = history.points;
  points.push_back(history.last);
  const auto corners = [&](std::uint64_t below) {
    std::string text;
    double before = 0;
    for (const auto& point : points) {
      const auto y = scale.y(point.highest - std::min(point.highest, below));
      if (!text.empty()) text += fmt::format("{:.1f},{:.1f} ", scale.x(point.time), before);
      text += fmt::format("{:.1f},{:.1f} ", scale.x(point.time), y);
      before = y;
    }
    return text;
  };
  if (flow.anti_replay()) {
    std::string back;
    const auto lower = corners(flow.window);
    for (auto end = lower.size(); end > 0;) {
      const auto start = lower.rfind(' ', end - 2);
      const auto from = start == std::string::npos || end < 2 ? 0 : start + 1;
      back += lower.substr(from, end - from);
      end = from;
    }
    out << fmt::format("<polygon class=\"band\" points=\"{}{}\"/>", corners(0), back);
  }
  out << fmt::format("<polyline class=\"curve\" points=\"{}\"/>\n", corners(0));
}

void write_missing(std::ostream& out, const NumberHistory& history, const Scale& scale) {
  for (const auto& run : history.missing) {
    const auto x = scale.x(run.time);
    const auto y = scale.y(run.first);
    out << fmt::format(
        "<line class=\"missing\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\">"
        "<title>{3} to {4} never came</title></line>",
        x, y, std::min(scale.y(run.last), y - 3), run.first, run.last);
  }
}

void write_odd(std::ostream& out, const NumberHistory& history, const Scale& scale,
               const Places& places) {
  for (const auto& odd : history.odd) {
    const auto x = scale.x(odd.time);
    const auto y = scale.y(odd.sequence);
    const auto title =
        fmt::format("<title>frame {}: {}</title>", html_text(places.text(odd.frame)), odd.sequence);
    if (odd.verdict == SequenceVerdict::duplicate)
      out << fmt::format("<path class=\"repeat\" d=\"M{:.1f} {:.1f}l8 8m0 -8l-8 8\">{}</path>",
                         x - 4, y - 4, title);
    else if (odd.verdict == SequenceVerdict::left_of_window)
      out << fmt::format("<path class=\"outside\" d=\"M{:.1f} {:.1f}l5 9h-10z\">{}</path>", x,
                         y - 5, title);
    else
      out << fmt::format("<circle class=\"late\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\">{}</circle>",
                         x, y, title);
  }
  out << '\n';
}

void write_legend(std::ostream& out, const NumberHistory& history, const EspFlow& flow) {
  const auto entry = [&](std::string_view mark, std::string_view text) {
    out << fmt::format("<li><svg viewBox=\"0 0 14 12\" aria-hidden=\"true\">{}</svg>{}</li>", mark,
                       text);
  };
  out << "<ul class=\"legend\">";
  entry("<path class=\"curve\" d=\"M0 9H7V3H14\"/>", "highest number so far");
  if (flow.anti_replay())
    entry("<rect class=\"band\" width=\"14\" height=\"12\"/>",
          fmt::format("window of {}{}", flow.window,
                      flow.window_known ? "" : " (no key source says it; 32 is the least)"));
  if (!history.missing.empty())
    entry("<path class=\"missing\" d=\"M7 0V12\"/>",
          flow.tells_loss() ? counted(flow.lost(), "number never came", "numbers never came")
                            : "number that is not here");
  const auto any = [&](SequenceVerdict verdict) {
    return std::ranges::any_of(history.odd,
                               [&](const OddPacket& odd) { return odd.verdict == verdict; });
  };
  if (any(SequenceVerdict::duplicate))
    entry("<path class=\"repeat\" d=\"M3 2l8 8m0 -8l-8 8\"/>", "seen before");
  if (any(SequenceVerdict::left_of_window))
    entry("<path class=\"outside\" d=\"M7 1l5 9H2z\"/>", "left of the window");
  if (any(SequenceVerdict::late))
    entry("<circle class=\"late\" cx=\"7\" cy=\"6\" r=\"3\"/>", "late");
  out << "</ul>";
}

}  // namespace

void write_numbers(std::ostream& out, const EspFlow& flow, const CaptureReport& capture) {
  if (&flow.sa() != &flow) {
    out << "<p class=\"dim\">The SA moved here: its numbers are drawn where it was first seen.</p>";
    return;
  }
  const auto* history = capture.history ? capture.history->numbers_of(flow.id) : nullptr;
  if (history == nullptr || history->points.empty() || history->raised + history->odd.size() < 2)
    return;
  const Scale scale(*history, flow);
  out << fmt::format(
      "<figure><svg viewBox=\"0 0 720 226\" role=\"img\" aria-label=\"Sequence numbers from {} to "
      "{} in {:.1f} seconds\">\n",
      flow.sa().numbers.lowest, flow.sa().numbers.highest, scale.seconds());
  write_axes(out, scale);
  write_curve(out, *history, flow, scale);
  write_missing(out, *history, scale);
  write_odd(out, *history, scale, Places(capture, 0));
  out << "</svg>";
  write_legend(out, *history, flow);
  out << "<figcaption>Sequence numbers over time.";
  if (history->stride > 1)
    out << fmt::format(" Of every {} packets that raised the number one is drawn, and the last.",
                       history->stride);
  if (history->more_odd != 0)
    out << fmt::format(" {} more that were not in order are not drawn.",
                       with_commas(history->more_odd));
  if (history->more_missing) out << " Not every run of missing numbers is drawn.";
  out << "</figcaption></figure>\n";
}

}  // namespace espect::report::html
