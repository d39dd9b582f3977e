// SPDX-License-Identifier: GPL-2.0-or-later
#include <cstdio>
#include <memory>
#include <new>

#include "analyzer/capture/wiretap_interface.h"
#include "analyzer/wiretap/link_types.h"

struct EspectWiretapFile {
  explicit EspectWiretapFile(wtap* opened) : file(opened) {}
  EspectWiretapFile(const EspectWiretapFile&) = delete;
  EspectWiretapFile& operator=(const EspectWiretapFile&) = delete;
  ~EspectWiretapFile() { wtap_close(file); }

  wtap* file;
  espect::wiretap::Record record;
};

namespace {

using espect::wiretap::link_type_of;
using espect::wiretap::may_have_link_type;

// What went wrong in libwiretap's words, and what it says besides, which it wants freed.
int tell(int error, char* more, char* problem, std::size_t room) {
  std::snprintf(problem, room, "%s%s%s", wtap_strerror(error), more != nullptr ? ": " : "",
                more != nullptr ? more : "");
  g_free(more);
  return espect_wiretap_problem;
}

int open(const char* path, EspectWiretapFile** file, char* problem, std::size_t room) {
  static const bool ready = [] {
    ws_log_set_level(LOG_LEVEL_CRITICAL);  // else it says on standard error what it tries
    wtap_init(false);                      // plugins of Wireshark might want all of Wireshark
    return true;
  }();
  int error = 0;
  char* more = nullptr;
  wtap* opened = ready ? wtap_open_offline(path, WTAP_TYPE_AUTO, &error, &more, false) : nullptr;
  if (opened == nullptr) {
    tell(error, more, problem, room);
    return error == WTAP_ERR_FILE_UNKNOWN_FORMAT ? espect_wiretap_unknown : espect_wiretap_problem;
  }
  const int encapsulation = wtap_file_encap(opened);
  // Wireshark opens pictures, certificates and logs too.
  if (!may_have_link_type(encapsulation)) {
    std::snprintf(problem, room, "what is in it (%s) is no packet of a network that is known",
                  wtap_encap_description(encapsulation));
    wtap_close(opened);
    return espect_wiretap_unknown;
  }
  *file = new (std::nothrow) EspectWiretapFile(opened);
  if (*file != nullptr) return espect_wiretap_packet;
  wtap_close(opened);
  std::snprintf(problem, room, "no memory");
  return espect_wiretap_problem;
}

int next(EspectWiretapFile* file, EspectWiretapPacket* packet, char* problem, std::size_t room) {
  int error = 0;
  char* more = nullptr;
  while (file->record.read(file->file, &error, &more)) {
    const auto& header = file->record.header();
    if (header.rec_type != REC_TYPE_PACKET) continue;
    const auto& about = header.rec_header.packet_header;
    const bool timed = (header.presence_flags & WTAP_HAS_TS) != 0;
    *packet = {timed ? header.ts.secs : 0,
               timed ? static_cast<std::uint32_t>(header.ts.nsecs) : 0U,
               about.len,
               link_type_of(about),
               file->record.octets(),
               about.caplen};
    return espect_wiretap_packet;
  }
  return error == 0 ? espect_wiretap_end : tell(error, more, problem, room);
}

const char* format(const EspectWiretapFile* file) {
  return wtap_file_type_subtype_name(wtap_file_type_subtype(file->file));
}

std::uint64_t octets(const EspectWiretapFile* file) {
  return static_cast<std::uint64_t>(wtap_read_so_far(file->file));
}

void close(EspectWiretapFile* file) {
  delete file;
}

#define ESPECT_TEXT_OF(number) #number
#define ESPECT_TEXT(number) ESPECT_TEXT_OF(number)
constexpr EspectWiretap functions{
    espect_wiretap_interface_version,
    ESPECT_TEXT(WIRESHARK_VERSION_MAJOR) "." ESPECT_TEXT(WIRESHARK_VERSION_MINOR) "." ESPECT_TEXT(
        WIRESHARK_VERSION_MICRO),
    open,
    next,
    format,
    octets,
    close,
};

}  // namespace

extern "C" __attribute__((visibility("default"))) const EspectWiretap* espect_wiretap() {
  return &functions;
}
