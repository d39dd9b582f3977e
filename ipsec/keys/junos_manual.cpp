// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <map>

#include "ipsec/keys/algorithm_names.h"
#include "ipsec/keys/junos_statements.h"
#include "ipsec/keys/name_table.h"
#include "ipsec/keys/sources.h"
#include "ipsec/keys/text_lines.h"

// Manual SAs of Junos, wherever they stand: "security ipsec security-association A manual direction
// inbound", "security ipsec vpn V manual", "services ipsec-vpn rule R term T then manual direction
// bidirectional". They name no addresses of their own.
namespace espect::keys::junos_manual {
namespace {

constexpr AlgorithmName encryptions[] = {
    {"des-cbc", 2},      {"3des-cbc", 3},     {"aes-128-cbc", 12}, {"aes-192-cbc", 12},
    {"aes-256-cbc", 12}, {"aes-128-gcm", 20}, {"aes-256-gcm", 20},
};
constexpr AlgorithmName integrities[] = {
    {"hmac-md5-96", 1},
    {"hmac-sha1-96", 2},
    {"hmac-sha-256-128", 12},
};

struct ManualSa {
  SaKeys keys;
  SecretText owner;   // what stands up to "manual"
  std::string fault;  // the first
  bool spi_said = false;
};

class Reading {
 public:
  explicit Reading(Complaints& complaints) : complaints_(complaints) {}

  void statement(const JunosStatement& statement) {
    std::vector<std::string_view> words;
    for (const auto& word : statement.words) words.push_back(view(word));
    const auto manual = std::find(words.begin(), words.end(), "manual");
    if (manual == words.end()) return mode(words);
    auto rest = manual + 1;
    SecretText name;
    for (auto word = words.begin(); word != manual; ++word) name.append(*word) += ' ';
    const SecretText owner = name;
    if (words.end() - rest > 1 && rest[0] == "direction") {
      name += rest[1];
      rest += 2;
    }
    ManualSa& sa = sas_[name];
    sa.owner = owner;
    if (sa.keys.origin.line == 0) sa.keys.origin = complaints_.at(statement.line);
    read(std::vector(rest, words.end()), sa);
  }

  void give(KeyRing& ring) {
    for (auto& [name, sa] : sas_) {
      if (sa.keys.encr_key.empty() && sa.keys.integ_key.empty() && sa.fault.empty()) continue;
      if (const auto mode = modes_.find(sa.owner); mode != modes_.end())
        sa.keys.mode = mode->second;
      settle(sa);
      if (sa.fault.empty())
        ring.add(std::move(sa.keys));
      else
        complaints_.add(sa.keys.origin.line, sa.fault);
    }
  }

 private:
  // "... security-association A mode transport"
  void mode(const std::vector<std::string_view>& words) {
    if (words.size() < 3 || words[words.size() - 2] != "mode") return;
    SecretText owner;
    for (std::size_t i = 0; i + 2 < words.size(); ++i) owner.append(words[i]) += ' ';
    modes_[owner] = std::string(words.back());
  }

  void read(const std::vector<std::string_view>& words, ManualSa& sa) {
    enum class Part : std::uint8_t { none, authentication, encryption } part = Part::none;
    for (std::size_t i = 0; i < words.size(); ++i) {
      const auto next = i + 1 < words.size() ? words[i + 1] : std::string_view();
      if (words[i] == "authentication") {
        part = Part::authentication;
      } else if (words[i] == "encryption") {
        part = Part::encryption;
      } else if (words[i] == "protocol") {
        if (next == "ah") sa.keys.protocol = SaProtocol::ah;
        if (next == "bundle") fail(sa, "AH and ESP in one SA (protocol bundle) are not read");
        ++i;
      } else if (words[i] == "spi") {
        const auto spi = number_from<std::uint32_t>(next);
        if (!spi) fail(sa, "spi is no number");
        sa.spi_said = true;
        sa.keys.spi = spi.value_or(0);
        ++i;
      } else if (words[i] == "algorithm" && part != Part::none) {
        algorithm(next, part == Part::encryption, sa);
        ++i;
      } else if (words[i] == "key" && part != Part::none && i + 2 < words.size()) {
        key(next, words[i + 2], part == Part::encryption ? sa.keys.encr_key : sa.keys.integ_key,
            sa);
        i += 2;
      }
    }
  }

