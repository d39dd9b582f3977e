// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "ipsec/rules/frame_mark.h"
#include "ipsec/sessions/esp/esp_flow.h"
#include "ipsec/sessions/ike/ike_sa.h"

namespace espect::rules {

struct RuleInfo;

enum class Severity : std::uint8_t { info, low, medium, high };
std::string_view to_text(Severity severity);
std::optional<Severity> severity_from(std::string_view text);

enum class Certainty : std::uint8_t {
  observed,   // on the wire, readable by anyone
  decrypted,  // read after an ICV verified
  inferred,   // follows under the assumption that the evidence names
};
std::string_view to_text(Certainty certainty);

// What a finding is about: an IKE SA or one direction of an ESP or AH SA.
struct Subject {
  std::optional<std::uint32_t> ike_sa;  // its id
  std::optional<Protocol> protocol;
  std::uint32_t spi = 0;
  std::uint16_t session_id = 0;  // of a sub-SA of EESP
  std::uint32_t flow = 0;        // its id
  Address destination{};

  Subject() = default;
  explicit Subject(const sessions::IkeSa& sa) : ike_sa(sa.id) {}
  explicit Subject(const sessions::EspFlow& of)
      : protocol(of.protocol),
        spi(of.spi),
        session_id(of.session_id),
        flow(of.id),
        destination(of.path.destination) {}
};
std::string to_text(const Subject& subject);  // "ESP SA 0xcb17561b to 10.2.0.10", "IKE SA 3"

// Facts behind a finding, in the order in which they were first set.
class Evidence {
 public:
  using Value = std::variant<std::uint64_t, std::string>;

  void set(std::string_view key, std::uint64_t value) { slot(key) = value; }
  void set(std::string_view key, std::string value) { slot(key) = std::move(value); }
  void raise_to(std::string_view key, std::uint64_t value);  // keeps the larger
  std::uint64_t number(std::string_view key) const;          // 0 when not set
  std::string text(std::string_view key) const;              // empty when not set
  const std::vector<std::pair<std::string, Value>>& entries() const { return entries_; }

 private:
  Value& slot(std::string_view key);
  std::vector<std::pair<std::string, Value>> entries_;
};

// One per rule and subject: repetitions raise `count` and add frames. Its sentence is made from the
// evidence when somebody wants to read it.
struct Finding {
  static constexpr std::size_t max_frames = 1000;

  const RuleInfo* rule = nullptr;
  Severity severity = Severity::info;
  bool severity_fixed = false;  // by the user's selection
  Certainty certainty = Certainty::observed;
  Subject subject;
  std::uint64_t count = 0;
  std::vector<std::uint32_t> frames;  // ascending, without repeats; the first max_frames
  Evidence evidence;
  FrameMarks* marks = nullptr;  // where say() puts what it says; null = nobody listens

  // What the rule thinks of it, unless the user said otherwise.
  void judge(Severity as) {
    if (!severity_fixed) severity = as;
  }
  // Counts one more event, seen in these frames (0 is no frame).
  void add(std::initializer_list<std::uint32_t> seen_in);
  void add_frames(std::span<const std::uint32_t> seen_in);
  // What this frame has to do with it, when that is more or other than the sentence.
  void say(std::uint32_t frame, MarkFormat format, std::uint64_t first = 0,
           std::uint64_t second = 0, std::string words = {}) const;
  // The same of every packet of a flow from `first_frame` to `last_frame`.
  void say_of_flow(const sessions::EspFlow& flow, std::uint32_t first_frame,
                   std::uint32_t last_frame, MarkFormat format, std::string words = {}) const;
  std::string sentence() const;
};

// "frame.number in {104, 105, 106}"
std::string wireshark_filter(const Finding& finding);

}  // namespace espect::rules
