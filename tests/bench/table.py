# SPDX-License-Identifier: GPL-2.0-or-later
"""What the whole program costs beside tools that everybody has: prints the table of docs/performance.md.

usage: table.py --build build/release [--rounds N] [--scale S] [--rows 1,2,9] [--keep FOLDER]

Each row is a ratio of user and system time of two commands, run in turn, median of the rounds; of row 10, about threads, of the time that passes.
--scale multiplies the packets of each capture.
"""
import argparse
import collections
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
Row = collections.namedtuple("Row", "number title numerator denominator must reach larger_is_better passes", defaults=(False,))
MEBIOCTET = 1 << 20


class Commands:
    """The commands that rows name; captures are made when a row first wants them."""

    def __init__(self, build, folder, scale):
        self.espect = str(build / "analyzer" / "espect")
        self.tools, self.folder, self.scale, self.made = build / "tests" / "bench", folder, scale, set()

    def many(self, packets):
        return str(max(1000, int(packets * self.scale)))

    def make(self, name, *command, through=None):
        path = self.folder / name
        if name not in self.made:
            arguments = [str(part).replace("OUT", str(path)) for part in command]
            with open(path if through else os.devnull, "wb") as out:
                subprocess.run(arguments, check=True, stdout=out, stderr=subprocess.DEVNULL)
            self.made.add(name)
        return str(path)

    def esp(self, octets, sas=1000, packets=3_000_000, kind="pcap"):
        return self.make(f"esp-{octets}-{sas}.{kind}", self.tools / "make_esp_capture", "OUT", "--packets", self.many(packets), "--sas", sas,
                         "--frame-octets", octets, "--format", kind)

    def keyed(self, octets, sas, packets):
        keys = self.folder / f"keyed-{octets}-{sas}.jsonl"
        capture = self.make(f"keyed-{octets}-{sas}.pcap", self.tools / "bench_gcm_packets", self.many(packets), sas, octets, "OUT", keys)
        keys.chmod(0o600)
        return capture, str(keys)

    def hmac(self, octets, packets):
        keys = self.folder / f"hmac-{octets}.jsonl"
        return self.make(f"hmac-{octets}.pcap", sys.executable, HERE.parent / "support" / "make_capture.py", "esp-keys", self.many(packets), "OUT", keys,
                         octets), str(keys)

    def ike(self):
        return self.make("ike.pcap", sys.executable, HERE.parent / "support" / "make_capture.py", "ike", self.many(30_000), "OUT")

    def packed(self, tool):
        return self.make(f"esp-118-1000.pcap.{'gz' if tool == 'gzip' else 'zst'}", tool, "-k", "-c", self.esp(118), through=True)

    def audit(self, capture, *more, form="json"):
        return [self.espect, "audit", "--fail-on", "never", "-f", form, *more, capture]

    def audit_with(self, keyed, *more):
        return self.audit(keyed[0], "-k", keyed[1], *more)

    def pcap_loop(self, capture):
        return [str(self.tools / "bench_pcap_loop"), capture]

    def evp_loop(self, octets, sas, packets, how="--loop"):
        return [str(self.tools / "bench_gcm_packets"), how, self.many(packets), str(sas), str(octets)]

    def tshark(self, capture, *more):
        return ["tshark", "-n", "-r", capture, *more]

    def tshark_decrypts(self, octets, sas, packets):
        """With Wireshark's own table, written by espect."""
        capture, keys = self.keyed(octets, sas, packets)
        place = self.folder / f"wireshark-{octets}-{sas}"
        if not place.is_dir():
            place.mkdir()
            subprocess.run([self.espect, "keys", "convert", "--to", "esp_sa", "--wireshark", "4.0", "-o", str(place / "esp_sa"), keys], check=True)
        return ["env", f"WIRESHARK_CONFIG_DIR={place}", *self.tshark(capture, "-o", "esp.enable_encryption_decode:TRUE", "-o",
                                                                     "esp.enable_authentication_check:TRUE", "-q", "-z", "io,stat,0")]


