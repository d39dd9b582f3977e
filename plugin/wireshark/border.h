// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <exception>
#include <vector>

#include "ipsec/bytes/bytes.h"
#include "plugin/wireshark/compat.h"

// Where C++ and Wireshark meet: no exception gets out, and octets are copied into packet memory.
namespace espect::plugin {

// Runs what may throw (a bug, or memory ran out) and says so; the result is then a default one.
// Wireshark's own exceptions are longjmp and pass through.
template <class Step>
auto guarded(const char* what, std::uint32_t frame, Step&& step) noexcept -> decltype(step()) {
  try {
    return step();
  } catch (const std::exception& exception) {
    g_warning("espect: %s, frame %u: %s", what, frame, exception.what());
  } catch (...) {
    g_warning("espect: %s, frame %u: unknown exception", what, frame);
  }
  return decltype(step())();
}

// Borrowed from the tvb, which lives as long as the packet.
inline Bytes captured_octets(tvbuff_t* tvb) {
  const unsigned size = tvb_captured_length(tvb);
  return size == 0 ? Bytes() : Bytes(tvb_get_ptr(tvb, 0, static_cast<int>(size)), size);
}

// A tab with octets that stand in no packet. A copy: Wireshark may still show it when the audit of
// the capture is gone.
inline tvbuff_t* add_data_source(tvbuff_t* tvb, packet_info* pinfo,
                                 const std::vector<std::uint8_t>& octets, const char* name) {
  const auto size = static_cast<unsigned>(octets.size());
  auto* copy = static_cast<std::uint8_t*>(wmem_memdup(pinfo->pool, octets.data(), size));
  tvbuff_t* source = tvb_new_child_real_data(tvb, copy, size, static_cast<int>(size));
  add_new_data_source(pinfo, source, name);
  return source;
}

}  // namespace espect::plugin
