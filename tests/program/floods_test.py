# SPDX-License-Identifier: GPL-2.0-or-later
"""Every flood of support/floods.py, so large that work for each pair of packets would be most of the work: twice as much may take twice the time and
memory and a bit. Fewer packets, counted in instructions: linear_work_test.py."""
import pytest
from check import environment
from cost_of_run import cost
from floods import FLOODS

MOST_GROWTH = 3.0  # of seconds: linear work gives 2, work for each pair 4; another program on the machine a bit
MOST_GROWTH_OF_MEMORY = 2.4  # a table that doubles what it holds has up to twice the room it needs
LEAST_SECONDS, LEAST_MEBIBYTES = 0.1, 16
MOST_MEBIBYTES = 256  # beside the input: where a table has a limit it is reached before
TRIES = 4
# What it takes for some tenths of a second; of those that are not here as many as this.
USUAL = 120_000
COUNTS = {"ike_sas_asked_for": 12_000, "ike_sas_answered": 12_000, "ike_sas_answered_with_errors": 10_000, "ike_sas_unknown": 40_000, "transforms_in_one_proposal": 130_000,
          "proposals_in_one_message": 80_000, "nothing_right_in_it": 8000, "messages_of_ikev1": 8000, "other_ports": 6000, "errors_of_icmp": 20_000, "flows_between_many": 30_000, "flows": 80_000, "flows_of_ah": 80_000,
          "retransmissions": 20_000, "requests_changed": 40_000, "unknown_payloads": 1_000_000, "tunnels_in_tunnels": 2_000_000, "notifies_in_one_message": 400_000}


@pytest.fixture(scope="module")
def measured(released, tmp_path_factory):
    """measured(name, count): (Cost, MiB of input)"""
    path = tmp_path_factory.mktemp("flood") / "flood.pcap"

    def run(name, count):
        octets = FLOODS[name](count)
        path.write_bytes(octets)
        return cost(released.path, "audit", "--fail-on", "never", "-f", "json", path, environment=environment()), len(octets) / (1 << 20)
    run.nothing = run("flows", 0)[0]
    return run


@pytest.mark.parametrize("name", FLOODS)
def test_twice_as_much(measured, name):
    count = COUNTS.get(name, USUAL)
    seconds = {1: [], 2: []}
    for _ in range(TRIES):
        runs = {times: measured(name, count * times) for times in (1, 2)}
        for times, (of, _) in runs.items():
            seconds[times].append(of.seconds - measured.nothing.seconds)
            assert of.status in (0, 3), of
        growth = min(seconds[2]) / max(min(seconds[1]), LEAST_SECONDS)
        if growth < MOST_GROWTH:
            break
    memory = {times: max(of.mebibytes - measured.nothing.mebibytes, LEAST_MEBIBYTES) for times, (of, _) in runs.items()}
    print(f"{name} {count}: {min(seconds[1]):.2f} s, twice as many {growth:.2f} times that; {memory[1]:.0f} MiB, {memory[2] / memory[1]:.2f} times that; {runs[1][1]:.1f} MiB of input")
    assert growth < MOST_GROWTH
    assert memory[2] < MOST_GROWTH_OF_MEMORY * memory[1]
    assert memory[2] < MOST_MEBIBYTES + 2 * runs[2][1]
