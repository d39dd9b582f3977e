// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <initializer_list>

#include "ipsec/sessions/esp/esp_flow.h"
#include "tests/support/audit_bench.h"

namespace espect::test {

// A flow from alice to bob that saw these numbers, for rules that judge flows.
sessions::EspFlow flow_that_saw(std::initializer_list<std::uint64_t> numbers);

}  // namespace espect::test
