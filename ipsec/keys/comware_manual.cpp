// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <map>
#include <tuple>

#include "ipsec/keys/comware_proposal.h"
#include "ipsec/keys/sources.h"
#include "ipsec/keys/text_lines.h"

// Manual SAs of H3C (Comware 5 and 7), of HPE and 3Com, who follow it, and of Huawei (VRP):
// "ipsec policy NAME NUMBER manual", "ipsec profile NAME manual", "ipsec sa NAME". What they are
// for stands in the proposal (transform set) that they name, which is anywhere in the text.
namespace espect::keys::comware_manual {
namespace {

using Words = std::vector<std::string_view>;

struct TypedKey {
  std::string_view text;  // hexadecimal digits
  std::string_view problem;
  std::uint32_t line = 0;
};

// One direction of one protocol: what "sa spi" and the keys say of it.
struct ManualSa {
  std::optional<std::uint32_t> spi;
  std::uint32_t line = 0;
  TypedKey encryption, authentication;
};

struct Policy {
  std::optional<Address> local, remote;
  bool strange_address = false;  // one that is none
  std::string_view proposal;
  std::map<std::pair<bool, SaProtocol>, ManualSa> sas;  // by inbound and protocol
};

// "[H3C-ipsec-policy-manual-map1-10]sa spi inbound esp 12345", "<Huawei> system-view"
Words words_behind_prompt(std::string_view line) {
  line = trimmed(line);
  if (line.starts_with('[') || line.starts_with('<'))
    if (const auto end = line.find(line[0] == '[' ? ']' : '>'); end != std::string_view::npos)
      line.remove_prefix(end + 1);
  return words(line);
}

class Configuration {
 public:
  void line(const Words& parts, std::uint32_t number) {
    if (parts.size() < 2) return;
    if (parts[0] == "ipsec") return open(parts);
    if (parts[0] == "interface" || parts[0] == "ike" || parts[0] == "acl") return close();
    if (proposal_ != nullptr) proposal_->line(parts);
    if (policy_ != nullptr) set(*policy_, parts, number);
  }

  bool has_keys() const {
    for (const auto& [name, policy] : policies_)
      for (const auto& [which, sa] : policy.sas)
        if (sa.encryption.line != 0 || sa.authentication.line != 0) return true;
    return false;
  }

  void give(KeyRing& ring, Complaints& complaints) const {
    for (const auto& [name, policy] : policies_)
      for (const auto& [which, sa] : policy.sas) {
        SaKeys keys;
        keys.origin = complaints.at(sa.line);
        const auto fault = read(policy, which.first, which.second, sa, keys);
        if (fault.empty())
          ring.add(std::move(keys));
        else
          complaints.add(sa.line, fault);
      }
  }

 private:
  void close() { proposal_ = nullptr, policy_ = nullptr; }

  // "ipsec proposal P", "ipsec transform-set P"; "ipsec policy M 10 manual", "ipsec ipv6-policy
  // ...", "ipsec profile M manual", "ipsec sa M". Settings of the whole router leave what is open.
  void open(const Words& parts) {
    const auto kind = parts[1];
    if ((kind == "proposal" || kind == "transform-set") && parts.size() > 2) {
      close();
      proposal_ = &proposals_[parts[2]];
    } else if (kind == "policy" || kind == "ipv6-policy" || kind == "profile" || kind == "sa") {
      close();
      const bool sa = kind == "sa" && parts.size() == 3;
      if (sa || (parts.size() > 3 && parts.back() == "manual"))
        policy_ = &policies_[{kind, parts[2], parts.size() > 4 ? parts[3] : ""}];
    }
  }

  static std::optional<SaProtocol> protocol_from(std::string_view word) {
    if (word == "esp") return SaProtocol::esp;
    return word == "ah" ? std::optional(SaProtocol::ah) : std::nullopt;
  }

  static void set(Policy& policy, const Words& parts, std::uint32_t number) {
    const bool is_tunnel = parts[0] == "tunnel" && parts.size() > 2;
    const bool local = parts[0] == "local-address" || (is_tunnel && parts[1] == "local");
    const bool remote = parts[0] == "remote-address" || (is_tunnel && parts[1] == "remote");
    if (local || remote) {
      const auto address = address_from(parts.back());
      (local ? policy.local : policy.remote) = address;
      policy.strange_address = policy.strange_address || !address;
    }
    if (parts[0] == "proposal" || parts[0] == "transform-set") policy.proposal = parts[1];
    if (parts[0] == "sa") set_sa(policy, parts, number);
  }