  static void algorithm(std::string_view name, bool encryption, ManualSa& sa) {
    auto& id = encryption ? sa.keys.encr : sa.keys.integ;
    if (encryption)
      id = id_of(encryptions, name);
    else
      id = id_of(integrities, name);
    if (!id) fail(sa, unknown(encryption ? "encryption algorithm" : "integrity algorithm", name));
  }

  static void key(std::string_view form, std::string_view text, crypto::Secret& into,
                  ManualSa& sa) {
    if (text.starts_with("$9$") || text.starts_with("$8$"))
      return fail(sa, "the key is encoded ($9$): write it as it was typed");
    if (form == "ascii-text") {
      into.assign(text.begin(), text.end());
    } else if (form == "hexadecimal") {
      auto octets = secret_from_hex(text);
      if (!octets) return fail(sa, "key is no hex");
      into = std::move(*octets);
    } else {
      fail(sa, "key is neither hexadecimal nor ascii-text");
    }
  }

  static void settle(ManualSa& sa) {
    if (!sa.fault.empty()) return;
    if (!sa.spi_said) return fail(sa, "this manual SA has no spi");
    if (sa.keys.protocol == SaProtocol::ah) {
      sa.keys.encr.reset();
      sa.keys.encr_key.clear();
    } else if (!sa.keys.encr) {
      // RFC 4552 wants that of OSPFv3: ESP with authentication alone.
      sa.keys.encr = encr_null;
    }
    const bool aead = sa.keys.encr == 20;
    if (!sa.keys.integ && !aead && sa.keys.protocol == SaProtocol::esp) sa.keys.integ = 0;
    sa.fault = fault_of(sa.keys);
  }

  static void fail(ManualSa& sa, std::string fault) {
    if (sa.fault.empty()) sa.fault = std::move(fault);
  }

  Complaints& complaints_;
  std::map<SecretText, ManualSa> sas_;       // by what stands up to "manual", and the direction
  std::map<SecretText, std::string> modes_;  // by what stands up to "mode" or "manual"
};

bool is_key(const JunosStatement& statement) {
  const auto has = [&](std::string_view wanted) {
    return std::any_of(statement.words.begin(), statement.words.end(),
                       [&](const SecretText& word) { return view(word) == wanted; });
  };
  return has("manual") && has("key") && (has("hexadecimal") || has("ascii-text"));
}

bool recognises(std::string_view text) {
  if (!says_any(text, {"manual"}) || !says_any(text, {"hexadecimal ", "ascii-text "})) return false;
  bool any = false;
  each_junos_statement(text,
                       [&any](const JunosStatement& statement) { any = any || is_key(statement); });
  return any;
}

bool begins_line(std::string_view content) {
  static constexpr std::string_view first_words[] = {"set ",  "edit ",   "top",
                                                     "[edit", "delete ", "}"};
  const auto prompt = content.substr(0, content.find(' '));
  return content.ends_with('{') || prompt.find('@') != std::string_view::npos ||
         std::any_of(std::begin(first_words), std::end(first_words),
                     [&](std::string_view word) { return content.starts_with(word); });
}

void read(std::string_view text, const std::string& file, KeyRing& ring,
          std::vector<Warning>& warnings) {
  Complaints complaints(file, warnings);
  Reading reading(complaints);
  each_junos_statement(
      text, [&reading](const JunosStatement& statement) { reading.statement(statement); });
  reading.give(ring);
}

}  // namespace

const KeySource source = {"Junos manual SAs", recognises, read, begins_line};

}  // namespace espect::keys::junos_manual
