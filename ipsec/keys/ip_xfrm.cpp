// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include "ipsec/keys/algorithm_names.h"
#include "ipsec/keys/sources.h"
#include "ipsec/keys/text_lines.h"

// `ip xfrm state` and `ip xfrm monitor` of iproute2, with or without -s and -ts.
namespace espect::keys {
namespace {

// "[2026-11-24T13:56:54.280256] Updated src A dst B": what stands after the event, if it is one of
// a state or a policy.
std::optional<std::string_view> header_of(std::string_view line) {
  if (line.starts_with(' ') || line.starts_with('\t')) return std::nullopt;
  const std::size_t start = line.find("src ");
  if (start == std::string_view::npos || line.find(" dst ", start) == std::string_view::npos)
    return std::nullopt;
  std::string_view event = trimmed(line.substr(0, start));
  if (event.starts_with('[')) {
    const std::size_t end = event.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    event = trimmed(event.substr(end + 1));
  }
  const bool known = event.empty() || event == "Updated" || event == "Deleted" ||
                     event == "Expired" || event == "Timestamp";
  return known ? std::optional(line.substr(start)) : std::nullopt;
}

std::string_view word_after(const std::vector<std::string_view>& line, std::string_view name) {
  const auto at = std::find(line.begin(), line.end(), name);
  if (at == line.end() || at + 1 == line.end()) return {};
  return at[1].ends_with(',') ? at[1].substr(0, at[1].size() - 1) : at[1];
}

bool has(const std::vector<std::string_view>& line, std::string_view word) {
  return std::find(line.begin(), line.end(), word) != line.end();
}

enum class Direction : std::uint8_t { unknown, in, out };

// One entry of the output, line by line.
class Entry {
 public:
  Entry(const std::vector<std::string_view>& header, std::uint32_t line, Complaints& complaints)
      : complaints_(complaints) {
    keys_.origin = complaints.at(line);
    const auto source = address_from(word_after(header, "src"));
    const auto destination = address_from(word_after(header, "dst"));
    // Policies have prefixes here; pluto tries the kernel with SAs to nowhere.
    usable_ = source && destination && *destination != Address{};
    if (!usable_) return;
    keys_.source = exactly(*source);
    keys_.destination = exactly(*destination);
  }

  void read(std::string_view text, std::uint32_t line) {
    const auto parts = words(text);
    if (parts.empty() || !usable_ || over_) return;
    const std::string_view first = parts[0];
    if (first == "proto") return read_protocol(parts, line);
    if (first == "tmpl") {
      over_ = true;
      return;
    }
    if (first == "replay-window" && !has(parts, "failed")) return read_flags(parts);
    if (first == "replay_window") window_ = number_from<std::uint32_t>(word_after(parts, first));
    if (first == "seq-hi") {
      in_high_ = number_from<std::uint32_t>(word_after(parts, "seq-hi"));
      out_high_ = number_from<std::uint32_t>(word_after(parts, "oseq-hi"));
    }
    if (first == "dir" && parts.size() == 2)
      direction_ = parts[1] == "in" ? Direction::in : Direction::out;
    if (first == "encap") read_encapsulation(parts);
    if (first == "aead" || first == "enc" || first == "auth" || first == "auth-trunc")
      read_algorithm(parts, line);
  }

  void finish(KeyRing& ring) {
    if (!usable_ || !is_sa_ || !said_algorithm_ || complained_) return;
    if (const auto fault = fault_of(keys_); !fault.empty())
      return complaints_.add(keys_.origin.line, fault);
    // An outbound state always says 0, and before `dir` existed nobody knows which this is.
    if (window_ &&
        (direction_ == Direction::in || (direction_ == Direction::unknown && *window_ != 0)))
      keys_.window = window_;
    if (keys_.esn == true && in_high_ && out_high_) {
      keys_.sequence_high = direction_ == Direction::in    ? *in_high_
                            : direction_ == Direction::out ? *out_high_
                                                           : std::max(*in_high_, *out_high_);
    }
    ring.add(std::move(keys_));
  }

 private:
  void read_protocol(const std::vector<std::string_view>& parts, std::uint32_t line) {
    const std::string_view protocol = word_after(parts, "proto");
    if (is_sa_ || (protocol != "esp" && protocol != "ah")) {
      usable_ = usable_ && is_sa_;  // IPComp, route2, hao have no keys
      return;
    }
    std::string_view spi = word_after(parts, "spi");
    spi = spi.substr(0, spi.find('('));
    const auto value = number_from<std::uint32_t>(spi);
    if (!value) return complain(line, "spi is no number");
    is_sa_ = true;
    keys_.protocol = protocol == "ah" ? SaProtocol::ah : SaProtocol::esp;
    keys_.spi = *value;
    const std::string_view mode = word_after(parts, "mode");
    keys_.mode = mode == "5" ? "iptfs" : std::string(mode);
  }

