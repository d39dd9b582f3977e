// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "ipsec/keys/key_files.h"
#include "ipsec/keys/key_source.h"
#include "ipsec/keys/quotation.h"
#include "ipsec/keys/text_encoding.h"
#include "ipsec/keys/typography.h"
#include "ipsec/keys/wrapped_lines.h"

namespace espect::keys {
namespace {

// What was pasted is small; larger files are logs, and read as they are.
constexpr std::size_t largest_pasted = 1u << 20;
constexpr std::size_t largest_broken = 1u << 18;

using SaName = std::tuple<SaProtocol, std::uint32_t, std::uint16_t>;

SaName name_of(const SaKeys& keys) {
  return {keys.protocol, keys.spi, keys.eesp ? keys.eesp->session_id : std::uint16_t{0}};
}

template <class Take>
void each_entry(const KeyRing& ring, Take take) {
  const auto all = [&take](const auto& entries) {
    for (const auto& entry : entries) take(entry);
  };
  all(ring.all_ike_keys());
  all(ring.all_ikev1_keys());
  all(ring.all_ike_secrets());
  all(ring.all_child_secrets());
  all(ring.all_ppks());
  all(ring.all_psks());
  all(ring.all_sa_keys());
}

// What an entry is of, for entries of two readings of one text. A PSK or PPK has no name.
using EntryName = std::tuple<char, std::uint64_t, std::uint64_t>;
EntryName name_in_ring(const IkeKeys& keys) {
  return {'k', keys.spi_i, keys.spi_r};
}
EntryName name_in_ring(const Ikev1Keys& keys) {
  return {'1', keys.spi_i, 0};
}
EntryName name_in_ring(const IkeSecret& secret) {
  return {'s', secret.spi_i, secret.spi_r};
}
EntryName name_in_ring(const ChildSecret& secret) {
  return {'c', secret.spi, 0};
}
EntryName name_in_ring(const Ppk& /*ppk*/) {
  return {};
}
EntryName name_in_ring(const Psk& /*psk*/) {
  return {};
}
EntryName name_in_ring(const SaKeys& keys) {
  const auto [protocol, spi, session] = name_of(keys);
  return {static_cast<char>(protocol), spi, session};
}

std::set<EntryName> names_in(const KeyRing& ring) {
  std::set<EntryName> names;
  each_entry(ring, [&names](const auto& entry) { names.insert(name_in_ring(entry)); });
  names.erase(EntryName{});
  return names;
}

// One way to read a text.
struct TextReading {
  const KeySource* source = nullptr;
  KeyRing ring;
  std::vector<Warning> warnings;
  std::string_view form;  // what was read

  std::set<SaName> sas() const {
    std::set<SaName> names;
    for (const SaKeys& keys : ring.all_sa_keys()) names.insert(name_of(keys));
    return names;
  }
  // Where a direction is not known an SA has two keys, which are no more than one.
  std::size_t said() const {
    return sas().size() + ring.all_ike_keys().size() + ring.all_ikev1_keys().size() +
           ring.all_ike_secrets().size() + ring.all_child_secrets().size() +
           ring.all_ppks().size() + ring.all_psks().size();
  }
  std::size_t octets() const {
    std::map<SaName, std::size_t> of_sas;
    for (const SaKeys& keys : ring.all_sa_keys()) {
      std::size_t& octets = of_sas[name_of(keys)];
      octets = std::max(octets, keys.encr_key.size() + keys.integ_key.size());
    }
    std::size_t sum = 0;
    for (const auto& [name, octets] : of_sas) sum += octets;
    for (const IkeKeys& keys : ring.all_ike_keys())
      for (const auto* key : {&keys.d, &keys.ai, &keys.ar, &keys.ei, &keys.er, &keys.pi, &keys.pr})
        sum += key->size();
    return sum;
  }
  std::size_t algorithms() const {
    std::size_t count = 0;
    for (const IkeKeys& keys : ring.all_ike_keys())
      count += (keys.encr ? 1U : 0U) + (keys.integ ? 1U : 0U) + (keys.prf ? 1U : 0U);
    for (const SaKeys& keys : ring.all_sa_keys())
      count += (keys.encr ? 1U : 0U) + (keys.integ ? 1U : 0U);
    return count;
  }
  // Keys of which only one can be right: of one SA, with other octets, or the other way round. An
  // SA that moved has the same key at several places.
  std::size_t undecided() const {
    std::map<SaName, const SaKeys*> first;
    std::size_t count = 0;
    for (const SaKeys& keys : ring.all_sa_keys()) {
      const SaKeys& known = *first.try_emplace(name_of(keys), &keys).first->second;
      const bool reversed = known.source.address == keys.destination.address &&
                            known.destination.address == keys.source.address;
      const bool same = known.encr_key == keys.encr_key && known.integ_key == keys.integ_key;
      if (&known != &keys && (reversed || !same)) ++count;
    }
    return count;
  }
  // Compared in turn. Of two that say nothing the first is kept, and what it warns of.
  bool is_better_than(const TextReading& other) const {
    if (source == nullptr || other.source == nullptr) return source != nullptr && !other.source;
    if (said() != other.said()) return said() > other.said();
    if (said() == 0) return false;
    if (octets() != other.octets()) return octets() > other.octets();
    // Of more of them the direction is known.
    if (undecided() != other.undecided()) return undecided() < other.undecided();
    if (warnings.size() != other.warnings.size()) return warnings.size() < other.warnings.size();
    if (ring.all_sa_keys().size() != other.ring.all_sa_keys().size())
      return ring.all_sa_keys().size() > other.ring.all_sa_keys().size();
    return algorithms() > other.algorithms();
  }
};

TextReading read_with(const KeySource* source, std::string_view text, const std::string& name) {
  TextReading reading;
  reading.source = source;
  reading.form = text;
  if (source != nullptr) source->read(text, name, reading.ring, reading.warnings);
  return reading;
}

// The best of what the text says as it is, and without what mail, forums and terminals made of it.
class Pasted {
 public:
  Pasted(std::string_view text, const std::string& name) : name_(name) {
    look_at(text);
    if (text.size() > largest_pasted) {
      if (best_.source != nullptr) add_others();
      return;
    }
    if (in_plain_characters(text, plain_)) look_at(text = view(plain_));
    if (without_quotation(text, unquoted_)) look_at(text = view(unquoted_));
    if (without_line_heads(text, headless_)) look_at(view(headless_));
    if (text.size() <= largest_broken)
      for (const std::string_view form : std::exchange(forms_, {})) put_together(form);
    if (best_.source != nullptr) add_others();
  }
  TextReading& best() { return best_; }
  // The names of the other sources of which something was taken.
  const std::vector<std::string_view>& others() const { return others_; }

