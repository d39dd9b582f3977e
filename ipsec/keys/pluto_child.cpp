// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/keys/pluto_child.h"

#include <algorithm>

#include "ipsec/keys/algorithm_names.h"
#include "ipsec/keys/pluto_dump.h"

namespace espect::keys {
namespace {

constexpr std::size_t most_waiting = 16;

void use_integrity(std::string_view name, SaKeys& keys) {
  const auto integrity = daemon_integrity(name);
  if (!integrity || integrity->integ == 0) return;
  keys.integ = integrity->integ;
  keys.icv_octets = integrity->icv_octets;
}

bool starts_with_one_of(std::string_view text, std::initializer_list<std::string_view> names) {
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view name) { return text.starts_with(name); });
}

}  // namespace

// libreswan 5 says "encrypt key", older ones "enckey"; Openswan forgot an argument of printf.
PlutoChild::KeyKind PlutoChild::key_kind(std::string_view text) {
  if (starts_with_one_of(text, {"ESP encrypt key:", "ESP enckey:", "esp%senckey:"}))
    return KeyKind::encryption;
  if (starts_with_one_of(text, {"ESP integrity key:", "ESP authkey:", "AH integrity key:",
                                "AH authkey:", "esp%sauthkey:"}))
    return KeyKind::integrity;
  return KeyKind::none;
}

bool PlutoChild::is_key(std::string_view debug) {
  return key_kind(debug) != KeyKind::none;
}

void PlutoChild::debug_line(std::string_view text, std::uint32_t number) {
  if (filling_ != KeyKind::none && is_pluto_dump(text)) {
    SaKeys& keys = now_.keys;
    append_pluto_dump(text, filling_ == KeyKind::encryption ? keys.encr_key : keys.integ_key);
    return;
  }
  if (const KeyKind kind = key_kind(text); kind != KeyKind::none)
    return read_key(kind, text, number);
  filling_ = labelled_ = KeyKind::none;
  if (const auto half = between(text, "setup_half_kernel_state() ", "")) {
    begin_sa();
    now_.direction = half->starts_with("INBOUND") ? Direction::in : Direction::out;
    read_addresses(*half);
  } else if (const auto alg = between(text, "looking for alg with encrypt: ", "")) {
    if (now_.keys.origin.line != 0) begin_sa();
    read_algorithms(words(*alg));
  } else if (const auto window = between(text, "setting IPsec SA replay-window to ", "")) {
    const auto parts = words(*window);
    if (!parts.empty()) now_.keys.window = number_from<std::uint32_t>(parts[0]);
  } else if (text.find("add_sa() ") != std::string_view::npos &&
             text.find("]==>") != std::string_view::npos) {
    add_sa(text);
  } else if (const auto esn = between(text, " esn=", " ")) {
    if (*esn == "yes" || *esn == "no") now_.keys.esn = *esn == "yes";
  } else if (const auto added = between(text, " Add SA ", "")) {
    install(*added, number);
  } else if (text.find("set up outgoing SA") != std::string_view::npos) {
    now_.direction = Direction::out;
  } else if (text.find("set up incoming SA") != std::string_view::npos) {
    now_.direction = Direction::in;
  }
}

void PlutoChild::line(std::string_view text) {
  filling_ = labelled_ = KeyKind::none;
  if (text.find("SA established") != std::string_view::npos ||
      text.find("established Child SA") != std::string_view::npos)
    established(text);
}

// "ESP enckey:", and the octets in the lines that follow (libreswan 4, 5); "ESP enckey:  37 99"
// again and again for 16 octets each (libreswan 3); "esp%senckey:3799" (Openswan).
void PlutoChild::read_key(KeyKind kind, std::string_view text, std::uint32_t number) {
  SaKeys& keys = now_.keys;
  const bool goes_on = labelled_ == kind;
  labelled_ = KeyKind::none;
  filling_ = kind;
  if (kind == KeyKind::encryption && !goes_on && keys.origin.line != 0) begin_sa();
  crypto::Secret& key = kind == KeyKind::encryption ? now_.keys.encr_key : now_.keys.integ_key;
  if (!goes_on) key.clear();
  if (keys.origin.line == 0) keys.origin = complaints_.at(number);
  filling_ = kind;
  const auto rest = text.substr(text.find(':') + 1);
  if (auto whole = secret_from_hex(trimmed(rest)); whole && whole->size() > 1) {
    key = std::move(*whole);
    return;
  }
  if (append_pluto_dump(rest, key) == pluto_row_octets) labelled_ = kind;
}

// The keys of another SA begin; those that nothing gave an SPI yet wait.
void PlutoChild::begin_sa() {
  if (now_.keys.origin.line != 0 && waiting_.size() < most_waiting)
    waiting_.push_back(std::move(now_));
  now_ = {};
}

// "<...>->[10.1.0.10=TUNNEL=>10.2.0.10]-><...>"
void PlutoChild::read_addresses(std::string_view text) {
  const auto route = between(text, "[", "]");
  if (!route) return;
  const std::size_t equals = route->find('=');
  const std::size_t arrow = route->find("=>");
  if (equals == std::string_view::npos || arrow == std::string_view::npos) return;
  SaKeys& keys = now_.keys;
  if (const auto source = address_from(route->substr(0, equals))) keys.source = exactly(*source);
  if (equals + 1 >= arrow) return;
  const auto mode = route->substr(equals + 1, arrow - equals - 1);
  for (const std::string_view known : {"tunnel", "transport", "beet", "iptfs"})
    if (equal_without_case(mode, known)) keys.mode = std::string(known);
}

