// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <ostream>

#include <fmt/format.h>

#include "analyzer/report/json/sas.h"
#include "analyzer/report/json/text.h"

namespace espect::report {

// Streams one object whose members are values or arrays of objects.
class ObjectWriter {
 public:
  explicit ObjectWriter(std::ostream& out) : out_(out) {}

  void member(const char* name, const Json& value) { out_ << start(name) << indented(value, 1); }
  template <class Each>
  void array(const char* name, Each&& each) {
    out_ << start(name) << '[';
    bool any = false;
    each([&](const Json& object) {
      out_ << (any ? ",\n  " : "\n  ") << indented(object, 2);
      any = true;
    });
    out_ << (any ? "\n ]" : "]");
  }
  void end() { out_ << "\n}\n"; }

 private:
  std::string start(const char* name) {
    const char* before = first_ ? "{\n" : ",\n";
    first_ = false;
    return fmt::format("{} \"{}\": ", before, name);
  }
  std::ostream& out_;
  bool first_ = true;
};

}  // namespace espect::report
