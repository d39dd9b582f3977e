#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the plugin costs on ESP: memory and processor time of tshark without it and with it, in turn.

usage: cost.py ESPECT_SO [--packets N] [--rounds N] [--tshark TSHARK]

Makes a capture of ESP in tunnel mode (NULL encryption, HMAC-SHA-256-128, 598 octets a frame) and half of it, and dissects
both in one pass and in two, without keys and with a key in the profile's esp_sa, which both use. A row says the peak of
the resident memory and the least processor time of the rounds; "a packet" is what one packet more costs in memory.
"""
import argparse
import hashlib
import hmac
import os
import struct
import subprocess
from pathlib import Path

import packets
from tshark import Tshark

SPI, KEY, INNER_OCTETS = 0xC0FFEE01, bytes(range(32)), 516
ROW = f'"IPv4","*","*","0x{SPI:08x}","NULL","","HMAC-SHA-256-128 [RFC4868]","0x{KEY.hex()}"\n'
BUILT_IN = ["-o", "esp.enable_encryption_decode:TRUE", "-o", "esp.enable_authentication_check:TRUE"]
ETHERNET = bytes.fromhex("0200000000020200000000010800")


def ipv4(protocol, number, source, destination, payload):
    return struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), number & 0xFFFF, 0, 64, protocol, 0, source, destination) + payload


def frame(number):
    data = struct.pack("!HHHH", 5000, 5001, INNER_OCTETS - 20, 0) + struct.pack("!Q", number) * ((INNER_OCTETS - 28) // 8)
    inner = ipv4(17, number, bytes([192, 168, 1, 7]), bytes([192, 168, 2, 9]), data)
    padding = -(len(inner) + 2) % 4
    covered = struct.pack("!II", SPI, number) + inner + bytes(range(1, padding + 1)) + bytes([padding, 4])
    icv = hmac.digest(KEY, covered, hashlib.sha256)[:16]
    return ETHERNET + ipv4(50, number, bytes([10, 1, 0, 1]), bytes([10, 2, 0, 1]), covered + icv)


def written(tshark, name, count):
    """Frame by frame: Linux counts what this process holds as the peak of those that it starts."""
    path = tshark.write(name, packets.GLOBAL_HEADER)
    with path.open("ab") as file:
        for number in range(count):
            file.write(packets.record(frame(number + 1), number))
    return path


def measured(tshark, arguments, plugin):
    """(octets of memory, seconds) of one run."""
    command, environment = tshark.prepared(*arguments, plugin=plugin)
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"tshark {arguments}: exit {process.returncode}")
    return usage.ru_maxrss * 1024, usage.ru_utime + usage.ru_stime


def row(tshark, captures, options, rounds, profile):
    least = {}
    with tshark.profile(profile):
        for _ in range(rounds):
            for plugin in (False, True):
                for name, capture in captures.items():
                    memory, seconds = measured(tshark, ["-r", capture, *options], plugin)
                    best = least.get((plugin, name), (memory, seconds))
                    least[plugin, name] = min(best[0], memory), min(best[1], seconds)
    return least


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("plugin", type=Path)
    parser.add_argument("--packets", type=int, default=300_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--tshark", default="tshark")
    arguments = parser.parse_args()
    count = arguments.packets
    with Tshark(arguments.tshark, arguments.plugin) as tshark:
        tshark.for_speed = True
        captures = {"half": written(tshark, "half.pcap", count // 2), "whole": written(tshark, "whole.pcap", count)}
        print(f"{count} packets       |  plain MB | plugin MB | more MB | more octets a packet | plain s | plugin s | ratio")
        for passes, two in (("one pass", []), ("two passes", ["-2"])):
            for keys, options, profile in (("no keys", [], {}), ("keys", BUILT_IN, {"esp_sa": ROW})):
                least = row(tshark, captures, [*two, *options], arguments.rounds, profile)
                (plain, slow), (with_plugin, took) = least[False, "whole"], least[True, "whole"]
                growth = (with_plugin - least[True, "half"][0] - plain + least[False, "half"][0]) / (count - count // 2)
                print(f"{passes + ', ' + keys:20} | {plain / 1e6:9.1f} | {with_plugin / 1e6:9.1f} | {(with_plugin - plain) / 1e6:7.1f} | "
                      f"{growth:20.1f} | {slow:7.2f} | {took:8.2f} | {took / slow:5.2f}", flush=True)


if __name__ == "__main__":
    main()
