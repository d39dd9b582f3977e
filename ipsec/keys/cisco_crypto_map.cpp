// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <map>

#include "ipsec/keys/cisco_transforms.h"
#include "ipsec/keys/sources.h"
#include "ipsec/keys/text_lines.h"

// Manual keys of Cisco IOS, PIX and ASA (crypto maps of the kind ipsec-manual, "set session-key").
// What they are for stands in the transform set that the map names, whose place in the
// configuration is anywhere.
namespace espect::keys::cisco_crypto_map {
namespace {

using Words = std::vector<std::string_view>;

// "inbound esp 300 cipher HEX authenticator HEX", "outbound ah 256 HEX"
struct SessionKey {
  Words words;
  std::uint32_t line = 0;
};

struct Entry {
  std::optional<Address> peer;
  std::string_view transform_set;
  std::vector<SessionKey> keys;
};

// "R1(config-crypto-map)#set peer 192.0.2.1"
Words words_behind_prompt(std::string_view line) {
  line = trimmed(line);
  const std::size_t prompt = line.substr(0, line.find(' ')).find_first_of("#>");
  if (prompt != std::string_view::npos) line.remove_prefix(prompt + 1);
  return words(line);
}

bool starts_with(const Words& words, std::initializer_list<std::string_view> beginning) {
  return words.size() >= beginning.size() &&
         std::equal(beginning.begin(), beginning.end(), words.begin());
}

Words behind(const Words& words, std::size_t count) {
  return {words.begin() + static_cast<std::ptrdiff_t>(std::min(count, words.size())), words.end()};
}

class Configuration {
 public:
  void line(const Words& parts, std::uint32_t number) {
    if (parts.empty()) return;
    if (starts_with(parts, {"crypto", "ipsec", "transform-set"}) && parts.size() > 4) {
      transform_set_ = parts[3];
      if (parts[4] != "mode") transforms_[parts[3]].words = behind(parts, 4);
      if (parts[4] == "mode") transforms_[parts[3]].mode = parts.back();
    } else if (parts[0] == "mode" && parts.size() > 1) {
      if (!transform_set_.empty()) transforms_[transform_set_].mode = parts[1];
    } else if (starts_with(parts, {"crypto", "map"})) {
      crypto_map(parts, number);
    } else if (parts[0] == "set" && !entry_.second.empty()) {
      set(behind(parts, 1), entries_[entry_], number);
    } else if (parts[0] == "interface" && parts.size() > 1) {
      transform_set_ = {};
      interface_ = parts.back();
    } else if (starts_with(parts, {"ip", "address"}) && parts.size() > 2 && !interface_.empty()) {
      if (const auto address = address_from(parts[2])) addresses_[interface_] = *address;
    }
  }

  bool has_keys() const {
    return std::any_of(entries_.begin(), entries_.end(),
                       [](const auto& entry) { return !entry.second.keys.empty(); });
  }

  void give(KeyRing& ring, Complaints& complaints) const {
    for (const auto& [name, entry] : entries_)
      for (const SessionKey& key : entry.keys) {
        SaKeys keys;
        keys.origin = complaints.at(key.line);
        const auto fault = read_key(key.words, name.first, entry, keys);
        if (fault.empty())
          ring.add(std::move(keys));
        else
          complaints.add(key.line, fault);
      }
  }

 private:
  using EntryName = std::pair<std::string_view, std::string_view>;  // of the map, and its number

  // "crypto map M 10 ipsec-manual", of PIX "crypto map M 10 set peer A"; "crypto map M
  // local-address Loopback0"; at an interface "crypto map M".
  void crypto_map(const Words& parts, std::uint32_t number) {
    transform_set_ = {};
    if (parts.size() == 3 && !interface_.empty()) interface_of_[parts[2]] = interface_;
    if (parts.size() < 5) return;
    if (parts[3] == "local-address") {
      interface_of_[parts[2]] = parts[4];
    } else if (parts[3] == "interface") {
      interface_of_[parts[2]] = parts[4];
    } else if (number_from<std::uint32_t>(parts[3])) {
      interface_ = {};
      entry_ = {parts[2], parts[3]};
      if (parts[4] == "set") set(behind(parts, 5), entries_[entry_], number);
    }
  }

  static void set(const Words& parts, Entry& entry, std::uint32_t number) {
    if (parts.size() < 2) return;
    if (parts[0] == "peer" && !entry.peer) entry.peer = address_from(parts[1]);
    if (parts[0] == "transform-set") entry.transform_set = parts[1];
    if (parts[0] == "session-key") entry.keys.push_back({behind(parts, 1), number});
  }

  std::optional<Address> local_address(std::string_view map) const {
    const auto interface = interface_of_.find(map);
    if (interface == interface_of_.end()) return std::nullopt;
    const auto address = addresses_.find(interface->second);
    return address == addresses_.end() ? std::nullopt : std::optional(address->second);
  }

  std::string read_key(const Words& parts, std::string_view map, const Entry& entry,
                       SaKeys& keys) const {
    if (parts.size() < 4) return "this session key is cut off";
    const bool inbound = parts[0] == "inbound";
    const auto spi = number_from<std::uint32_t>(parts[2]);
    if (!inbound && parts[0] != "outbound") return "a session key is neither inbound nor outbound";
    if (!spi) return "spi is no number";
    keys.spi = *spi;
    keys.protocol = parts[1] == "ah" ? SaProtocol::ah : SaProtocol::esp;
    const auto here = local_address(map);
    if (entry.peer) (inbound ? keys.source : keys.destination) = exactly(*entry.peer);
    if (here) (inbound ? keys.destination : keys.source) = exactly(*here);
    const auto transform = transforms_.find(entry.transform_set);
    if (transform == transforms_.end())
      return "the transform set of this session key is not in the file";
    return use_transforms(transform->second, parts, keys);
  }

  std::map<std::string_view, CiscoTransforms> transforms_;
  std::map<EntryName, Entry> entries_;
  std::map<std::string_view, std::string_view> interface_of_;  // by map
  std::map<std::string_view, Address> addresses_;              // by interface
  EntryName entry_;
  std::string_view transform_set_;
  std::string_view interface_;
};

Configuration configuration_of(std::string_view text) {
  Configuration configuration;
  TextLines lines(text);
  for (TextLine line; lines.next(line);)
    configuration.line(words_behind_prompt(line.text), line.number);
  return configuration;
}

bool recognises(std::string_view text) {
  return says_any(text, {"set session-key "}) && configuration_of(text).has_keys();
}

bool begins_line(std::string_view content) {
  const auto parts = words_behind_prompt(content);
  static constexpr std::string_view first_words[] = {
      "crypto", "set", "match", "mode", "interface", "ip", "!", "access-list", "exit", "end"};
  return parts.empty() || std::find(std::begin(first_words), std::end(first_words), parts[0]) !=
                              std::end(first_words);
}

void read(std::string_view text, const std::string& file, KeyRing& ring,
          std::vector<Warning>& warnings) {
  Complaints complaints(file, warnings);
  configuration_of(text).give(ring, complaints);
}

}  // namespace

const KeySource source = {"Cisco crypto map", recognises, read, begins_line};

}  // namespace espect::keys::cisco_crypto_map
