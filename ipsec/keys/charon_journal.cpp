// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include "ipsec/keys/charon_reading.h"
#include "ipsec/keys/json_line.h"
#include "ipsec/keys/sources.h"
#include "ipsec/keys/text_lines.h"

// charon-systemd's journal as `journalctl -o json` and `-o export` write it: a message has fields
// for thread and group, and a dump is one message of several lines.
namespace espect::keys::charon_journal {
namespace {

bool is_heading(std::string_view message) {
  const auto first = message.substr(0, message.find('\n'));
  const auto said = charon_line(first);
  const auto heading = said ? dump_heading(*said) : std::nullopt;
  return heading && (heading->name.ends_with("secret") || heading->name.ends_with(" key"));
}

struct Message {
  std::string_view text;
  std::string_view thread;  // empty: the text says it, or nobody
  std::string_view group;
};

void read_message(const Message& message, std::uint32_t number, CharonReading& reading) {
  TextLines lines(message.text);
  const auto thread = number_from<unsigned>(message.thread);
  for (TextLine line; lines.next(line);) {
    if (thread && !message.group.empty())
      reading.line({*thread, message.group, line.text}, number);
    else if (const auto said = charon_line(line.text))
      reading.line(*said, number);
    else
      reading.continuation(line.text);
  }
}

// One object a line. Octets that journalctl finds not printable make MESSAGE an array.
template <class Take>
void each_json(std::string_view text, Take take) {
  TextLines lines(text);
  for (TextLine line; lines.next(line);) {
    if (!line.text.starts_with('{') || line.text.find("\"MESSAGE\"") == std::string_view::npos)
      continue;
    const auto object = JsonLine::read(line.text);
    const auto* message = object ? object->find("MESSAGE") : nullptr;
    if (message == nullptr ||
        (message->kind != JsonLine::Kind::text && message->kind != JsonLine::Kind::octets))
      continue;
    if (!take(Message{view(message->text), object->text("THREAD"), object->text("GROUP")},
              line.number))
      return;
  }
}

// systemd's journal export format: "FIELD=text" lines, or "FIELD", 64 bits of length in little
// endian, and so many octets; an empty line ends an entry.
template <class Take>
void each_exported(std::string_view text, Take take) {
  std::uint32_t number = 1;
  std::uint32_t began = 1;
  Message message;
  const auto pass = [&](std::size_t octets) {
    const auto passed = text.substr(0, octets);
    number += static_cast<std::uint32_t>(std::count(passed.begin(), passed.end(), '\n'));
    text.remove_prefix(passed.size());
    return passed;
  };
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const auto line = pass(end);
    pass(1);
    if (line.empty()) {
      if (!message.text.empty() && !take(message, began)) return;
      message = {};
      began = number;
      continue;
    }
    const std::size_t equals = line.find('=');
    const auto name = line.substr(0, equals);
    std::string_view value;
    if (equals != std::string_view::npos) {
      value = line.substr(equals + 1);
    } else {
      std::uint64_t size = 0;
      if (text.size() < sizeof size) return;
      for (std::size_t i = 0; i < sizeof size; ++i)
        size |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
      text.remove_prefix(sizeof size);
      if (size > text.size()) return;
      value = pass(static_cast<std::size_t>(size));
      pass(1);
    }
    if (name == "MESSAGE") message.text = value;
    if (name == "THREAD") message.thread = value;
    if (name == "GROUP") message.group = value;
  }
  if (!message.text.empty()) take(message, began);
}

bool is_export(std::string_view text) {
  return text.starts_with("__CURSOR=");
}

template <class Take>
void each_message(std::string_view text, Take take) {
  if (is_export(text))
    each_exported(text, take);
  else
    each_json(text, take);
}

bool recognises(std::string_view text) {
  bool found = false;
  each_message(text, [&](const Message& message, std::uint32_t) {
    found = is_heading(message.text);
    return !found;
  });
  return found;
}

bool begins_line(std::string_view content) {
  return content.starts_with('{');
}

void read(std::string_view text, const std::string& file, KeyRing& ring,
          std::vector<Warning>& warnings) {
  Complaints complaints(file, warnings);
  CharonReading reading(ring, complaints);
  each_message(text, [&](const Message& message, std::uint32_t number) {
    read_message(message, number, reading);
    return true;
  });
  reading.finish();
}

}  // namespace

const KeySource source = {"charon journal", recognises, read, begins_line};

}  // namespace espect::keys::charon_journal
