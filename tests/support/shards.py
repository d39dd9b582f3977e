# SPDX-License-Identifier: GPL-2.0-or-later
"""The road through shards, as an engine would go it: scan, plan, split, audit, merge."""
import ipaddress
import struct

from cut_capture import HEADER, records

ETHERNET = 14


def sharded(program, files, folder, shards, keys=(), kill=None, gate=()):
    """The JSON report of merge. `gate` are options of merge; `kill` is called between the steps with the name of the one that was done."""
    split(program, files, folder, shards, kill)
    return merged(program, folder, shards, keys, gate)


def split(program, files, folder, shards, kill=None):
    """As far as keys do not matter: folder/parts."""
    folder.mkdir(parents=True, exist_ok=True)
    scans = []
    for number, path in enumerate(files):
        scans.append(folder / f"{number}.scan")
        done = program("shard", "scan", path, "-o", scans[-1])
        assert done.returncode == 0, done.stderr
    done = program("shard", "plan", *scans, "--shards", shards, "-o", folder / "plan")
    assert done.returncode == 0, done.stderr
    parts = folder / "parts"
    for path in files:
        done = program("shard", "split", path, "--plan", folder / "plan", "-o", parts)
        assert done.returncode == 0, done.stderr
        if kill:
            kill("split", path)


def merged(program, folder, shards, keys=(), gate=()):
    parts, reports = folder / "parts", []
    for shard in range(1, shards + 1):
        reports.append(folder / f"{shard}.json")
        done = program("audit", "--shard", parts / str(shard), *keys, "--fail-on", "never", "-f", f"json={reports[-1]}")
        assert done.returncode in (0, 3), done.stderr
    done = program("merge", *reversed(reports), *gate, "--fail-on", "never", "-f", "json")
    assert done.returncode in (0, 3), done.stderr
    return done.stdout


def continued(program, files, keys=()):
    done = program("audit", "--continue", *files, *keys, "--fail-on", "never", "-f", "json")
    assert done.returncode in (0, 3), done.stderr
    return done.stdout


def shards_used(folder):
    """How many shards of a plan have pairs."""
    lines = [line.split("\t") for line in (folder / "plan").read_text().splitlines()]
    return len({line[3] for line in lines if line[0] == "pair"})


def moved(record, renamed):
    """A record whose IPv4 addresses are others; what is inside of ESP stays."""
    octets = bytearray(record)
    at = 16 + ETHERNET
    if struct.unpack_from(">H", octets, 16 + 12)[0] != 0x0800:
        return record
    for place in (at + 12, at + 16):
        octets[place:place + 4] = renamed(bytes(octets[place:place + 4]))
    header = (octets[at] & 15) * 4
    octets[at + 10:at + 12] = b"\0\0"
    total = sum(struct.unpack(f">{header // 2}H", octets[at:at + header]))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    struct.pack_into(">H", octets, at + 10, ~total & 0xFFFF)
    if octets[at + 9] == 17 and not struct.unpack_from(">H", octets, at + 6)[0] & 0x1FFF:
        octets[at + header + 6:at + header + 8] = b"\0\0"
    return bytes(octets)


def elsewhere(number):
    """10.1.0.10 becomes 10.1.<number>.10."""
    def renamed(octets):
        first, second, _, last = octets
        return bytes([first, second, number, last]) if first == 10 else octets
    return renamed


def hub(number):
    """Only the first side moves: 10.2.0.10 speaks with many."""
    def renamed(octets):
        return elsewhere(number)(octets) if ipaddress.ip_address(octets) in ipaddress.ip_network("10.1.0.0/16") else octets
    return renamed


def time_of(record):
    return struct.unpack_from("<II", record, 0)


def interleaved(paths, to, renamings, shift=None):
    """All captures at once, in the order of their times from a common start, each with addresses of its own."""
    everything = []
    for number, (path, renamed) in enumerate(zip(paths, renamings)):
        all_records = records(path)[1]
        begin = time_of(all_records[0])[0]
        for place, record in enumerate(all_records):
            octets = bytearray(moved(record, renamed) if renamed else record)
            seconds, fraction = time_of(record)
            struct.pack_into("<II", octets, 0, 1795939200 + seconds - begin + (shift or (lambda n: 0))(number), fraction)
            everything.append((struct.unpack_from("<II", octets, 0), number, place, bytes(octets)))
    everything.sort()
    to.write_bytes(records(paths[0])[0][:HEADER] + b"".join(octets for *_, octets in everything))
    return to
