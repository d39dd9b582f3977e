// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/charon_reading.h"

#include "ipsec/bytes/endian.h"

namespace espect::keys {
namespace {

constexpr std::size_t largest_dump = 1u << 16;
constexpr std::size_t ike_header_octets = 28;

// RFC 7296 section 3.1: version 2.0 and an exchange of IKEv2 at their places; or version 1.0 and
// one of IKEv1 (RFC 2408 section 3.1).
bool is_ike_header(const crypto::Secret& octets, std::size_t at) {
  if (octets.size() < at + ike_header_octets) return false;
  const auto exchange = octets[at + 18];
  if (octets[at + 17] == 0x10)
    return exchange == 2 || (exchange >= 4 && exchange <= 6) || exchange == 32;
  return octets[at + 17] == 0x20 && exchange >= 34 && exchange <= 44;
}

bool is_initial(std::uint8_t exchange) {
  return exchange == 34 || exchange == 43;  // IKE_SA_INIT, IKE_INTERMEDIATE
}

Spis spis_at(const crypto::Secret& octets, std::size_t at) {
  return {load_be<std::uint64_t>(octets.data() + at),
          load_be<std::uint64_t>(octets.data() + at + 8)};
}

// "parsed IKE_SA_INIT response 0 [ SA KE No ]"
void read_exchange(CharonTask& task, std::string_view text) {
  const auto parts = words(text);
  if (parts.size() < 3 || (parts[2] != "request" && parts[2] != "response")) return;
  task.exchange_known = true;
  task.request = parts[2] == "request";
  task.initial = parts[1] == "IKE_SA_INIT" || parts[1] == "IKE_INTERMEDIATE";
  task.rekey = parts[1] == "CREATE_CHILD_SA" || parts[1] == "IKE_FOLLOWUP_KE";
}

}  // namespace

void CharonReading::line(const CharonLine& line, std::uint32_t number) {
  last_ = line.thread;
  Thread& thread = threads_[line.thread];
  if (thread.dumping && thread.group == line.group && goes_on(thread, line.thread, line.text))
    return;
  if (const auto heading = dump_heading(line)) return dump_begins(thread, line, *heading, number);
  read_text(thread, line);
}

void CharonReading::continuation(std::string_view text) {
  const auto thread = threads_.find(last_);
  if (thread != threads_.end() && thread->second.dumping) goes_on(thread->second, last_, text);
}

// False ends the dump.
bool CharonReading::goes_on(Thread& thread, unsigned number, std::string_view text) {
  if (append_dump_line(text, thread.octets, thread.wanted)) {
    if (thread.octets.size() == thread.wanted) dump_ends(thread, number);
    return true;
  }
  thread.dumping = false;
  if (thread.matters()) complaints_.add(thread.line, "the dump of this secret is not complete");
  return false;
}

void CharonReading::dump_begins(Thread& thread, const CharonLine& line, const DumpHeading& heading,
                                std::uint32_t number) {
  thread.dumping = heading.octets > 0 && heading.octets <= largest_dump;
  thread.group = line.group;
  thread.name = heading.name;
  thread.line = number;
  thread.wanted = heading.octets;
  thread.octets.clear();
  if (heading.octets == 0) dump_ends(thread, line.thread);
}

void CharonReading::dump_ends(Thread& thread, unsigned number) {
  thread.dumping = false;
  const crypto::Secret& octets = thread.octets;
  const std::size_t header = is_ike_header(octets, 0)   ? 0
                             : is_ike_header(octets, 4) ? 4  // after a non-ESP marker
                                                        : octets.size();
  if (thread.name == "natd_chunk" && octets.size() >= 16) {
    thread.task.initial = true;
    spis(thread, number, spis_at(octets, 0), true);
  } else if (header < octets.size()) {
    spis(thread, number, spis_at(octets, header), is_initial(octets[header + 18]));
  } else {
    hand_over(thread, number);
  }
  thread.octets.clear();
}

void CharonReading::spis(Thread& thread, unsigned number, Spis spis, bool initial) {
  ike_.spis(thread.task, number, spis, initial);
  if (thread.task.spis) ikev1_.spis(number, *thread.task.spis);
}

void CharonReading::task_ends(unsigned number) {
  ike_.task_ends(number);
  ikev1_.task_ends(number);
}

// Both groups dump secrets of key exchanges. Where the log does not say the group, the keys that
// follow tell whose secret it was.
void CharonReading::hand_over(Thread& thread, unsigned number) {
  if (CharonIkev1::is_dump(thread.name)) {
    ike_.abandon(number);
    thread.child.forget_secrets();
    return ikev1_.dump(thread.task, number, thread.name, std::move(thread.octets), thread.line);
  }
  const bool unsaid = thread.group.empty();
  const bool either = unsaid && is_key_exchange_dump(thread.name);
  const bool child = thread.group == "CHD" || (unsaid && is_child_dump(thread.name));
  if (unsaid && !either) {
    if (child)
      ike_.abandon(number);
    else
      thread.child.forget_secrets();
  }
  if (is_key_exchange_dump(thread.name) && !child)
    ikev1_.dump(thread.task, number, thread.name, crypto::Secret(thread.octets), thread.line);
  if (either || child)
    thread.child.dump(thread.name, crypto::Secret(thread.octets), complaints_.at(thread.line));
  if (either || thread.group == "IKE" || (unsaid && !child))
    ike_.dump(thread.task, number, thread.name, std::move(thread.octets), thread.line);
}

void CharonReading::read_text(Thread& thread, const CharonLine& line) {
  const std::string_view text = line.text;
  if (line.group == "NET" && text.starts_with("received packet")) {
    if (!thread.task.checked_out) {
      task_ends(line.thread);
      thread.task = {};
    }
    thread.task.checked_out = false;
  } else if (line.group == "ENC" && text.starts_with("parsed ")) {
    read_exchange(thread.task, text);
  } else if (line.group == "MGR") {
    read_manager(thread, line.thread, text);
  } else if (line.group == "CFG" && text.starts_with("selected proposal: ")) {
    const auto proposal = text.substr(text.find(": ") + 2);
    (proposal.starts_with("IKE:") ? thread.task.ike_proposal : thread.task.esp_proposal) =
        std::string(proposal);
  } else if (line.group == "CHD" || line.group == "KNL") {
    thread.child.line(text, thread.task, ring_, complaints_);
  }
}

// "checkout IKEv2 SA by message with SPIs 3709da6c520d07d3_i 6bdd67db499e0654_r"
void CharonReading::read_manager(Thread& thread, unsigned number, std::string_view text) {
  const auto said = between(text, "with SPIs ", "");
  if (!said) return;
  const auto spi_i = number_from<std::uint64_t>(said->substr(0, said->find("_i")), 16);
  const auto spi_r = number_from<std::uint64_t>(between(*said, "_i ", "_r").value_or(""), 16);
  if (!spi_i || !spi_r) return;
  if (text.starts_with("checkout")) {
    task_ends(number);
    thread.task = {};
    thread.task.checked_out = true;
  }
  spis(thread, number, {*spi_i, *spi_r}, false);
}

}  // namespace espect::keys
