// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include "ipsec/keys/shell_commands.h"
#include "ipsec/keys/sources.h"
#include "ipsec/keys/text_lines.h"
#include "ipsec/keys/vpp_algorithms.h"

// VPP's command `ipsec sa add ID spi N esp crypto-key HEX crypto-alg NAME ...` (vnet/ipsec
// ipsec_cli.c), as vppctl, a startup script and its own prompt have it, and the same of VPP's API
// test, whose words have underscores.
namespace espect::keys::vpp_commands {
namespace {

using Words = std::vector<std::string_view>;

constexpr std::string_view vat_commands[] = {"ipsec_sad_add_del_entry", "ipsec_sad_entry_add_del",
                                             "ipsec_sad_entry_add"};

// What stands behind the name of the command; nothing: it is another one, or deletes.
std::optional<Words> arguments_of(const Words& words) {
  const auto no_deletion = [](Words arguments) {
    return std::find(arguments.begin(), arguments.end(), "del") == arguments.end()
               ? std::optional(std::move(arguments))
               : std::nullopt;
  };
  for (auto at = words.begin(); at != words.end(); ++at) {
    if (std::find(std::begin(vat_commands), std::end(vat_commands), *at) != std::end(vat_commands))
      return no_deletion({at + 1, words.end()});
    if (words.end() - at > 4 && *at == "ipsec" && at[1] == "sa" && at[2] == "add")
      return no_deletion({at + 4, words.end()});
  }
  return std::nullopt;
}

class Command {
 public:
  explicit Command(Words words) : words_(std::move(words)) {}

  std::string read(SaKeys& keys) const {
    const auto spi = number_from<std::uint32_t>(after("spi"));
    if (!spi) return "spi is no number";
    keys.spi = *spi;
    keys.protocol = has("ah") ? SaProtocol::ah : SaProtocol::esp;
    if (has("use-esn")) keys.esn = true;
    if (auto fault = read_addresses(keys); !fault.empty()) return fault;
    if (auto fault = read_integrity(keys); !fault.empty()) return fault;
    if (keys.protocol == SaProtocol::esp)
      if (auto fault = read_encryption(keys); !fault.empty()) return fault;
    return fault_of(keys);
  }

 private:
  // Underscores are those of the API test.
  static bool same(std::string_view word, std::string_view name) {
    return std::equal(word.begin(), word.end(), name.begin(), name.end(),
                      [](char one, char other) { return (one == '_' ? '-' : one) == other; });
  }
  Words::const_iterator find(std::string_view name) const {
    return std::find_if(words_.begin(), words_.end(),
                        [&](std::string_view word) { return same(word, name); });
  }
  bool has(std::string_view name) const { return find(name) != words_.end(); }
  std::string_view after(std::string_view name) const {
    const auto at = find(name);
    return at == words_.end() || at + 1 == words_.end() ? std::string_view() : at[1];
  }

  // "tunnel src A dst B", before 20.05 "tunnel-src A tunnel-dst B". Without them it is a transport
  // SA, or that of an interface whose addresses are elsewhere.
  std::string read_addresses(SaKeys& keys) const {
    const auto from = has("tunnel-src") ? after("tunnel-src") : after("src");
    const auto to = has("tunnel-dst") ? after("tunnel-dst") : after("dst");
    if (from.empty() && to.empty()) return {};
    const auto source = address_from(from);
    const auto destination = address_from(to);
    if (!source || !destination) return "an end of the tunnel is no address";
    keys.source = exactly(*source);
    keys.destination = exactly(*destination);
    keys.mode = "tunnel";
    return {};
  }

  std::string read_integrity(SaKeys& keys) const {
    const auto name = after("integ-alg");
    const auto* known = vpp_integrity(name.empty() ? "none" : name);
    if (known == nullptr) return unknown("integrity algorithm", name);
    if (known->id == 0) return {};
    keys.integ = known->id;
    if (known->icv_octets != 0) keys.icv_octets = known->icv_octets;
    return read_key("integ-key", keys.integ_key);
  }

  std::string read_encryption(SaKeys& keys) const {
    const auto name = after("crypto-alg");
    keys.encr = id_of(vpp_encryptions, name.empty() ? "none" : name);
    if (!keys.encr) return unknown("encryption algorithm", name);
    const auto* parameters = registry::encryption_parameters(*keys.encr);
    if (!keys.integ && (parameters == nullptr || !parameters->is_aead())) keys.integ = 0;
    if (*keys.encr == encr_null) return {};
    if (auto fault = read_key("crypto-key", keys.encr_key); !fault.empty()) return fault;
    add_vpp_salt(keys, number_from<std::uint32_t>(after("salt")).value_or(0));
    return {};
  }

  std::string read_key(std::string_view option, crypto::Secret& key) const {
    const auto hex = after(option);
    if (hex.empty()) return "there is no " + std::string(option);
    auto octets = secret_from_hex(hex);
    if (!octets) return "key is no hex";
    key = std::move(*octets);
    return {};
  }

  Words words_;
};

// Calls `take` with the arguments of each command that adds an SA, and its line.
template <class Take>
void each_command(std::string_view text, Take take) {
  for (const auto& command : shell_commands(text, {"spi"})) {
    Words words;
    for (const auto& word : command.words) {
      // `vppctl 'ipsec sa add 10 ...'` is one word.
      const auto parts = keys::words(view(word));
      words.insert(words.end(), parts.begin(), parts.end());
    }
    if (auto arguments = arguments_of(words)) take(std::move(*arguments), command.line);
  }
}

bool recognises(std::string_view text) {
  if (!says_any(text, {"crypto-key", "crypto_key", "integ-key", "integ_key"})) return false;
  bool found = false;
  each_command(text, [&](const Words& arguments, std::uint32_t) {
    found = found || Words::size_type{4} <= arguments.size();
  });
  return found;
}

bool begins_line(std::string_view content) {
  while (content.starts_with("# ") || content.starts_with("$ ") || content.starts_with("> "))
    content = trimmed(content.substr(2));
  const auto first = content.substr(0, content.find(' '));
  static constexpr std::string_view beginnings[] = {"vppctl", "sudo", "vpp#", "DBGvpp#",
                                                    "vat#",   "exec", "set",  "#"};
  return content.starts_with("ipsec sa ") || first.starts_with("ipsec_") ||
         content.starts_with("ipsec policy ") || content.starts_with("ipsec spd ") ||
         content.starts_with("ipsec tunnel ") || content.starts_with("ipsec itf ") ||
         std::find(std::begin(beginnings), std::end(beginnings), first) != std::end(beginnings);
}

void read(std::string_view text, const std::string& file, KeyRing& ring,
          std::vector<Warning>& warnings) {
  Complaints complaints(file, warnings);
  each_command(text, [&](Words arguments, std::uint32_t line) {
    SaKeys keys;
    keys.origin = complaints.at(line);
    const auto fault = Command(std::move(arguments)).read(keys);
    if (fault.empty())
      ring.add(std::move(keys));
    else
      complaints.add(line, fault);
  });
}

}  // namespace

const KeySource source = {"VPP ipsec sa add", recognises, read, begins_line};

}  // namespace espect::keys::vpp_commands
