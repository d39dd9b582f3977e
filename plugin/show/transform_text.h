// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/registry/experimental_profile.h"
#include "plugin/wireshark/compat.h"

namespace espect::plugin {

// The registry of a transform type's identifiers; null when the type is not known.
const registry::Registry* transform_ids(std::uint8_t type);

// "ADDKE1 ML-KEM-768", "ENCR_AES_GCM_16 256", in packet memory.
const char* transform_text(wmem_allocator_t* pool, std::uint8_t type, std::uint16_t id,
                           std::uint16_t key_length, const registry::ExperimentalProfile* profile);

}  // namespace espect::plugin