// "AES_GCM_16 keylen: 256 integ: NONE"
void PlutoChild::read_algorithms(const std::vector<std::string_view>& parts) {
  if (parts.empty()) return;
  now_.keys.encr = daemon_encryption(parts[0]);
  const auto integ = std::find(parts.begin(), parts.end(), "integ:");
  if (integ == parts.end() || integ + 1 == parts.end()) return;
  use_integrity(integ[1], now_.keys);
}

// "add_sa() level=0 inbound tunnel 10.2.0.0/24:0-ALL->198.51.100.2[c1000001]==>192.0.2.1-ALL->..."
void PlutoChild::add_sa(std::string_view text) {
  if (now_.keys.origin.line == 0) return;
  const std::size_t arrow = text.find("]==>");
  const std::size_t bracket = text.rfind('[', arrow);
  if (bracket == std::string_view::npos) return;
  const std::size_t before = text.rfind("->", bracket);
  const std::size_t start = before == std::string_view::npos ? 0 : before + 2;
  const auto source = address_from(text.substr(start, bracket - start));
  auto rest = text.substr(arrow + 4);
  rest = rest.substr(0, rest.find_first_of("- "));
  const auto destination = address_from(rest);
  const auto spi = number_from<std::uint32_t>(text.substr(bracket + 1, arrow - bracket - 1), 16);
  if (!destination || !spi) return;
  SaKeys keys = std::move(now_.keys);
  const bool inbound = text.find(" inbound ") != std::string_view::npos;
  now_ = {};
  if (source) keys.source = exactly(*source);
  keys.destination = exactly(*destination);
  keys.spi = *spi;
  if (text.find("bound tunnel ") != std::string_view::npos) keys.mode = "tunnel";
  if (text.find("bound transport ") != std::string_view::npos) keys.mode = "transport";
  if (!inbound) keys.window.reset();
  add(std::move(keys));
}

// "esp.6e9d3224@10.2.0.10"
void PlutoChild::install(std::string_view name, std::uint32_t number) {
  const std::size_t dot = name.find('.');
  const std::size_t at = name.find('@');
  const auto protocol = name.substr(0, dot);
  if (at == std::string_view::npos || dot == std::string_view::npos || dot > at) return;
  if (protocol != "esp" && protocol != "ah") return;
  const auto spi = number_from<std::uint32_t>(name.substr(dot + 1, at - dot - 1), 16);
  const auto rest = words(name.substr(at + 1));
  const auto destination = rest.empty() ? std::nullopt : address_from(rest[0]);
  Keyed installed = std::move(now_);
  now_ = {};
  SaKeys& keys = installed.keys;
  if (keys.origin.line == 0) return;  // no private debugging: no keys were logged
  if (!spi || !destination) return complaints_.add(number, "this SA has no SPI or no address");
  keys.protocol = protocol == "ah" ? SaProtocol::ah : SaProtocol::esp;
  keys.spi = *spi;
  keys.destination = exactly(*destination);
  if (installed.direction != Direction::in) keys.window.reset();
  add(std::move(keys));
}

// "xfrm=AES_256-HMAC_SHA1", where no other line said the algorithms.
void PlutoChild::read_transform(std::string_view text, SaKeys& keys) {
  const auto transform = between(text, "xfrm=", " ");
  if (!transform) return;
  const std::size_t dash = transform->find('-');
  if (!keys.encr) keys.encr = daemon_encryption(transform->substr(0, dash));
  if (!keys.integ && dash != std::string_view::npos)
    use_integrity(transform->substr(dash + 1), keys);
}

// "... IPsec SA established tunnel mode {ESP=>0xOUT <0xIN xfrm=AES_256-HMAC_SHA1 ...}". Where the
// log does not say which keys are for which direction, the ICV decides.
void PlutoChild::established(std::string_view text) {
  begin_sa();
  const auto spis = between(text, "{", "}");
  const std::size_t out_at = spis ? spis->find("=>0x") : std::string_view::npos;
  if (out_at == std::string_view::npos) return;
  const auto parts = words(spis->substr(out_at + 2));
  if (parts.size() < 2 || !parts[1].starts_with('<')) return;
  const auto out = number_from<std::uint32_t>(parts[0]);
  const auto in = number_from<std::uint32_t>(parts[1].substr(1));
  if (!out || !in) return;
  for (Keyed& one : waiting_) {
    read_transform(*spis, one.keys);
    one.keys.protocol = spis->starts_with("AH") ? SaProtocol::ah : SaProtocol::esp;
    for (const bool inbound : {false, true}) {
      if (one.direction == (inbound ? Direction::out : Direction::in)) continue;
      SaKeys keys = one.keys;
      keys.spi = inbound ? *in : *out;
      if (!inbound || one.direction == Direction::unknown) keys.window.reset();
      add(std::move(keys));
    }
  }
  waiting_.clear();
}

void PlutoChild::add(SaKeys keys) {
  if (auto fault = fault_of(keys); !fault.empty()) return complaints_.add(keys.origin.line, fault);
  ring_.add(std::move(keys));
}

void PlutoChild::finish() {
  begin_sa();
  for (const Keyed& one : waiting_)
    complaints_.add(one.keys.origin.line, "the log does not say the SPI of these keys");
  waiting_.clear();
}

}  // namespace espect::keys