 private:
  void look_at(std::string_view form) {
    forms_.push_back(form);
    take(read_with(key_source_of(form), form, name_));
    // Of a text with several the first source may say least.
    if (form.size() > largest_pasted || best_.source == nullptr) return;
    for (const KeySource& source : key_sources())
      if (&source != best_.source && source.recognises(form)) take(read_with(&source, form, name_));
  }
  void put_together(std::string_view form) {
    SecretText whole;
    if (uncut(form, whole)) take_whole(key_source_of(view(whole)), view(whole), form);
    for (const KeySource& source : key_sources()) {
      whole.clear();
      if (source.begins_line == nullptr || !unwrapped(form, source.begins_line, whole)) continue;
      if (source.recognises(view(whole))) take_whole(&source, view(whole), form);
    }
  }
  void take_whole(const KeySource* source, std::string_view whole, std::string_view form) {
    TextReading reading = read_with(source, whole, name_);
    reading.form = form;  // that outlives it
    take(std::move(reading));
  }
  // What stands there in the form of another source too, as in a mail with listings of both hosts.
  void add_others() {
    for (const KeySource& source : key_sources()) {
      if (&source == best_.source || !source.recognises(best_.form)) continue;
      const auto named = names_in(best_.ring);
      const TextReading other = read_with(&source, best_.form, name_);
      bool any = false;
      each_entry(other.ring, [&](const auto& entry) {
        if (named.contains(name_in_ring(entry))) return;
        best_.ring.add(entry);
        any = true;
      });
      // What it could not read may be what the other one read.
      if (any) others_.push_back(source.name);
    }
  }
  void take(TextReading&& reading) {
    if (reading.is_better_than(best_)) best_ = std::move(reading);
  }

  const std::string& name_;
  SecretText plain_;
  SecretText unquoted_;
  SecretText headless_;
  std::vector<std::string_view> forms_;
  TextReading best_;
  std::vector<std::string_view> others_;
};

void add_all(const KeyRing& from, KeyRing& into) {
  each_entry(from, [&into](const auto& entry) { into.add(entry); });
}

}  // namespace

bool read_key_text(std::string_view text, const std::string& name, KeyFiles& into) {
  SecretText converted;
  text = as_utf8(text, converted);
  Pasted pasted(text, name);
  TextReading& best = pasted.best();
  if (best.source == nullptr) return false;
  into.used.push_back(name + ": " + best.source->name);
  if (best.ring.empty() && best.warnings.empty())
    best.warnings.push_back(
        {{name, 0},
         std::string("looks like ") + best.source->name + ", but no keys were found in it"});
  for (const auto& other : pasted.others()) into.used.back() += fmt::format(", {}", other);
  for (Warning& one : best.warnings) into.warnings.push_back(std::move(one));
  const auto before = into.ring.turned_away();
  add_all(best.ring, into.ring);
  const auto lost = best.ring.turned_away() + into.ring.turned_away() - before;
  if (lost != 0)
    into.warnings.push_back(
        {{name, 0},
         fmt::format("{} keys are not used: more than {} of one SPI", lost, KeyRing::most_of_one)});
  return true;
}

}  // namespace espect::keys
