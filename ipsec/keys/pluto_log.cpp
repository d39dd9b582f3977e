// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include "ipsec/keys/line_stamp.h"
#include "ipsec/keys/pluto_child.h"
#include "ipsec/keys/pluto_ike.h"
#include "ipsec/keys/pluto_ikev1.h"
#include "ipsec/keys/sources.h"
#include "ipsec/keys/text_lines.h"

// pluto of libreswan 3 to 5 with plutodebug="all private" (or "private"), and of Openswan.
namespace espect::keys::pluto_log {
namespace {

// "vpn-1  | ", which docker compose puts in front of each line.
std::string_view without_container(std::string_view line) {
  const auto name = line.substr(0, line.find(' '));
  const auto behind = line.substr(std::min(line.find_first_not_of(' ', name.size()), line.size()));
  const bool named = !name.empty() && !name.starts_with('|') && !name.ends_with(':');
  return named && behind.starts_with("| ") ? behind.substr(2) : line;
}

// What pluto logs for debugging stands behind a bar; the rest is a time stamp of any form, or the
// name of a file and a colon. Openswan puts no blank behind the bar.
std::optional<std::string_view> debug_text(std::string_view line) {
  line = without_container(line);
  auto bar = line.find('|');
  while (bar != std::string_view::npos && bar != 0 && line[bar - 1] != ' ' && line[bar - 1] != ':')
    bar = line.find('|', bar + 1);
  if (bar == std::string_view::npos) return std::nullopt;
  auto text = line.substr(bar + 1);
  if (text.starts_with(' ')) text.remove_prefix(1);
  return text;
}

bool recognises(std::string_view text) {
  TextLines lines(text);
  for (TextLine line; lines.next(line);) {
    if (PlutoIke::is_row(line.text)) return true;
    const auto debug = debug_text(line.text);
    if (debug &&
        (PlutoIke::is_row(*debug) || PlutoChild::is_key(*debug) || PlutoIkev1::is_key(*debug)))
      return true;
  }
  return false;
}

// With a bar, a time stamp, or the name of a connection.
bool begins_line(std::string_view content) {
  if (stamp_octets(content) != 0) return true;
  const char first = without_container(content).front();
  return first == '|' || first == '"' || PlutoIke::is_row(content) ||
         content.find("pluto[") != std::string_view::npos;
}

void read(std::string_view text, const std::string& file, KeyRing& ring,
          std::vector<Warning>& warnings) {
  Complaints complaints(file, warnings);
  PlutoIke ike(ring, complaints);
  PlutoIkev1 ikev1(ring, complaints);
  PlutoChild child(ring, complaints);
  TextLines lines(text);
  for (TextLine line; lines.next(line);) {
    const auto debug = debug_text(line.text);
    if (PlutoIke::is_row(line.text))
      ike.read(line.text, line.number);
    else if (debug && PlutoIke::is_row(*debug))
      ike.read(*debug, line.number);
    else if (debug) {
      ikev1.debug_line(*debug, line.number);
      child.debug_line(*debug, line.number);
    } else {
      ikev1.line(line.text);
      child.line(line.text);
    }
  }
  ike.finish();
  ikev1.finish();
  child.finish();
}

}  // namespace

const KeySource source = {"pluto log", recognises, read, begins_line};

}  // namespace espect::keys::pluto_log
