// SPDX-License-Identifier: GPL-2.0-or-later
#include "ipsec/bytes/hex.h"
#include "ipsec/keys/charon_reading.h"
#include "ipsec/keys/line_stamp.h"
#include "ipsec/keys/sources.h"
#include "ipsec/keys/text_lines.h"

// charon (strongSwan) with ike = 4 and chd = 4, as text: a file, syslog, `swanctl --log`, and what
// journalctl shows, which has neither threads nor groups.
namespace espect::keys::charon_log {
namespace {

bool recognises(std::string_view text) {
  TextLines lines(text);
  for (TextLine line; lines.next(line);) {
    if (line.text.find("bytes @ ") == std::string_view::npos) continue;
    const auto said = charon_line(line.text);
    if (!said || (!said->group.empty() && said->group != "IKE" && said->group != "CHD")) continue;
    const auto heading = dump_heading(*said);
    if (heading && (heading->name.ends_with("secret") || heading->name.ends_with(" key") ||
                    CharonIkev1::is_dump(heading->name)))
      return true;
  }
  return false;
}

// With a time stamp, a thread and group, or as a row of a dump.
bool begins_line(std::string_view content) {
  if (stamp_octets(content) != 0) return true;
  if (const auto said = charon_line(content); said && (said->thread != 0 || content.front() == '['))
    return true;
  const std::size_t colon = content.find_first_not_of("0123456789");
  return colon != 0 && colon != std::string_view::npos && colon + 3 < content.size() &&
         content[colon] == ':' && hex_octet(content.substr(colon + 2, 2));
}

void read(std::string_view text, const std::string& file, KeyRing& ring,
          std::vector<Warning>& warnings) {
  Complaints complaints(file, warnings);
  CharonReading reading(ring, complaints);
  TextLines lines(text);
  for (TextLine line; lines.next(line);) {
    if (const auto said = charon_line(line.text))
      reading.line(*said, line.number);
    else
      reading.continuation(line.text);
  }
  reading.finish();
}

}  // namespace

const KeySource source = {"charon log", recognises, read, begins_line};

}  // namespace espect::keys::charon_log
