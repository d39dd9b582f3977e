// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <concepts>
#include <type_traits>

#include "ipsec/bytes/writer.h"
#include "ipsec/wire/describe.h"
#include "ipsec/wire/walker.h"

namespace espect::wire {

// Writes a structure by its description. length16 is computed, whatever the structure says; counts
// and sizes that are fields of their own are written as given, so that tests can lie.
template <class Owner>
class Encoder {
 public:
  explicit Encoder(Writer& out) : out_(out), start_(out.size()) {}

  template <class N, std::unsigned_integral Int>
  void field(N, Label, const Int& value) {
    out_.number(value);
  }
  template <class N, class C>
    requires Coded<std::remove_cvref_t<C>>
  void field(N, Label, const C& code) {
    out_.number(static_cast<typename std::remove_cvref_t<C>::value_type>(code.value));
  }
  template <class N, std::unsigned_integral Int, class... Parts>
  void flags(N, Label, const Int& value, Parts...) {
    out_.number(value);
  }
  template <class N, std::unsigned_integral Int, class... Parts>
  void bits(N, Label, const Int& value, Parts...) {
    out_.number(value);
  }
  void reserved(std::size_t count, Label = {}) { out_.zeros(count); }
  template <class N>
  void bytes(N, Label, const Bytes& value, std::size_t) {
    out_.append(value);
  }
  template <class N>
  void rest(N, Label, const Bytes& value) {
    out_.append(value);
  }
  template <class N, class T>
  void list(N, Label, const List<T>& value, std::size_t = 0) {
    out_.append(value.octets);
  }
  template <class N, class T>
  void structure(N, Label, const T& value) {
    Encoder<T> inner(out_);
    T::describe(inner, value);
  }
  template <class N, std::unsigned_integral Int, class Body>
  void length16(N, Label, const Int&, Body&& body) {
    const auto at = out_.size();
    out_.number(Int{0});
    body(*this);
    out_.patch(at, static_cast<Int>(out_.size() - start_));
  }
  template <class Body>
  void when(bool present, Body&& body) {
    if (present) body(*this);
  }
  template <class T>
  void inside(Bytes, T) {}
  static Bytes ahead() { return {}; }
  const registry::ExperimentalProfile* profile() const { return nullptr; }  // numbers as given

 private:
  Writer& out_;
  std::size_t start_;
};

template <class T>
void encode(Writer& out, const T& value) {
  Encoder<T> encoder(out);
  T::describe(encoder, value);
}

template <class T>
std::vector<std::uint8_t> encode(const T& value) {
  Writer out;
  encode(out, value);
  return out.release();
}

}  // namespace espect::wire
