# SPDX-License-Identifier: GPL-2.0-or-later
"""sharkd, which loads captures and shows frames as the GUI does: any frame at any time, other captures, other keys."""
import random

from sharkd import Script


def test_any_frame_at_any_time(tshark, check, samples):
    choice = random.Random(1)
    capture, keys = samples / "hybrid-ml-kem" / "capture.pcap", samples / "hybrid-ml-kem" / "keys"
    other, other_keys = samples / "esp-replay" / "capture.pcap", samples / "esp-replay" / "keys"
    ordered = list(range(1, len(tshark("-r", capture).splitlines()) + 1))
    shuffled = choice.choices(ordered, k=3 * len(ordered)) + choice.sample(ordered, k=len(ordered))

    script = Script()
    script.load(capture, "")
    closed = script.frames(ordered)
    closed_again = script.frames(shuffled)
    script.load(capture, keys)
    opened = script.frames(ordered)
    opened_again = script.frames(shuffled)
    script.load(other, other_keys)
    script.frames([9, 1, 5])
    script.load(capture, keys)
    reloaded = script.frames(ordered[::-1])
    script.load(capture, "")
    withdrawn = script.frames(ordered)
    check(script.run(tshark), "sharkd answers every request", [request for request in script.requests if script.results.get(request["id"]) is None][:3])
    if len(script.results) != len(script.requests):
        return
    first = script.shown(closed)
    second = script.shown(opened)
    check(script.shown(closed_again) == first, "frames look the same in any order, without keys")
    check(script.shown(opened_again) == second, "frames look the same in any order, with keys")
    check(script.shown(reloaded) == second, "and after another capture was loaded")
    check(script.shown(withdrawn) == first, "keys taken away: what they opened is closed again")
    changed = [number for number in ordered if first[number] != second[number]]
    generations = [number for number in ordered if "Key generation" in second[number]]
    check(generations and set(generations) <= set(changed), "keys given later open the capture", changed)

    fresh = Script()
    fresh.load(capture, keys)
    alone = fresh.frames(shuffled)
    check(fresh.run(tshark) and fresh.shown(alone) == second, "a new sharkd shows the same, random frames first")
