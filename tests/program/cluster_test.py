# SPDX-License-Identifier: GPL-2.0-or-later
"""The examples of docs/cluster run, each where its engine is installed, and end with the report of one audit, although
tasks are killed."""
import os
import shutil
import socket
import subprocess
import time

import pytest
from check import ROOT
from cut_capture import at_random, cut
from shards import continued, elsewhere, interleaved

CLUSTER = ROOT / "docs" / "cluster"
CAPTURES = [ROOT / "samples" / name / "capture.pcap" for name in ("esp-replay", "pq-downgrade", "invalid-ke-retry")]
PYTHON = "/usr/bin/python3"  # Debian's, which has its packages


@pytest.fixture
def files(tmp_path):
    whole = interleaved(CAPTURES, tmp_path / "all.pcap", [elsewhere(1), elsewhere(2), elsewhere(3)])
    return cut(whole, tmp_path, at_random(whole, 3, 1))


STEPS = ("shard scan", "shard split", "audit --shard")
# The first call of each of the steps is killed; the engine has to run it again.
KILLED_ONCE = """#!/bin/sh
step="$1 $2"
case $step in {steps}) mkdir "{place}/killed $1 $2" 2>/dev/null && kill -9 $$ ;; esac
exec "{program}" "$@"
"""


def run(script, program, files, work, killed=STEPS, **more):
    place = work.parent / "killed"
    place.mkdir()
    espect = place / "espect"
    espect.write_text(KILLED_ONCE.format(place=place, program=program.path, steps=" | ".join(f'"{step}"' for step in killed)))
    espect.chmod(0o755)
    environment = {**os.environ, "ESPECT": str(espect), **more}
    done = subprocess.run([*script, "2", work, *files], env=environment, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(list(place.glob("killed *"))) == len(killed), "no task was killed"
    return (work / "report.json").read_bytes()


def test_examples_are_short():
    for path in (*CLUSTER.glob("*.sh"), *CLUSTER.glob("*.py")):
        assert len(path.read_text().splitlines()) <= 40, path


@pytest.mark.skipif(shutil.which("parallel") is None, reason="GNU parallel is not installed")
def test_gnu_parallel(program, files, tmp_path):
    assert run([CLUSTER / "parallel.sh"], program, files, tmp_path / "work") == continued(program, files)


@pytest.mark.skipif(subprocess.run([PYTHON, "-c", "import distributed"], capture_output=True).returncode != 0,
                    reason="python3-distributed is not installed")
def test_dask(program, files, tmp_path):
    assert run([PYTHON, CLUSTER / "run_on_dask.py"], program, files, tmp_path / "work") == continued(program, files)


SLURM = """
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket,cred_expire=5
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
MpiDefault=none
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} State=UNKNOWN
PartitionName=all Nodes={host} Default=YES State=UP
"""


def end(pid_file):
    """By the number that the daemon wrote itself."""
    if pid_file.is_file():
        subprocess.run(["kill", pid_file.read_text().strip()], check=False)


def munge(folder):
    """munged with a key, a socket and files of its own: nothing of the machine's is used or has to be there."""
    key = folder / "munge.key"
    key.write_bytes(os.urandom(128))
    key.chmod(0o600)
    # --force: folders of tests are not its user's alone, which it minds.
    subprocess.run(["/usr/sbin/munged", "--force", f"--key-file={key}", f"--socket={folder}/munge.socket", f"--pid-file={folder}/munge.pid",
                    f"--log-file={folder}/munge.log", f"--seed-file={folder}/munge.seed", "--num-threads=2"], check=True, capture_output=True)


@pytest.fixture
def slurm(tmp_path):
    """One node, with daemons of its own."""
    missing = [name for name in ("slurmctld", "slurmd", "sbatch", "munged") if shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin") is None]
    if missing or os.getuid() != 0:
        pytest.skip(f"not installed, or not root: {', '.join(missing) or 'root'}")
    folder = tmp_path / "slurm"
    for name in ("state", "spool"):
        (folder / name).mkdir(parents=True)
    host = socket.gethostname().split(".")[0]
    configuration = folder / "slurm.conf"
    configuration.write_text(SLURM.format(host=host, folder=folder, cpus=os.cpu_count()))
    environment = {"SLURM_CONF": str(configuration)}
    munge(folder)
    try:
        for daemon in ("slurmctld", "slurmd"):
            subprocess.run([f"/usr/sbin/{daemon}", "-f", configuration], check=True, env={**os.environ, **environment})
        for _ in range(60):
            seen = subprocess.run(["sinfo", "-h", "-o", "%T"], capture_output=True, text=True, env={**os.environ, **environment}).stdout
            if "idle" in seen:
                break
            time.sleep(0.5)
        else:
            pytest.skip("slurmd does not become idle here")
        yield environment
    finally:
        end(folder / "slurmd.pid")
        end(folder / "slurmctld.pid")
        end(folder / "munge.pid")


def test_slurm(program, files, tmp_path, slurm):
    work = tmp_path / "work"
    # One is enough: Slurm lets what goes back into its queue wait for some time.
    assert run([CLUSTER / "slurm.sh"], program, files, work, STEPS[-1:], **slurm) == continued(program, files)


def test_kubernetes_manifest():
    """Only that it is what the API takes: no cluster is here to run it."""
    yaml = pytest.importorskip("yaml")
    jobs = list(yaml.safe_load_all((CLUSTER / "kubernetes.yaml").read_text()))
    assert [job["metadata"]["name"] for job in jobs] == ["espect-scan", "espect-split", "espect-audit"]
    for job in jobs:
        assert (job["apiVersion"], job["kind"], job["spec"]["completionMode"]) == ("batch/v1", "Job", "Indexed")
        pod = job["spec"]["template"]["spec"]
        assert pod["restartPolicy"] in ("OnFailure", "Never")
        mounted = {mount["name"] for container in pod["containers"] for mount in container["volumeMounts"]}
        assert mounted == {volume["name"] for volume in pod["volumes"]}
        assert job["spec"]["completions"] >= 1 and pod["containers"][0]["command"][:2] == ["sh", "-c"]