# must, reach: of the ratio numerator / denominator.
ROWS = (
    Row("1", "118 octets: time / bare libpcap loop", lambda c: c.audit(c.esp(118)), lambda c: c.pcap_loop(c.esp(118)), 1.0, 0.6, False),
    Row("2", "118 octets: time / cat", lambda c: c.audit(c.esp(118)), lambda c: ["cat", c.esp(118)], 3.0, 2.0, False),
    Row("3", "1,400 octets: time / cat", lambda c: c.audit(c.esp(1400, packets=700_000)), lambda c: ["cat", c.esp(1400, packets=700_000)], 1.3, 1.0,
        False),
    Row("4", "tshark -q -z expert / ours", lambda c: c.tshark(c.esp(118, packets=300_000, kind="pcapng"), "-q", "-z", "expert"),
        lambda c: c.audit(c.esp(118, packets=300_000, kind="pcapng")), 40, 70, True),
    Row("4b", "tshark -T fields / ours",
        lambda c: c.tshark(c.esp(118, packets=300_000, kind="pcapng"), "-T", "fields", "-e", "esp.spi", "-e", "esp.sequence"),
        lambda c: c.audit(c.esp(118, packets=300_000, kind="pcapng")), 150, 330, True),
    Row("5", "capinfos -c / ours, pcap", lambda c: ["capinfos", "-c", c.esp(118)], lambda c: c.audit(c.esp(118)), 2, 3.3, True),
    Row("5b", "capinfos -c / ours, pcapng", lambda c: ["capinfos", "-c", c.esp(118, 999, kind="pcapng")],
        lambda c: c.audit(c.esp(118, 999, kind="pcapng")), 4, 6.7, True),
    Row("6", "pcapng / pcap", lambda c: c.audit(c.esp(118, 999, kind="pcapng")), lambda c: c.audit(c.esp(118)), 1.25, 1.05, False),
    Row("7", "with keys, 1,400 octets / EVP loop", lambda c: c.audit_with(c.keyed(1400, 16, 400_000)), lambda c: c.evp_loop(1400, 16, 400_000), 1.35,
        1.15, False),
    Row("8", "with keys, 118 octets / EVP loop", lambda c: c.audit_with(c.keyed(118, 16, 1_000_000)), lambda c: c.evp_loop(118, 16, 1_000_000), 1.4,
        1.1, False),
    Row("9", "tshark decrypt / ours, 10 SAs", lambda c: c.tshark_decrypts(118, 10, 60_000), lambda c: c.audit_with(c.keyed(118, 10, 60_000)), 40, 127,
        True),
    Row("9b", "tshark decrypt / ours, 1,000 SAs", lambda c: c.tshark_decrypts(118, 1000, 20_000), lambda c: c.audit_with(c.keyed(118, 1000, 20_000)),
        400, 1500, True),
    *(Row(number, f"one thread / two, {what} octets", lambda c, keyed=keyed: c.audit_with(keyed(c)), lambda c, keyed=keyed:
          c.audit_with(keyed(c), "--jobs", "2"), must, reach, True, True)
      for number, what, keyed, must, reach in (
          ("10", "HMAC-SHA2-256, 1,400", lambda c: c.hmac(1400, 400_000), 1.7, 1.9), ("10b", "HMAC-SHA2-256, 122", lambda c: c.hmac(122, 1_000_000), 1.7, 1.9),
          ("10c", "AES-GCM, which stays in the loop, 1,400", lambda c: c.keyed(1400, 16, 400_000), 1, 1))),
    Row("11", "ipsec-mb: EVP loop / PacketCipher loop, 118 octets", lambda c: c.evp_loop(118, 16, 3_000_000),
        lambda c: c.evp_loop(118, 16, 3_000_000, "--loop-espect"), 2.5, 3.9, True),
    Row("11b", "the same, 1,400 octets", lambda c: c.evp_loop(1400, 16, 1_000_000), lambda c: c.evp_loop(1400, 16, 1_000_000, "--loop-espect"), 1.7, 2.3,
        True),
    Row("12", "IKE: tshark io,stat / ours, text report", lambda c: c.tshark(c.ike(), "-q", "-z", "io,stat,0"), lambda c: c.audit(c.ike(), form="text"),
        10, 25, True),
    Row("12b", "IKE: JSON / text report", lambda c: c.audit(c.ike()), lambda c: c.audit(c.ike(), form="text"), 1.5, 1.2, False),
    Row("13", "gz: ours / gzip -dc", lambda c: c.audit(c.packed("gzip")), lambda c: ["gzip", "-dc", c.packed("gzip")], 0.8, 0.55, False),
    Row("13b", "zst: ours / zstd -dc", lambda c: c.audit(c.packed("zstd")), lambda c: ["zstd", "-dc", c.packed("zstd")], 1.7, 1.0, False),
    Row("14", "1,000,000 SAs / 1,000 SAs, text report", lambda c: c.audit(c.esp(118, 1_000_000), form="text"),
        lambda c: c.audit(c.esp(118), form="text"), 4, 2.5, False),
)


