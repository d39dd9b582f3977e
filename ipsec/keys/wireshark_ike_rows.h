// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <string_view>
#include <vector>

#include "ipsec/keys/secret_text.h"

// The rows of ikev2_decryption_table and ikev1_decryption_table, as Wireshark and strongSwan's
// save-keys plugin write them.
namespace espect::keys {

// Nothing stands in the line, or a comment.
bool is_no_row(std::string_view line);

// Whether one of the first rows fits; a broken row does not hide the others.
bool any_row(std::string_view text, bool (*fits)(const std::vector<SecretText>&));

bool is_ike_spi(const SecretText& text);

// With the SPI of the initiator, or a comment: KeySource::begins_line.
bool begins_ike_row(std::string_view content);

}  // namespace espect::keys
