// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/run/gate_files.h"

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <string_view>

#include <fmt/format.h>

#include "analyzer/report/words/baseline.h"
#include "analyzer/run/messages.h"
#include "ipsec/bytes/text_file.h"
#include "ipsec/rules/waiver_file.h"

namespace espect::run {
namespace {

std::optional<std::string> text_of(const std::string& path, std::string_view advice) {
  auto text = read_text_file(path);
  if (text) return std::move(*text);
  tell(fmt::format("{}: cannot be read: {}{}", path, text.error(), advice));
  return std::nullopt;
}

template <class Parsed, class Into>
bool take(Parsed&& parsed, Into& into) {
  if (!parsed) {
    for (const auto& error : parsed.error()) tell(error);
    return false;
  }
  into = std::move(*parsed);
  return true;
}

}  // namespace

std::string today() {
  std::chrono::sys_seconds now =
      std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  if (const char* epoch = std::getenv("SOURCE_DATE_EPOCH")) {  // NOLINT(concurrency-mt-unsafe)
    const std::string_view text = epoch;
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error == std::errc{} && end == text.data() + text.size())
      now = std::chrono::sys_seconds(std::chrono::seconds(seconds));
  }
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(now));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

bool load_gate(const std::string& baseline, const std::string& waivers, report::Gate& gate) {
  bool good = true;
  if (!baseline.empty()) {
    const auto text = text_of(baseline, "; --write-baseline writes one");
    good = text && take(report::parse_baseline(*text, baseline), gate.baseline);
  }
  if (waivers.empty()) return good;
  const auto text = text_of(waivers, "");
  return text && take(rules::parse_waivers(*text, waivers, today()), gate.waivers) && good;
}

}  // namespace espect::run
