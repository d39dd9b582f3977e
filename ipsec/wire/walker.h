// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <concepts>
#include <type_traits>

#include "ipsec/bytes/reader.h"
#include "ipsec/wire/describe.h"

namespace espect::wire {

template <class T>
struct List;

// What a walk tells about one item. `Owner` and `Name` identify the field at compile time.
struct Place {
  std::uint32_t offset = 0;
  std::uint32_t size = 0;
};

// A sink that wants nothing: a walk with it is a decoder. Every sink says under which experimental
// profile numbers are read; null = that of experimental.csv.
struct NoSink {
  static constexpr bool wants_items = false;
  const registry::ExperimentalProfile* numbers = nullptr;
  constexpr const registry::ExperimentalProfile* profile() const { return numbers; }
};

// Reads a structure by its description and reports every item to the sink in wire order. What was
// read before a fault has been reported; the first fault stays in the reader.
template <class Owner, class Sink>
class Walker {
 public:
  constexpr Walker(Reader in, Sink& sink) : Walker(in, sink, in.offset()) {}

  template <class N, std::unsigned_integral Int>
  constexpr void field(N, Label label, Int& value) {
    const auto at = in_.offset();
    value = in_.number<Int>(N::text);
    if constexpr (Sink::wants_items)
      if (in_.ok())
        sink_.template number<Owner, N, Int>(label, value, nullptr, Place{at, sizeof(Int)});
  }
  template <class N, class C>
    requires Coded<std::remove_reference_t<C>>
  constexpr void field(N, Label label, C&& code) {
    using Int = typename std::remove_reference_t<C>::value_type;
    const auto at = in_.offset();
    code.value = in_.number<Int>(N::text);
    code.meaning =
        registry::meaning_of(profile(), std::remove_reference_t<C>::registry(), code.value);
    if constexpr (Sink::wants_items)
      if (in_.ok())
        sink_.template number<Owner, N, Int>(
            label, code.value, &std::remove_reference_t<C>::registry(), Place{at, sizeof(Int)});
  }
  template <class N, std::unsigned_integral Int, class... Parts>
  constexpr void flags(N, Label label, Int& value, Parts... parts) {
    split<N, true>(label, value, parts...);
  }
  template <class N, std::unsigned_integral Int, class... Parts>
  constexpr void bits(N, Label label, Int& value, Parts... parts) {
    split<N, false>(label, value, parts...);
  }
  constexpr void reserved(std::size_t count, Label label = {"Reserved"}) {
    const auto at = in_.offset();
    const Bytes octets = in_.take(count, "reserved");
    if constexpr (Sink::wants_items)
      if (in_.ok()) sink_.template octets<Owner, Name<"reserved">>(label, octets, at);
  }
  template <class N>
  constexpr void bytes(N, Label label, Bytes& value, std::size_t count) {
    const auto at = in_.offset();
    value = in_.take(count, N::text);
    if constexpr (Sink::wants_items)
      if (!value.empty()) sink_.template octets<Owner, N>(label, value, at);
  }
  template <class N>
  constexpr void rest(N name, Label label, Bytes& value) {
    bytes(name, label, value, in_.left());
  }
  template <class N, class T>
  constexpr void list(N, Label label, List<T>& value) {
    read_list<N>(label, value, nullptr);
  }
  template <class N, class T>
  constexpr void list(N, Label label, List<T>& value, std::size_t count) {
    read_list<N>(label, value, &count);
  }
  template <class N, class T>
  constexpr void structure(N, Label label, T& value) {
    const auto at = in_.offset();
    if constexpr (Sink::wants_items) sink_.template open<Owner, N>(label.text, Place{at, 0});
    Walker<T, Sink> inner(in_, sink_);
    T::describe(inner, value);
    in_ = inner.in();
    if constexpr (Sink::wants_items) sink_.close(in_.offset() - at);
  }
  template <class N, std::unsigned_integral Int, class Body>
  constexpr void length16(N name, Label label, Int& value, Body&& body) {
    const auto at = in_.offset();
    field(name, label, value);
    const auto used = in_.offset() - start_;
    if (in_.ok() && value < used) in_.fail_at(Problem::length_too_small, N::text, at);
    Walker inner(in_.sub(in_.ok() ? value - used : 0, N::text), sink_, start_);
    body(inner);
    if (inner.in_.ok() && !inner.in_.empty()) inner.in_.fail(Problem::trailing_bytes, N::text);
    in_.adopt(inner.in_.fault());
  }
  template <class Body>
  constexpr void when(bool present, Body&& body) {
    if (present && in_.ok()) body(*this);
  }
  template <class T>
  constexpr void inside(Bytes octets, T value) {
    if constexpr (Sink::wants_items) {
      if (octets.empty()) return;
      const auto at = in_.offset() - static_cast<std::uint32_t>(in_.peek().data() - octets.data());
      sink_.template open<T, Name<"inside">>(T::title,
                                             Place{at, static_cast<std::uint32_t>(octets.size())});
      Walker<T, Sink> inner(Reader(octets, at), sink_);
      T::describe(inner, value);
      if (inner.in().ok() && !inner.in().empty()) inner.fail(Problem::trailing_bytes, T::name);
      in_.adopt(inner.in().fault());
      sink_.close(static_cast<std::uint32_t>(octets.size()));
    }
  }

