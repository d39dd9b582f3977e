// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <bit>
#include <optional>
#include <string>
#include <vector>

#include "ipsec/wire/ike/payload_chain.h"
#include "ipsec/wire/ikev1/payload_chain.h"
#include "ipsec/wire/walker.h"

namespace espect::wire {

// One line of a printed structure. Owns its text; the names are static.
struct Item {
  const char* name = "";            // in the description
  const char* wireshark = nullptr;  // Wireshark's name for it, if it has one
  std::string label;
  std::string text;                     // the value for people; empty for a mere heading
  std::optional<std::uint64_t> number;  // the value, when it is a number
  Place place{};
  std::vector<Item> items;
};

// Turns what a walk sees into Items, for `espect dump` in text and JSON.
class Printer {
 public:
  static constexpr bool wants_items = true;

  explicit Printer(std::vector<Item>& into, const registry::ExperimentalProfile* profile = nullptr)
      : profile_(profile) {
    open_.push_back(&into);
  }
  const registry::ExperimentalProfile* profile() const { return profile_; }

  template <class Owner, class N, class Int>
  void number(Label label, Int value, const registry::Registry* names, Place place) {
    add(N::text, label, number_text(value, sizeof(Int), names, label.display), place).number =
        value;
  }
  template <class Owner, class N>
  void octets(Label label, Bytes octets, std::uint32_t at) {
    add(N::text, label, octets_text(octets, label.display),
        {at, static_cast<std::uint32_t>(octets.size())});
  }
  template <class Owner, class N>
  void open(const char* label, Place place) {
    descend(add(N::text, {label}, {}, place));
  }
  template <class Owner, class N, class Int>
  void open_bits(Label label, Int value, Place place) {
    Item& item =
        add(N::text, label, number_text(value, sizeof(Int), nullptr, label.display), place);
    item.number = value;
    descend(item);
  }
  template <class Owner, class N, class Int, std::uint64_t Mask>
  void part(Label label, Int value, bool flag, Place place) {
    const auto bits = extract<Mask>(value);
    const bool one_bit = flag && std::has_single_bit(Mask);
    const auto text = [&] {
      if (label.values != nullptr)
        return number_text(bits, sizeof(Int), label.values, Display::automatic);
      return one_bit ? std::string(bits != 0 ? "set" : "not set") : std::to_string(bits);
    };
    add(N::text, label, text(), place).number = bits;
  }
  void open_payload(const ike::Payload& payload, Place place);
  void open_payload(const ikev1::Payload& payload, Place place);
  // Ends what was opened last; a size of 0 given before is known only now.
  void close(std::uint32_t size);

 private:
  template <class Version>
  void open_payload_of(const ChainedPayload<Version>& payload, Place place);
  Item& add(const char* name, Label label, std::string text, Place place);
  void descend(Item& item) { open_.push_back(&item.items), heading_.push_back(&item); }
  std::string number_text(std::uint64_t value, std::size_t octets, const registry::Registry* names,
                          Display display) const;
  static std::string octets_text(Bytes octets, Display display);

  const registry::ExperimentalProfile* profile_;
  // Pointers into vectors that do not grow while something below them is open.
  std::vector<std::vector<Item>*> open_;
  std::vector<Item*> heading_;
};

// What a datagram says, and the first fault in it. Everything before the fault is there.
struct Printed {
  std::vector<Item> items;
  Fault fault{};
};
// Header and payload chain; of an encrypted IKEv1 message the ciphertext.
Printed print_ike(Bytes message, const registry::ExperimentalProfile* profile = nullptr);
// A chain of payloads without a header: what was inside SK, or encrypted in IKEv1.
Printed print_payloads(registry::PayloadType first, Bytes octets,
                       const registry::ExperimentalProfile* profile = nullptr);
Printed print_payloads(registry::Ikev1PayloadType first, Bytes octets,
                       const registry::ExperimentalProfile* profile = nullptr);
Printed print_esp(Bytes packet);
Printed print_eesp(Bytes packet);
Printed print_eesp_prototype(Bytes packet);
Printed print_eesp_payload_info(Bytes header);
Printed print_ah(Bytes header_and_payload);
// What stands in an ESP packet on the SPIs of ESP echo, or behind Next Header 144.
Printed print_echo_plain(Bytes payload);
Printed print_echo(Bytes payload, const registry::ExperimentalProfile* profile = nullptr);
Printed print_echo_short(Bytes payload, const registry::ExperimentalProfile* profile = nullptr);
Printed print_aggfrag(Bytes payload, const registry::ExperimentalProfile* profile = nullptr);

}  // namespace espect::wire
