# SPDX-License-Identifier: GPL-2.0-or-later
"""tshark as a user runs it: not as root, with a home folder of its own."""
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

NOBODY = 65534


class Tshark:
    """Two home folders, one with the plugin and one without."""

    def __init__(self, program, plugin, preload=None):
        self.program = shutil.which(program)
        if self.program is None:
            sys.exit(f"{program} is not here: the plugin is not tested")
        self.plugin = plugin
        self.preload = preload
        self.for_speed = False  # True: without the checks of memory that Wireshark can do

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="espect-plugin-"))
        version = subprocess.run([self.program, "--version"], capture_output=True, text=True, check=True).stdout
        minor = ".".join(version.split("Wireshark) ")[1].split()[0].split(".")[:2])
        plugins = self.folder / "with" / ".local/lib/wireshark/plugins" / minor / "epan"
        plugins.mkdir(parents=True)
        (self.folder / "without").mkdir()
        shutil.copy(self.plugin, plugins / "espect.so")
        self.folder.chmod(0o755)
        if os.geteuid() == 0:
            for path in [self.folder, *self.folder.rglob("*")]:
                os.chown(path, NOBODY, NOBODY)
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def prepared(self, *arguments, plugin=True, program=None):
        """(command, environment) of tshark, or of another program of Wireshark."""
        home = self.folder / ("with" if plugin else "without")
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "WIRESHARK_EXTCAP_DIR": str(self.folder / "without"),  # capture helpers would be started each time
        }
        if not self.for_speed:
            environment |= {"WIRESHARK_DEBUG_WMEM_OVERRIDE": "strict", "WIRESHARK_ABORT_ON_DISSECTOR_BUG": "1",
                            "WIRESHARK_ABORT_ON_TOO_MANY_ITEMS": "1"}
        if self.preload and plugin:
            environment |= {"LD_PRELOAD": self.preload, "ASAN_OPTIONS": "detect_leaks=0"}
        command = [program or self.program, *map(str, arguments)]
        if os.geteuid() == 0:  # Wireshark loads no personal plugins for root
            command = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *command]
        return command, environment

    def command(self, *arguments, plugin=True, program=None, text=b""):
        """Runs it, with `text` as its input."""
        command, environment = self.prepared(*arguments, plugin=plugin, program=program)
        return subprocess.run(command, env=environment, input=text, capture_output=True, timeout=300)

    def __call__(self, *arguments, plugin=True):
        """Standard output; anything but success ends the test run."""
        done = self.command(*arguments, plugin=plugin)
        if done.returncode != 0:
            sys.exit(f"tshark {' '.join(map(str, arguments))}: exit {done.returncode}\n{done.stderr.decode()[-2000:]}")
        return done.stdout.decode("utf-8", "replace")

    @contextlib.contextmanager
    def profile(self, files):
        """Files of the user's profile, for both homes, as long as the block lasts."""
        folders = [self.folder / home / ".config/wireshark" for home in ("with", "without")]
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
            for name, text in files.items():
                (folder / name).write_text(text)
        try:
            yield
        finally:
            for folder in folders:
                for name in files:
                    (folder / name).unlink()

    def write(self, name, octets):
        """A file that tshark may read."""
        path = self.folder / name
        path.write_bytes(octets)
        path.chmod(0o644)
        return path
