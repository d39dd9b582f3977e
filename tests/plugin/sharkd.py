# SPDX-License-Identifier: GPL-2.0-or-later
"""One sharkd for many questions: it dissects as the GUI does, and begins once."""
import json


class Script:
    """Requests to one sharkd, in order."""

    def __init__(self):
        self.requests = []

    def ask(self, method, **parameters):
        self.requests.append({"jsonrpc": "2.0", "id": len(self.requests) + 1, "method": method, "params": parameters})
        return len(self.requests)

    def load(self, capture, keys=None):
        if keys is not None:
            self.ask("setconf", name="espect.keys", value=str(keys))
        return self.ask("load", file=str(capture))

    def frames(self, numbers):
        return [(number, self.ask("frame", frame=number, proto=True, columns=True)) for number in numbers]

    def run(self, tshark):
        done = tshark.command("-", program="sharkd", text="".join(json.dumps(request) + "\n" for request in self.requests).encode())
        answers = [json.loads(line) for line in done.stdout.splitlines() if line.startswith(b"{")]
        self.results = {answer["id"]: answer.get("result") for answer in answers}
        return len(self.results) == len(self.requests) and all(result is not None for result in self.results.values())

    def shown(self, asked):
        """By frame; None where one frame was shown in two ways."""
        trees = {}
        for number, request in asked:
            tree = json.dumps(self.results[request], sort_keys=True)
            trees[number] = tree if trees.get(number, tree) == tree else None
        return trees


def matching(tshark, capture, expressions, keys=None):
    """{display filter: numbers of its frames}, None where Wireshark does not know it. As tshark -2: what comes later is known."""
    script = Script()
    script.load(capture, keys)
    asked = {expression: script.ask("frames", filter=expression) for expression in expressions}
    script.run(tshark)
    assert len(script.results) == len(script.requests), "sharkd ended before its last answer"
    found = {expression: script.results[request] for expression, request in asked.items()}
    return {expression: frames if frames is None else [frame["num"] for frame in frames] for expression, frames in found.items()}