  // "sa spi inbound esp 12345", "sa encryption-hex inbound esp [simple|cipher] HEX",
  // "sa hex-key encryption inbound esp [simple|cipher] HEX", "sa string-key inbound esp ... TEXT"
  static void set_sa(Policy& policy, Words parts, std::uint32_t number) {
    if (parts[1] == "hex-key") parts.erase(parts.begin() + 1);
    if (parts.size() < 5) return;
    const auto protocol = protocol_from(parts[3]);
    if (!protocol || (parts[2] != "inbound" && parts[2] != "outbound")) return;
    const auto what = parts[1];
    const bool known = what == "spi" || what == "string-key" || what.starts_with("encryption") ||
                       what.starts_with("authentication");
    if (!known) return;
    auto& sa = policy.sas[{parts[2] == "inbound", *protocol}];
    if (sa.line == 0 || what == "spi") sa.line = number;
    if (what == "spi") {
      sa.spi = number_from<std::uint32_t>(parts[4]);
      return;
    }
    TypedKey key{parts.back(), {}, number};
    if (what == "string-key")
      key.problem =
          "keys are made of a string in a way that the vendor does not publish: write "
          "them in hexadecimal";
    else if (parts[4] == "cipher" && parts.size() > 5)
      key.problem = "the router has enciphered the keys: write them as they were typed (simple)";
    if (!what.starts_with("authentication")) sa.encryption = key;
    if (!what.starts_with("encryption")) sa.authentication = key;
  }

  std::string read(const Policy& policy, bool inbound, SaProtocol protocol, const ManualSa& sa,
                   SaKeys& keys) const {
    if (!sa.spi) return "these keys have no sa spi, or it is no number";
    keys.spi = *sa.spi;
    keys.protocol = protocol;
    if (policy.strange_address) return "an end of the tunnel is no address";
    const auto& source = inbound ? policy.remote : policy.local;
    const auto& destination = inbound ? policy.local : policy.remote;
    if (source) keys.source = exactly(*source);
    if (destination) keys.destination = exactly(*destination);
    for (const auto* key : {&sa.encryption, &sa.authentication})
      if (!key->problem.empty()) return std::string(key->problem);
    const auto proposal = proposals_.find(policy.proposal);
    if (proposal == proposals_.end()) return "the proposal of this SA is not in the file";
    return proposal->second.use(sa.encryption.text, sa.authentication.text, keys);
  }

  std::map<std::string_view, ComwareProposal> proposals_;
  std::map<std::tuple<std::string_view, std::string_view, std::string_view>, Policy> policies_;
  ComwareProposal* proposal_ = nullptr;
  Policy* policy_ = nullptr;
};

Configuration configuration_of(std::string_view text) {
  Configuration configuration;
  TextLines lines(text);
  for (TextLine line; lines.next(line);)
    configuration.line(words_behind_prompt(line.text), line.number);
  return configuration;
}

bool recognises(std::string_view text) {
  return says_any(text, {"sa hex-key ", "sa encryption-hex ", "sa authentication-hex ",
                         "sa string-key "}) &&
         configuration_of(text).has_keys();
}

bool begins_line(std::string_view content) {
  if (content.starts_with('[') || content.starts_with('<')) return true;
  static constexpr std::string_view first_words[] = {"ipsec",
                                                     "sa",
                                                     "proposal",
                                                     "transform-set",
                                                     "tunnel",
                                                     "local-address",
                                                     "remote-address",
                                                     "security",
                                                     "#",
                                                     "acl",
                                                     "rule",
                                                     "return",
                                                     "quit",
                                                     "undo",
                                                     "transform",
                                                     "ip",
                                                     "interface",
                                                     "protocol",
                                                     "description",
                                                     "encapsulation-mode"};
  const auto parts = words(content);
  if (parts.empty()) return true;
  // "sa spi inbound" may break in front of "esp 300".
  if (parts[0] == "esp" || parts[0] == "ah")
    return parts.size() > 1 && parts[1].find("-algorithm") != std::string_view::npos;
  return std::find(std::begin(first_words), std::end(first_words), parts[0]) !=
         std::end(first_words);
}

void read(std::string_view text, const std::string& file, KeyRing& ring,
          std::vector<Warning>& warnings) {
  Complaints complaints(file, warnings);
  configuration_of(text).give(ring, complaints);
}

}  // namespace

const KeySource source = {"H3C and Huawei manual SAs", recognises, read, begins_line};

}  // namespace espect::keys::comware_manual
