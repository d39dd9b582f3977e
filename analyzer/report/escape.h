// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

// Captures and file names hold any octets. These make them harmless where they are shown.
namespace espect::report {

// For a terminal: control characters, the characters that turn the writing direction and octets
// that are not UTF-8 become "\x1b" or "\u{202e}". Line breaks are control characters too. So does
// the "#" of "##[command]" and "##vso[command]", which the runners of CI servers obey wherever it
// stands in a line, and the ":" of "::command" where a line may begin.
std::string terminal_text(std::string_view text);
// The same, line by line.
std::string terminal_lines(std::string_view text);

// Columns that terminal_text() output takes: one per code point.
std::size_t columns(std::string_view text);

// For XML 1.0 text and attributes, and HTML: markup and white space but the blank as references;
// what XML cannot hold (section 2.2) or nobody can see as U+FFFD.
std::string xml_text(std::string_view text);

// Appends a JSON string, quotes included (RFC 8259 section 7). What terminal_text() does not show
// is escaped; octets that are not UTF-8 become U+FFFD.
void append_json_string(std::string& text, std::string_view value);

// One cell of CSV (RFC 4180), free of control characters: in quotes where it must be, and behind a
// "'" where a spreadsheet would take it, or what follows a semicolon, for a formula.
std::string csv_cell(std::string_view text);

// Inside a paragraph, a list item or a table cell of GitHub Flavored Markdown, where it stays the
// text that it is: no markup, HTML, link or mention.
std::string markdown_text(std::string_view text);

// These characters as "%25".
std::string percent_encoded(std::string_view text, std::string_view which);

// For the path of a URI reference (RFC 3986 section 3.3): everything but unreserved characters and
// '/' percent-encoded.
std::string uri_path(std::string_view path);

}  // namespace espect::report
