// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <wireshark.h>
#include <ws_version.h>

#include <wiretap/pcap-encap.h>
#include <wiretap/wtap.h>
#include <wsutil/buffer.h>
#include <wsutil/wslog.h>

// In what the API of libwiretap 4.0 to 4.4 and that of 4.6 differ: who has the octets of a record.
namespace espect::wiretap {

#define ESPECT_RECORD_HAS_OCTETS \
  (WIRESHARK_VERSION_MAJOR > 4 || (WIRESHARK_VERSION_MAJOR == 4 && WIRESHARK_VERSION_MINOR >= 5))

class Record {
 public:
  Record() {
#if ESPECT_RECORD_HAS_OCTETS
    wtap_rec_init(&record_, usual_octets);
#else
    wtap_rec_init(&record_);
    ws_buffer_init(&octets_, usual_octets);
#endif
  }
  Record(const Record&) = delete;
  Record& operator=(const Record&) = delete;
  ~Record() {
    wtap_rec_cleanup(&record_);
#if !ESPECT_RECORD_HAS_OCTETS
    ws_buffer_free(&octets_);
#endif
  }

  bool read(wtap* file, int* error, char** error_info) {
    gint64 offset = 0;
    wtap_rec_reset(&record_);
#if ESPECT_RECORD_HAS_OCTETS
    ws_buffer_clean(&record_.data);
    return wtap_read(file, &record_, error, error_info, &offset) != 0;
#else
    ws_buffer_clean(&octets_);
    return wtap_read(file, &record_, &octets_, error, error_info, &offset) != 0;
#endif
  }

  const wtap_rec& header() const { return record_; }
  const guint8* octets() const {
#if ESPECT_RECORD_HAS_OCTETS
    const Buffer& buffer = record_.data;
#else
    const Buffer& buffer = octets_;
#endif
    return buffer.data + buffer.start;
  }

 private:
  static constexpr gsize usual_octets = 1514;
  wtap_rec record_{};
#if !ESPECT_RECORD_HAS_OCTETS
  Buffer octets_{};
#endif
};

}  // namespace espect::wiretap
