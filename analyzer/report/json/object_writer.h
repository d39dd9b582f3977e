// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <ostream>
#include <string>

#include "analyzer/report/json/json.h"

namespace espect::report {

// Streams one object whose members are values or arrays of objects.
class ObjectWriter {
 public:
  explicit ObjectWriter(std::ostream& out) : out_(out) {}

  void member(const char* name, const Json& value) {
    start(name);
    put(value, 1);
  }
  template <class Each>
  void array(const char* name, Each&& each) {
    start(name);
    out_ << '[';
    bool any = false;
    each([&](const Json& object) {
      out_ << (any ? ",\n  " : "\n  ");
      put(object, 2);
      any = true;
    });
    out_ << (any ? "\n ]" : "]");
  }
  void end() { out_ << "\n}\n"; }

 private:
  void start(const char* name) {
    out_ << (first_ ? "{\n" : ",\n") << " \"" << name << "\": ";
    first_ = false;
  }
  void put(const Json& value, std::size_t depth) {
    text_.clear();
    value.append_indented(text_, depth);
    out_ << text_;
  }

  std::ostream& out_;
  std::string text_;  // of one value, used again for the next
  bool first_ = true;
};

}  // namespace espect::report
