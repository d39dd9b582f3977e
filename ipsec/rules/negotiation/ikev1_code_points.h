// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cctype>
#include <string>
#include <vector>

#include "ipsec/wire/ikev1/payload_chain.h"

namespace espect::rules {

// Every number of an IKEv1 message that has a registry, wherever its descriptions put it: payload
// types, notifies, attributes and their values.
struct Ikev1CodePoints {
  struct Point {
    std::string label;
    const registry::Registry* registry;
    std::uint32_t value;
  };
  static constexpr bool wants_items = true;
  static constexpr std::size_t most = 256;

  explicit Ikev1CodePoints(const registry::ExperimentalProfile* profile) : numbers(profile) {}

  // False when something cannot be parsed: that may be no number at all.
  bool read_message(Bytes message) {
    Reader in(message);
    const auto header = wire::decode<wire::ikev1::Header>(in, numbers);
    if (!in.ok()) return false;
    add("exchange", &registry::Ikev1ExchangeType::registry(), header.exchange.value);
    const auto fault = wire::ikev1::walk_message(message, header, *this).fault;
    return fault.problem == Problem::none;
  }
  bool read_payloads(registry::Ikev1PayloadType first, Bytes octets) {
    const auto fault =
        wire::ikev1::walk_payloads(first, Reader(octets), *this, wire::Origin::opened).fault;
    return fault.problem == Problem::none;
  }

  // What a walk wants of a sink.
  const registry::ExperimentalProfile* profile() const { return numbers; }
  template <class Owner, class N, class Int>
  void number(wire::Label label, Int value, const registry::Registry* names, wire::Place) {
    add(label.text, names, value);
  }
  template <class Owner, class N>
  void octets(wire::Label, Bytes, std::uint32_t) {}
  template <class Owner, class N>
  void open(const char*, wire::Place) {}
  template <class Owner, class N, class Int>
  void open_bits(wire::Label, Int, wire::Place) {}
  template <class Owner, class N, class Int, std::uint64_t Mask>
  void part(wire::Label label, Int value, bool, wire::Place) {
    add(label.text, label.values, wire::extract<Mask>(value));
  }
  void open_payload(const wire::ikev1::Payload& payload, wire::Place) {
    add("payload", &registry::Ikev1PayloadType::registry(), payload.type.value);
  }
  void close(std::uint32_t) {}

  std::vector<Point> found;
  const registry::ExperimentalProfile* numbers;

 private:
  void add(const char* label, const registry::Registry* names, std::uint64_t value) {
    if (names == nullptr || found.size() >= most || std::string_view(label) == "Next payload")
      return;
    std::string small = std::string_view(label) == "Type" ? "attribute type" : label;
    if (small.size() > 1 && std::islower(static_cast<unsigned char>(small[1])) != 0)
      small[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(small[0])));
    found.push_back({std::move(small), names, static_cast<std::uint32_t>(value)});
  }
};

}  // namespace espect::rules
