# SPDX-License-Identifier: GPL-2.0-or-later
"""Key files and configurations that a stranger could hand over: twice as much may take twice the time and memory and a bit, and memory follows the input."""
import pytest
from check import environment
from cost_of_run import cost

MOST_GROWTH = 3.0  # of seconds: linear work gives 2, work for each pair 4
LEAST_SECONDS = 0.15
MOST_MEBIBYTES = 96  # beside 32 times the input
TRIES = 4


def broken_lines(n):
    """Short lines of hex digits, which may be pieces of one key."""
    return "x\nabcdefabcdefabcd\n" + "abcd\n" * n


def secrets(kind):
    return lambda n: "".join(f'{{"type":"{kind}","{kind}":"{i:06x}"}}\n' for i in range(n))


def keys_of_one_spi(n):
    return "".join(f'{{"type":"esp","spi":"1","dst":"10.0.0.1","encr":12,"encr_key":"{i:032x}"}}\n' for i in range(n))


def keys_of_one_ike_sa(n):
    return "".join(f'{{"type":"ike","spi_i":"1","spi_r":"2","sk_d":"{i:08x}"}}\n' for i in range(n))


def brackets_of_charon(n):
    return "10[IKE] Sk_d secret => 4 bytes @ 0x1\n10[IKE]    0: 00 01 02 03\n" + "[" * n + " bytes @ ]\n"


def keys_of_one_state(n):
    return "src 10.0.0.1 dst 10.0.0.2\n\tproto esp spi 0x1 reqid 1 mode tunnel\n" + "\tenc cbc(aes) 12345678\n" * n


def variables_of_a_shell(n):
    return "A=" + "x" * 65_000 + "\nip xfrm state add src 10.0.0.1 dst 10.0.0.2 proto esp spi 1 " + "$A " * n + "\n"


def transforms_of_cisco(n):
    return f"crypto ipsec transform-set T gcm{'x' * n}\ncrypto map M 1 ipsec-manual\n set transform-set T\n" + " set session-key inbound esp 300 cipher 0011\n" * (n // 64)


def statements_of_junos(n):
    return "a" * n + " manual {\n key hexadecimal 00;\n" + "aaaaaa;\n" * (n // 8) + "}\n"


def deep_statements_of_junos(n):
    return "security { ipsec { manual {\n key hexadecimal 00;\n" + "b;\n" * n + "}}}\n"


def statements_of_junos_behind_edit(n):
    return "edit security " + "a" * n + " manual\n" + "set key hexadecimal 00\n" * (n // 8)


def rekeyings_of_charon(n):
    def octets(i):
        return " ".join(f"{octet:02x}" for octet in i.to_bytes(4, "big"))
    dumps = "".join(f"01[IKE] {name} => 4 bytes @ 0x1\n01[IKE]    0: {octets(i)}\n"
                    for i in range(n) for name in ("additional key exchange secret", "Sk_d secret", "Sk_pr secret"))
    return dumps + "".join(f"01[MGR] checkout IKEv2 SA by message with SPIs {i + 1:016x}_i {i + 1:016x}_r\n" for i in range(n))


def defaults_of_libreswan(n):
    return "conn %default\n" + "".join(f"\tk{i}=v\n" for i in range(n)) + "".join(f"conn c{i}\n\tleft=1.1.1.1\n" for i in range(n))


def copies_of_libreswan(n):
    return "conn base\n\tauto=ignore\n" + "".join(f"\tk{i}=v\n" for i in range(n)) + "".join(f"conn c{i}\n\tleft=1.1.1.1\n\talso=base\n" for i in range(n))


def long_values_of_swanctl(n):
    return f'd {{ local_addrs = "{"x" * n}" }}\nconnections {{\n' + "".join(f"c{i} : d {{ }}\n" for i in range(n // 10)) + "}\n"


def braces_of_swanctl(n):
    return "}" * n


def references_of_swanctl(n):
    return "connections { a : " + "x," * n + " { } }\n"


def names_of_toml(n):
    return "audit" + ".a" * n + " = 1\n"


KEYS, CONFIGURATION, SETTINGS = ("keys", "list"), ("policy", "from-config"), ("config", "show", "--config")
FLOODS = {of.__name__: (command, of, count) for command, of, count in (
    (KEYS, broken_lines, 20_000), (KEYS, keys_of_one_spi, 20_000), (KEYS, keys_of_one_ike_sa, 20_000), (KEYS, brackets_of_charon, 400_000),
    (KEYS, keys_of_one_state, 10_000), (KEYS, variables_of_a_shell, 4000), (KEYS, transforms_of_cisco, 200_000), (KEYS, statements_of_junos, 200_000),
    (KEYS, deep_statements_of_junos, 50_000), (KEYS, statements_of_junos_behind_edit, 200_000), (KEYS, rekeyings_of_charon, 1000), (CONFIGURATION, defaults_of_libreswan, 4000),
    (CONFIGURATION, copies_of_libreswan, 4000), (CONFIGURATION, long_values_of_swanctl, 200_000), (CONFIGURATION, braces_of_swanctl, 800_000),
    (CONFIGURATION, references_of_swanctl, 400_000), (SETTINGS, names_of_toml, 400_000))}
FLOODS |= {f"{kind}s": (KEYS, secrets(kind), 20_000) for kind in ("psk", "ppk")}


@pytest.mark.parametrize("name", FLOODS)
def test_twice_as_much(released, tmp_path, name):
    command, flood, count = FLOODS[name]
    path = tmp_path / "flood"

    def run(times):
        path.write_text(flood(count * times))
        return cost(released.path, *command, path, environment=environment())
    seconds = {1: [], 2: []}
    for _ in range(TRIES):
        runs = {times: run(times) for times in (1, 2)}
        for times, of in runs.items():
            seconds[times].append(of.seconds)
            assert of.status in (0, 2, 3), of
        growth = min(seconds[2]) / max(min(seconds[1]), LEAST_SECONDS)
        if growth < MOST_GROWTH:
            break
    octets = len(flood(count * 2))
    print(f"{name} {count}: {min(seconds[1]):.2f} s, twice as much {growth:.2f} times that; {runs[2].mebibytes:.0f} MiB of {octets} octets")
    assert growth < MOST_GROWTH
    assert runs[2].mebibytes < MOST_MEBIBYTES + 32 * octets / (1 << 20)
    assert min(seconds[2]) < 2 + 4e-6 * octets
