// SPDX-License-Identifier: GPL-2.0-or-later
#include <map>

#include "ipsec/bytes/endian.h"
#include "ipsec/keys/charon_child.h"
#include "ipsec/keys/charon_ike.h"
#include "ipsec/keys/charon_line.h"
#include "ipsec/keys/sources.h"
#include "ipsec/keys/text_lines.h"

// charon (strongSwan) with ike = 4 and chd = 4: dumps of secrets and keys. Threads write at the
// same time, so everything is kept by thread number.
namespace espect::keys {
namespace {

constexpr std::size_t largest_dump = 1u << 16;
constexpr std::size_t ike_header_octets = 28;

// RFC 7296 section 3.1: version 2.0 and an exchange of IKEv2 at their places.
bool is_ike_header(const crypto::Secret& octets, std::size_t at) {
  if (octets.size() < at + ike_header_octets) return false;
  return octets[at + 17] == 0x20 && octets[at + 18] >= 34 && octets[at + 18] <= 44;
}

bool is_initial(std::uint8_t exchange) {
  return exchange == 34 || exchange == 43;  // IKE_SA_INIT, IKE_INTERMEDIATE
}

Spis spis_at(const crypto::Secret& octets, std::size_t at) {
  return {load_be<std::uint64_t>(octets.data() + at),
          load_be<std::uint64_t>(octets.data() + at + 8)};
}

class Reading {
 public:
  Reading(KeyRing& ring, Complaints& complaints)
      : ring_(ring), complaints_(complaints), ike_(ring, complaints) {}

  void line(const CharonLine& line, std::uint32_t number) {
    Thread& thread = threads_[line.thread];
    if (thread.dumping && thread.group == line.group &&
        append_dump_line(line.text, thread.octets, thread.wanted)) {
      if (thread.octets.size() == thread.wanted) dump_ends(thread, line.thread);
      return;
    }
    if (thread.dumping && thread.group == line.group) {
      thread.dumping = false;
      if (thread.matters()) complaints_.add(thread.line, "the dump of this secret is not complete");
    }
    if (const auto heading = dump_heading(line.text))
      return dump_begins(thread, line, *heading, number);
    read_text(thread, line);
  }

  void finish() { ike_.finish(); }

 private:
  struct Thread {
    CharonTask task;
    CharonChild child;
    bool dumping = false;
    std::string group;
    std::string name;
    std::uint32_t line = 0;
    std::size_t wanted = 0;
    crypto::Secret octets;

    bool matters() const {
      return name.ends_with("secret") || name.ends_with(" key") || name.ends_with("PPK");
    }
  };

  void dump_begins(Thread& thread, const CharonLine& line, const DumpHeading& heading,
                   std::uint32_t number) {
    thread.dumping = heading.octets > 0 && heading.octets <= largest_dump;
    thread.group = line.group;
    thread.name = heading.name;
    thread.line = number;
    thread.wanted = heading.octets;
    thread.octets.clear();
    if (heading.octets == 0) dump_ends(thread, line.thread);
  }

  void dump_ends(Thread& thread, unsigned number) {
    thread.dumping = false;
    const crypto::Secret& octets = thread.octets;
    const std::size_t header = is_ike_header(octets, 0)   ? 0
                               : is_ike_header(octets, 4) ? 4  // after a non-ESP marker
                                                          : octets.size();
    if (thread.name == "natd_chunk" && octets.size() >= 16) {
      thread.task.initial = true;
      ike_.spis(thread.task, number, spis_at(octets, 0), true);
    } else if (header < octets.size()) {
      ike_.spis(thread.task, number, spis_at(octets, header), is_initial(octets[header + 18]));
    } else if (thread.group == "IKE") {
      ike_.dump(thread.task, number, thread.name, std::move(thread.octets), thread.line);
    } else if (thread.group == "CHD") {
      thread.child.dump(thread.name, std::move(thread.octets), complaints_.at(thread.line));
    }
    thread.octets.clear();
  }

  void read_text(Thread& thread, const CharonLine& line) {
    const std::string_view text = line.text;
    if (line.group == "NET" && text.starts_with("received packet")) {
      if (!thread.task.checked_out) {
        ike_.task_ends(line.thread);
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

  // "parsed IKE_SA_INIT response 0 [ SA KE No ]"
  static void read_exchange(CharonTask& task, std::string_view text) {
    const auto parts = words(text);
    if (parts.size() < 3 || (parts[2] != "request" && parts[2] != "response")) return;
    task.exchange_known = true;
    task.request = parts[2] == "request";
    task.initial = parts[1] == "IKE_SA_INIT" || parts[1] == "IKE_INTERMEDIATE";
    task.rekey = parts[1] == "CREATE_CHILD_SA" || parts[1] == "IKE_FOLLOWUP_KE";
  }

  // "checkout IKEv2 SA by message with SPIs 3709da6c520d07d3_i 6bdd67db499e0654_r"
  void read_manager(Thread& thread, unsigned number, std::string_view text) {
    const auto said = between(text, "with SPIs ", "");
    if (!said) return;
    const auto spi_i = number_from<std::uint64_t>(said->substr(0, said->find("_i")), 16);
    const auto spi_r = number_from<std::uint64_t>(between(*said, "_i ", "_r").value_or(""), 16);
    if (!spi_i || !spi_r) return;
    if (text.starts_with("checkout")) {
      ike_.task_ends(number);
      thread.task = {};
      thread.task.checked_out = true;
    }
    ike_.spis(thread.task, number, {*spi_i, *spi_r}, false);
  }

  KeyRing& ring_;
  Complaints& complaints_;
  CharonIke ike_;
  std::map<unsigned, Thread> threads_;
};

bool recognises(std::string_view text) {
  TextLines lines(text);
  for (TextLine line; lines.next(line);) {
    if (line.text.find("bytes @ ") == std::string_view::npos) continue;
    const auto said = charon_line(line.text);
    if (!said || (said->group != "IKE" && said->group != "CHD")) continue;
    const auto heading = dump_heading(said->text);
    if (heading && (heading->name.ends_with("secret") || heading->name.ends_with(" key")))
      return true;
  }
  return false;
}

void read(std::string_view text, const std::string& file, KeyRing& ring,
          std::vector<Warning>& warnings) {
  Complaints complaints(file, warnings);
  Reading reading(ring, complaints);
  TextLines lines(text);
  for (TextLine line; lines.next(line);)
    if (const auto said = charon_line(line.text)) reading.line(*said, line.number);
  reading.finish();
}

}  // namespace

const KeySource charon_log = {"charon log", recognises, read};

}  // namespace espect::keys