def run(command):
    """(user and system seconds, KiB of memory at most, seconds that passed) of one whole process."""
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"FAILED  {' '.join(command)}: exit {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss, time.monotonic() - began


def verdict(row, ratio):
    for name, bar in (("reach", row.reach), ("must", row.must)):
        if ratio >= bar if row.larger_is_better else ratio <= bar:
            return name
    return "missed"


def ratio_row(row, commands, rounds):
    pair = row.numerator(commands), row.denominator(commands)
    for command in pair:
        run(command)  # the files are in memory from now on
    took = []
    for number in range(rounds):
        order = (0, 1) if number % 2 == 0 else (1, 0)
        seconds = {which: run(pair[which])[2 if row.passes else 0] for which in order}
        took.append((seconds[0], seconds[1]))
    ratio = statistics.median(first / max(second, 0.001) for first, second in took)
    first, second = (statistics.median(seconds[which] for seconds in took) for which in (0, 1))
    print(f"| {row.number} | {row.title} | {ratio:.2f} | {row.must} | {row.reach} | {verdict(row, ratio)} | {first:.2f} s / {second:.2f} s |", flush=True)


def memory_rows(commands):
    few, many = (run(commands.audit(commands.esp(118, sas), form="text"))[1] for sas in (1000, 1_000_000))
    print(f"\nMemory with 1,000 SAs: {few / 1024:.1f} MiB (must 10, reach 8); octets per flow: {(many - few) * 1024 / 999_000:.0f} (must 300, reach 200)")
    ten = commands.make("ten.pcap", commands.tools / "make_esp_capture", "OUT", "--packets", "10", "--sas", "2")
    print(f"An audit of ten packets: {statistics.median(run(commands.audit(ten))[0] for _ in range(9)) * 1000:.0f} ms (must 15, reach 5)")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--rows", default="", help="numbers of rows, comma between; memory is one of them")
    parser.add_argument("--keep", type=Path, help="folder for the captures, used again")
    given = parser.parse_args()
    wanted = [name for name in given.rows.split(",") if name]
    with tempfile.TemporaryDirectory() as place:
        folder = given.keep or Path(place)
        folder.mkdir(parents=True, exist_ok=True)
        commands = Commands(given.build.resolve(), folder, given.scale)
        missing = [tool for tool in ("cat", "capinfos", "tshark", "gzip", "zstd") if shutil.which(tool) is None]
        print("| # | measure | ratio | must | reach | holds | medians |\n|---|---|---|---|---|---|---|")
        for row in ROWS:
            if wanted and row.number not in wanted:
                continue
            if any(tool in row.title for tool in missing):
                continue
            ratio_row(row, commands, given.rounds)
        if not wanted or "memory" in wanted:
            memory_rows(commands)
        if missing:
            print(f"Not installed, rows left out: {', '.join(missing)}")


if __name__ == "__main__":
    main()
