// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

// Captures and file names hold any octets. These make them harmless where they are shown.
namespace espect::report {

// For a terminal: control characters, the characters that turn the writing direction and octets
// that are not UTF-8 become "\x1b" or "\u{202e}". Line breaks are control characters too.
std::string terminal_text(std::string_view text);
// The same, line by line.
std::string terminal_lines(std::string_view text);

// Columns that terminal_text() output takes: one per code point.
std::size_t columns(std::string_view text);

// For XML 1.0 text and attributes: markup and white space but the blank as references, what XML
// cannot hold (section 2.2) as U+FFFD.
std::string xml_text(std::string_view text);

// Appends a JSON string, quotes included (RFC 8259 section 7). Octets that are not UTF-8 become
// U+FFFD.
void append_json_string(std::string& text, std::string_view value);

// For the path of a URI reference (RFC 3986 section 3.3): everything but unreserved characters and
// '/' percent-encoded.
std::string uri_path(std::string_view path);

}  // namespace espect::report