  void read_flags(const std::vector<std::string_view>& parts) {
    if (!window_) window_ = number_from<std::uint32_t>(word_after(parts, "replay-window"));
    // iproute2 leaves no blank between the last flag and what follows: "esnextra_flag".
    const auto flags = std::find(parts.begin(), parts.end(), "flag");
    keys_.esn = std::any_of(flags, parts.end(), [](std::string_view flag) {
      return flag == "esn" || flag == "esnextra_flag";
    });
  }

  void read_encapsulation(const std::vector<std::string_view>& parts) {
    const std::string_view type = word_after(parts, "type");
    const auto source = number_from<std::uint16_t>(word_after(parts, "sport"));
    const auto destination = number_from<std::uint16_t>(word_after(parts, "dport"));
    if ((type == "espinudp" || type == "espintcp") && source && destination)
      keys_.encapsulation = {type == "espintcp", *source, *destination};
  }

  // "aead NAME 0xKEY (288 bits) 128", "auth NAME 0xKEY"; a null cipher has no key at all.
  void read_algorithm(const std::vector<std::string_view>& parts, std::uint32_t line) {
    said_algorithm_ = true;
    const std::string kind(parts[0]);
    if (parts.size() < 2) return complain(line, kind + " without a name");
    const std::string name(parts[1]);
    if (parts.size() > 2 && parts[2].starts_with("<<"))
      return complain(line, "the key is hidden (ip xfrm ... nokeys)");
    std::string_view hex;
    if (parts.size() > 2 && parts[2].starts_with("0x")) hex = parts[2];
    auto key = secret_from_hex(hex);
    if (!key) return complain(line, kind + " key is no hex");
    // Lockdown of the kernel gives zeros instead of keys.
    if (!key->empty() && std::all_of(key->begin(), key->end(), [](auto o) { return o == 0; }))
      return complain(line, "the key is hidden (all zero)");
    std::optional<unsigned> bits;
    if (parts.size() > 3) bits = number_from<unsigned>(parts.back());

    if (kind == "aead") {
      keys_.encr = linux_aead(name, bits.value_or(128));
      if (!keys_.encr) return complain(line, "unknown algorithm " + printable(name));
      keys_.encr_key = std::move(*key);
    } else if (kind == "enc") {
      keys_.encr = linux_cipher(name);
      if (!keys_.encr) return complain(line, "unknown algorithm " + printable(name));
      keys_.encr_key = std::move(*key);
    } else {
      const auto integrity = linux_integrity(name, bits);
      if (!integrity) return complain(line, "unknown algorithm " + printable(name));
      keys_.integ = integrity->integ;
      keys_.icv_octets = integrity->icv_octets;
      keys_.integ_key = std::move(*key);
    }
    if (hex.empty() && keys_.encr != encr_null && keys_.integ != 0)
      complain(line, "the key is missing (ip xfrm shows keys to root only)");
  }

  // A name comes from a file and goes into a message.
  static std::string printable(std::string_view name) {
    std::string shown(name.substr(0, 40));
    std::replace_if(shown.begin(), shown.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    return shown.starts_with("0x") ? "" : shown;
  }

  void complain(std::uint32_t line, const std::string& text) {
    if (!complained_) complaints_.add(line, text);
    complained_ = true;
  }

  Complaints& complaints_;
  SaKeys keys_;
  std::optional<std::uint32_t> window_;
  std::optional<std::uint32_t> in_high_;
  std::optional<std::uint32_t> out_high_;
  Direction direction_ = Direction::unknown;
  bool usable_ = false;
  bool is_sa_ = false;
  bool said_algorithm_ = false;
  bool complained_ = false;
  bool over_ = false;  // templates of a policy look like SAs
};

bool recognises(std::string_view text) {
  TextLines lines(text);
  bool after_header = false;
  for (TextLine line; lines.next(line);) {
    const auto content = trimmed(line.text);
    const auto says = [&](std::string_view part) {
      return content.find(part) != std::string_view::npos;
    };
    const bool indented = content.size() != line.text.size();
    const bool state = content.starts_with("proto ") && says(" spi 0x") && says(" mode ");
    const bool policy =
        (content.starts_with("dir ") || content.starts_with("socket ")) && says(" priority ");
    if (after_header && indented && (state || policy)) return true;
    after_header = header_of(line.text).has_value();
  }
  return false;
}

void read(std::string_view text, const std::string& file, KeyRing& ring,
          std::vector<Warning>& warnings) {
  Complaints complaints(file, warnings);
  std::optional<Entry> entry;
  TextLines lines(text);
  for (TextLine line; lines.next(line);) {
    const bool indented = line.text.starts_with(' ') || line.text.starts_with('\t');
    if (indented) {
      if (entry) entry->read(line.text, line.number);
      continue;
    }
    if (entry) entry->finish(ring);
    entry.reset();
    if (const auto header = header_of(line.text)) {
      const auto parts = words(*header);
      entry.emplace(parts, line.number, complaints);
    }
  }
  if (entry) entry->finish(ring);
}

}  // namespace

const KeySource ip_xfrm = {"ip xfrm", recognises, read};

}  // namespace espect::keys