  constexpr Bytes ahead() const { return in_.peek(); }
  constexpr const Reader& in() const { return in_; }
  constexpr const registry::ExperimentalProfile* profile() const { return sink_.profile(); }
  constexpr void fail(Problem problem, const char* field) { in_.fail(problem, field); }

 private:
  constexpr Walker(Reader in, Sink& sink, std::uint32_t start)
      : in_(in), sink_(sink), start_(start) {}

  template <class N, bool Flags, std::unsigned_integral Int, class... Parts>
  constexpr void split(Label label, Int& value, Parts... parts) {
    const auto at = in_.offset();
    value = in_.number<Int>(N::text);
    if constexpr (Sink::wants_items) {
      if (!in_.ok()) return;
      sink_.template open_bits<Owner, N, Int>(label, value, Place{at, sizeof(Int)});
      (sink_.template part<Owner, typename Parts::name, Int, Parts::mask>(parts.label, value, Flags,
                                                                          Place{at, sizeof(Int)}),
       ...);
      sink_.close(sizeof(Int));
    }
  }

  template <class N, class T>
  constexpr void read_list(Label label, List<T>& value, const std::size_t* count) {
    const auto at = in_.offset();
    const Bytes octets = in_.take_rest();
    value = {octets, at, profile()};
    if constexpr (Sink::wants_items) {
      if (octets.empty() && count == nullptr) return;
      Reader in(octets, at);
      std::size_t found = 0;
      while (in.ok() && !in.empty()) {
        const auto element_at = in.offset();
        sink_.template open<Owner, N>(label.text, Place{element_at, 0});
        T element{};
        Walker<T, Sink> walker(in, sink_);
        T::describe(walker, element);
        in = walker.in();
        if (in.ok() && in.offset() == element_at) in.fail(Problem::trailing_bytes, N::text);
        sink_.close(in.offset() - element_at);
        ++found;
      }
      if (count != nullptr && in.ok() && found != *count) in.fail(Problem::bad_count, N::text);
      in_.adopt(in.fault());
    }
  }

  Reader in_;
  Sink& sink_;
  std::uint32_t start_;
};

// Decodes one structure from the reader and moves it past; the reader keeps the fault.
template <class T>
constexpr T decode(Reader& in, const registry::ExperimentalProfile* profile = nullptr) {
  T value{};
  NoSink none{profile};
  Walker<T, NoSink> walker(in, none);
  T::describe(walker, value);
  in = walker.in();
  return value;
}

// Decodes a structure that must use up all octets.
template <class T>
constexpr T decode_all(Bytes octets, Fault* fault = nullptr,
                       const registry::ExperimentalProfile* profile = nullptr) {
  Reader in(octets);
  T value = decode<T>(in, profile);
  if (in.ok() && !in.empty()) in.fail(Problem::trailing_bytes, T::name);
  if (fault != nullptr) *fault = in.fault();
  return value;
}

// A run of structures, decoded one at a time as it is iterated; stops at the first that does not
// decode. Owns nothing.
template <class T>
struct List {
  Bytes octets{};
  std::uint32_t offset = 0;
  const registry::ExperimentalProfile* profile = nullptr;

  class Iterator {
   public:
    constexpr Iterator(Reader in, const registry::ExperimentalProfile* profile)
        : in_(in), profile_(profile) {
      advance();
    }
    constexpr const T& operator*() const { return value_; }
    constexpr const T* operator->() const { return &value_; }
    constexpr Iterator& operator++() {
      advance();
      return *this;
    }
    constexpr bool operator==(std::nullptr_t) const { return done_; }

   private:
    constexpr void advance() {
      if (in_.empty() || !in_.ok()) {
        done_ = true;
        return;
      }
      const auto before = in_.left();
      value_ = decode<T>(in_, profile_);
      done_ = !in_.ok() || in_.left() == before;
    }
    Reader in_;
    const registry::ExperimentalProfile* profile_;
    T value_{};
    bool done_ = false;
  };
  constexpr Iterator begin() const { return Iterator(Reader(octets, offset), profile); }
  constexpr std::nullptr_t end() const { return nullptr; }
};

}  // namespace espect::wire
