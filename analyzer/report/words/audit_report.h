// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/report/words/gate.h"
#include "analyzer/report/words/history.h"
#include "ipsec/hop/hop.h"
#include "ipsec/registry/vpn_names.h"
#include "ipsec/rules/findings.h"
#include "ipsec/rules/rule.h"
#include "ipsec/rules/selection.h"
#include "ipsec/sessions/sessions.h"

namespace espect::report {

// Where a packet's record stands in a file.
struct RecordPlace {
  std::uint64_t offset = 0;
  std::uint64_t octets = 0;
};

// One capture as a file.
// Which file it was, in which state: all 0 of what is no file, or where nobody knows.
struct FileIdentity {
  std::uint64_t device = 0, inode = 0, octets = 0;
  std::int64_t changed = 0;  // nanoseconds since 1970

  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

struct CaptureFile {
  std::string path;
  FileIdentity identity;  // when reading began
  std::string format;     // "pcap", "pcapng"; empty when it could not be opened
  std::uint64_t packets = 0;
  std::uint64_t octets = 0;  // of the file, as read (decompressed)
  std::uint64_t ipsec_packets = 0;
  Time first_time{};
  Time last_time{};
  std::uint64_t snaplen_cut_packets = 0;
  std::map<std::string, std::uint64_t> not_looked_into;  // packets, by what closes them
  bool memory_short = false;  // left before its end, because it took more than --max-memory
  std::string problem;  // why it could not be read to its end, with file and offset; empty = it was
  // Where a form asked for them: SHA-256 of the file as it lies there, in hexadecimal digits, its
  // length, and the records of frames that findings name. Nothing of a pipe, nor of a file that has
  // changed since; no records of a compressed file.
  std::string sha256;
  std::uint64_t stored_octets = 0;
  std::map<std::uint32_t, RecordPlace> records;
  // Of a file that continues others: frames of the files before it. Its frames have the numbers
  // behind these.
  std::uint64_t frames_before = 0;
};

// Everything known about one capture after it was read.
struct CaptureReport : CaptureFile {
  std::unique_ptr<const sessions::Subscriptions> events;  // what the sessions tell; outlives them
  std::unique_ptr<const sessions::Sessions> sessions;     // never null
  std::unique_ptr<const rules::Findings> findings;        // never null
  std::vector<std::string> coverage;                      // what could not be seen, a sentence each
  // --continue: the files that this capture consists of, in order; else empty. What it says of
  // itself as a file is then said of all of them.
  std::vector<CaptureFile> files;
  std::unique_ptr<const History> history;  // for pictures; null: nobody wanted any
  registry::VpnNames vpn_names;            // --vpn-names
};

struct AuditReport {
  std::vector<CaptureReport> captures;
  std::optional<sessions::Hop> hop;  // --same-traffic: between the first and the second of them
  std::optional<rules::Severity> threshold = rules::Severity::high;  // --fail-on; nothing = never
  Gate gate;                                                         // which findings are shown
  std::string policy;
  rules::Selection selection;   // --select, --ignore, --severity
  std::string rule_url;         // --rule-url
  bool keys_given = false;      // --keys
  std::size_t passed_over = 0;  // files of folders that are no captures
  bool require_ipsec = false;   // --require-ipsec: in every capture
  bool require_opened = false;  // --require-opened: everything that is encrypted
  std::string shard_records;    // of a shard: what merge needs, as text; else empty
  bool interrupted = false;     // the user stopped it: what was read so far is reported
};

// Findings that do not count, by what says so.
struct Suppressed {
  std::uint64_t below_min_severity = 0;
  std::uint64_t baseline = 0;
  std::uint64_t waived = 0;
};

struct Summary {
  std::uint64_t high = 0;
  std::uint64_t medium = 0;
  std::uint64_t low = 0;
  std::uint64_t info = 0;  // findings that count, by severity
  Suppressed suppressed;
  int exit = 0;  // 0, 1, 3, 4 or 130: the contract of exit codes
};
Summary summarize(const AuditReport& report);

}  // namespace espect::report
