#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the plugin costs on a capture without IPsec.

usage: overhead.py ESPECT_SO [--packets N] [--rounds N] [--most RATIO] [--tshark TSHARK]

Makes a capture of TCP and UDP over IPv4 and IPv6, a few of them IP fragments, and dissects it with and without the
plugin in turn. Prints processor seconds, the least of each over the rounds, and their ratio; ends with 1 when that is
above RATIO.
"""
import argparse
import resource
import struct
import sys
from pathlib import Path

import packets
from tshark import Tshark

ETHERNET = bytes.fromhex("020000000002020000000001")


def ipv4(protocol, payload, number, place=0):
    return ETHERNET + b"\x08\x00" + struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), number & 0xFFFF, place, 64, protocol, 0,
                                                 bytes([192, 0, 2, 1 + number % 50]), bytes([198, 51, 100, 7])) + payload


def ipv6(protocol, payload, number):
    prefix = bytes.fromhex("20010db8") + bytes(11)
    return ETHERNET + b"\x86\xdd" + struct.pack("!IHBB", 6 << 28, len(payload), protocol, 64) + prefix + bytes([1 + number % 50]) + prefix + b"\xfe" + payload


def packet(number):
    data = bytes((number + at) & 0xFF for at in range(64 + number % 400))
    udp = struct.pack("!HHHH", 20000 + number % 50, 9999, 8 + len(data), 0) + data
    tcp = struct.pack("!HHIIBBHHH", 30000 + number % 50, 8443, 1 + number // 50 * 64, 1, 0x50, 0x10, 8192, 0, 0) + data[:64]
    if number % 100 == 0:
        return ipv4(17, udp[:64], number, 0x2000)
    return ([ipv4(6, tcp, number), ipv4(17, udp, number), ipv6(6, tcp, number), ipv6(17, udp, number)])[number % 4]


def seconds(tshark, capture, plugin):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    tshark("-r", capture, "-q", "-z", "io,phs", plugin=plugin)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("plugin", type=Path)
    parser.add_argument("--packets", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--most", type=float, default=1.05)
    parser.add_argument("--tshark", default="tshark")
    arguments = parser.parse_args()
    with Tshark(arguments.tshark, arguments.plugin) as tshark:
        tshark.for_speed = True
        capture = tshark.write("plain.pcap", packets.capture(*map(packet, range(arguments.packets))))
        took = {False: [], True: []}
        for _ in range(arguments.rounds):
            for plugin in (False, True):
                took[plugin].append(seconds(tshark, capture, plugin))
    without, with_plugin = min(took[False]), min(took[True])
    print(f"{arguments.packets} packets without IPsec: {without:.2f} s without the plugin, {with_plugin:.2f} s with it, ratio {with_plugin / without:.3f}")
    return 0 if with_plugin <= without * arguments.most else 1


if __name__ == "__main__":
    sys.exit(main())
