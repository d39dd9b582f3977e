// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/wire/walker.h"

namespace espect::wire {

// A sink that looks at everything and keeps nothing. A decoder leaves lists and what stands inside
// other octets for later; a walk with this one goes all the way, as a printer does.
struct Inspector {
  static constexpr bool wants_items = true;
  const registry::ExperimentalProfile* numbers = nullptr;
  constexpr const registry::ExperimentalProfile* profile() const { return numbers; }

  template <class Owner, class N, class Int>
  constexpr void number(Label, Int, const registry::Registry*, Place) {}
  template <class Owner, class N>
  constexpr void octets(Label, Bytes, std::uint32_t) {}
  template <class Owner, class N>
  constexpr void open(const char*, Place) {}
  template <class Owner, class N, class Int>
  constexpr void open_bits(Label, Int, Place) {}
  template <class Owner, class N, class Int, std::uint64_t Mask>
  constexpr void part(Label, Int, bool, Place) {}
  template <class Payload>
  constexpr void open_payload(const Payload&, Place) {}
  constexpr void close(std::uint32_t) {}
};

// Walks a structure that must use up all octets; what is wrong with it first. `offset`: where it
// starts, for the fault.
template <class T, class Sink>
constexpr Fault walk_all(Bytes octets, std::uint32_t offset, Sink& sink, T value = {}) {
  Walker<T, Sink> walker(Reader(octets, offset), sink);
  T::describe(walker, value);
  if (walker.in().ok() && !walker.in().empty()) walker.fail(Problem::trailing_bytes, T::name);
  return walker.in().fault();
}

// What is wrong with these octets as a T: the one answer of audit, dump and plugin.
template <class T>
constexpr Fault fault_of(Bytes octets, const registry::ExperimentalProfile* profile = nullptr) {
  Inspector inspector{profile};
  return walk_all<T>(octets, 0, inspector);
}

}  // namespace espect::wire
