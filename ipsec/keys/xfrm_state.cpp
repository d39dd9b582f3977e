// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/xfrm_state.h"

#include <algorithm>
#include <set>
#include <utility>

#include "ipsec/keys/algorithm_names.h"
#include "ipsec/registry/algorithms.h"

namespace espect::keys {
namespace {

std::string_view value_after(const std::vector<std::string_view>& line, std::string_view name) {
  const auto at = std::find(line.begin(), line.end(), name);
  if (at == line.end() || at + 1 == line.end()) return {};
  return at[1].ends_with(',') ? at[1].substr(0, at[1].size() - 1) : at[1];
}

bool has(const std::vector<std::string_view>& line, std::string_view word) {
  return std::find(line.begin(), line.end(), word) != line.end();
}

}  // namespace

XfrmState::XfrmState(const std::vector<std::string_view>& header, std::uint32_t line,
                     Complaints& complaints)
    : complaints_(complaints) {
  keys_.origin = complaints.at(line);
  const auto source = address_from(value_after(header, "src"));
  const auto destination = address_from(value_after(header, "dst"));
  // Policies have prefixes here; pluto tries the kernel with SAs to nowhere.
  usable_ = source && destination && *destination != Address{};
  if (!usable_) return;
  keys_.source = exactly(*source);
  keys_.destination = exactly(*destination);
}
void XfrmState::read(const std::vector<std::string_view>& parts, std::uint32_t line) {
  if (parts.empty() || !usable_ || over_) return;
  const std::string_view first = parts[0];
  if (first == "proto") return read_protocol(parts, line);
  if (first == "tmpl") {
    over_ = true;
    return;
  }
  if (first == "replay-window" && !has(parts, "failed")) return read_flags(parts);
  if (first == "replay_window") window_ = number_from<std::uint32_t>(value_after(parts, first));
  if (first == "seq-hi") {
    in_high_ = number_from<std::uint32_t>(value_after(parts, "seq-hi"));
    out_high_ = number_from<std::uint32_t>(value_after(parts, "oseq-hi"));
  }
  if (first == "dir" && parts.size() == 2)
    direction_ = parts[1] == "in" ? Direction::in : Direction::out;
  if (first == "encap") read_encapsulation(parts);
  if (first == "aead" || first == "enc" || first == "auth" || first == "auth-trunc")
    read_algorithm(parts, line);
}

std::optional<SaKeys> XfrmState::finish() {
  if (!usable_ || !is_sa_ || !said_algorithm_ || complained_) return std::nullopt;
  // A state with a cipher alone has no integrity.
  const auto* parameters = keys_.encr ? registry::encryption_parameters(*keys_.encr) : nullptr;
  if (keys_.protocol == SaProtocol::esp && parameters != nullptr && !parameters->is_aead() &&
      !keys_.integ)
    keys_.integ = 0;
  if (const auto fault = fault_of(keys_); !fault.empty()) {
    complaints_.add(keys_.origin.line, fault + hint_);
    return std::nullopt;
  }
  // An outbound state always says 0, and before `dir` existed nobody knows which this is.
  if (window_ &&
      (direction_ == Direction::in || (direction_ == Direction::unknown && *window_ != 0)))
    keys_.window = window_;
  keys_.no_window_of_two = window_ == 0U && direction_ == Direction::unknown;
  if (keys_.esn == true && in_high_ && out_high_) {
    keys_.sequence_high = direction_ == Direction::in    ? *in_high_
                          : direction_ == Direction::out ? *out_high_
                                                         : std::max(*in_high_, *out_high_);
  }
  return std::move(keys_);
}

void add_states(std::vector<SaKeys> states, KeyRing& ring) {
  using Ends = std::pair<Address, Address>;
  std::set<Ends> without_window;
  for (const auto& keys : states)
    if (keys.no_window_of_two)
      without_window.emplace(keys.source.address, keys.destination.address);
  for (auto& keys : states) {
    keys.no_window_of_two &=
        without_window.contains({keys.destination.address, keys.source.address});
    ring.add(std::move(keys));
  }
}

void XfrmState::read_protocol(const std::vector<std::string_view>& parts, std::uint32_t line) {
  std::string_view protocol = value_after(parts, "proto");
  if (protocol == "50") protocol = "esp";
  if (protocol == "51") protocol = "ah";
  if (is_sa_ || (protocol != "esp" && protocol != "ah")) {
    usable_ = usable_ && is_sa_;  // IPComp, route2, hao have no keys
    return;
  }
  std::string_view spi = value_after(parts, "spi");
  spi = spi.substr(0, spi.find('('));
  const auto value = number_from<std::uint32_t>(spi);
  if (!value) return complain(line, "spi is no number");
  is_sa_ = true;
  keys_.protocol = protocol == "ah" ? SaProtocol::ah : SaProtocol::esp;
  keys_.spi = *value;
  const std::string_view mode = value_after(parts, "mode");
  keys_.mode = mode == "5" ? "iptfs" : std::string(mode);
}

void XfrmState::read_flags(const std::vector<std::string_view>& parts) {
  if (!window_) window_ = number_from<std::uint32_t>(value_after(parts, "replay-window"));
  // iproute2 leaves no blank between the last flag and what follows: "esnextra_flag".
  const auto flags = std::find(parts.begin(), parts.end(), "flag");
  keys_.esn = std::any_of(flags, parts.end(), [](std::string_view flag) {
    return flag == "esn" || flag == "esnextra_flag";
  });
}

// "encap type espinudp sport 4500 dport 4500 addr 0.0.0.0"; told: "encap espinudp 4500 4500
// 0.0.0.0".
void XfrmState::read_encapsulation(const std::vector<std::string_view>& parts) {
  const bool told = parts.size() > 3 && parts[1] != "type";
  const std::string_view type = told ? parts[1] : value_after(parts, "type");
  const auto source = number_from<std::uint16_t>(told ? parts[2] : value_after(parts, "sport"));
  const auto destination =
      number_from<std::uint16_t>(told ? parts[3] : value_after(parts, "dport"));
  if ((type == "espinudp" || type == "espintcp") && source && destination)
    keys_.encapsulation = {type == "espintcp", *source, *destination};
}

// "aead NAME 0xKEY (288 bits) 128", "auth NAME 0xKEY"; a null cipher has no key at all.
void XfrmState::read_algorithm(const std::vector<std::string_view>& parts, std::uint32_t line) {
  said_algorithm_ = true;
  const std::string kind(parts[0]);
  if (parts.size() < 2) return complain(line, kind + " without a name");
  const std::string name(parts[1]);
  if (parts.size() > 2 && parts[2].starts_with("<<"))
    return complain(line, "the key is hidden (ip xfrm ... nokeys)");
  // Without 0x the characters are the key, as iproute2 takes them.
  const std::string_view said = parts.size() > 2 ? parts[2] : std::string_view();
  auto key = said.starts_with("0x") ? secret_from_hex(said)
                                    : std::optional(crypto::Secret(said.begin(), said.end()));
  if (!key) return complain(line, kind + " key is no hex");
  constexpr std::size_t two_hints = 200;
  if (!said.starts_with("0x") && hint_.size() < two_hints) hint_ += without_0x(said);
  // Lockdown of the kernel gives zeros instead of keys.
  if (!key->empty() && std::all_of(key->begin(), key->end(), [](auto o) { return o == 0; }))
    return complain(line, "the key is hidden (all zero)");
  std::optional<unsigned> bits;
  if (parts.size() > 3) bits = number_from<unsigned>(parts.back());

  if (kind == "aead") {
    keys_.encr = linux_aead(name, bits.value_or(128));
    if (!keys_.encr) return complain(line, unknown("algorithm", name));
    keys_.encr_key = std::move(*key);
  } else if (kind == "enc") {
    keys_.encr = linux_cipher(name);
    if (!keys_.encr) return complain(line, unknown("algorithm", name));
    keys_.encr_key = std::move(*key);
  } else {
    const auto integrity = linux_integrity(name, bits);
    if (!integrity) return complain(line, unknown("algorithm", name));
    keys_.integ = integrity->integ;
    keys_.icv_octets = integrity->icv_octets;
    keys_.integ_key = std::move(*key);
  }
  if (said.empty() && keys_.encr != encr_null && keys_.integ != 0)
    complain(line, "the key is missing (ip xfrm shows keys to root only)");
}

void XfrmState::complain(std::uint32_t line, const std::string& text) {
  if (!complained_) complaints_.add(line, text);
  complained_ = true;
}

}  // namespace espect::keys
