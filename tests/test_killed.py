"""Killed at every rename: what is there is the old or the new, whole, and no litter stays."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from chart_samples import SAMPLES
from nbformat.v4 import new_code_cell, new_notebook

from cqdata import build, catalog, cli, files, notebooks
from cqdata.briefing import export
from cqdata.errors import DataError
from cqdata.reading.edition import _write as write_edition

TWO = [SAMPLES[name]() for name in ("sample_bars", "sample_progress")]


class Killed(BaseException):
    """Stands for the end of the process: nothing that cleans up may run after it."""


def stop_at(monkeypatch, number):
    """Let the renames (and exchanges) before the given one happen, and none from it on."""
    count = 0
    replace, exchange = os.replace, files.exchange

    def stopping(real):
        def rename(*places):
            nonlocal count
            count += 1
            if count >= number:
                raise Killed
            return real(*places)

        return rename

    monkeypatch.setattr(os, "replace", stopping(replace))
    monkeypatch.setattr(files, "exchange", stopping(exchange))
    # A killed process removes nothing.
    monkeypatch.setattr(Path, "unlink", lambda *_, **__: None)
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)
    return lambda: count


def contents(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_build_killed_at_any_rename_is_refused_or_whole(city_home, monkeypatch):
    processed = city_home / "data" / "processed"
    old = contents(processed)
    changed = {name: catalog.read(name, root=city_home) for name in catalog.PROCESSED}
    for frame in changed.values():  # a change that every table shows
        frame.iloc[0, -1] = "changed"
    monkeypatch.setattr(build, "compute", lambda root: changed)
    monkeypatch.setattr(files, "alive", lambda pid: False)  # this process stands for a killed one
    build.build(city_home)
    new = contents(processed)
    assert all(new[name] != old[name] for name in old)
    refused = 0
    for number in range(1, len(catalog.PROCESSED) + 3):
        for name, content in old.items():
            (processed / name).write_bytes(content)
        with monkeypatch.context() as patch:
            done = stop_at(patch, number)
            try:
                build.build(city_home)
            except Killed:
                assert done() == number
        found = {}
        for name in catalog.PROCESSED:
            with contextlib.suppress(DataError):
                found[name] = catalog.content(name, city_home)
        whole = [{Path(f"{name}.csv"): c for name, c in found.items()}.items() <= one.items()
                 for one in (old, new)]  # fmt: skip
        assert any(whole), f"mixed at rename {number}"
        if missing := set(catalog.PROCESSED) - set(found):
            refused += 1
            with pytest.raises(DataError, match="data/processed is of two builds"):
                catalog.load(missing.pop(), city_home)
        build.build(city_home)
        assert contents(processed) == new, "the next build mends all and clears away the rest"
    assert refused == len(catalog.PROCESSED), "between the first rename and the last"


def killed_at_each_rename(monkeypatch, work, most):
    """Do `work`, killed at its first rename, its second and so on, at last undisturbed.

    Yields after each how often it has been done, fewer than `most` times.
    """
    stopped, number = True, 0
    while stopped:
        number += 1
        with monkeypatch.context() as patch:
            stop_at(patch, number)
            try:
                work()
                stopped = False
            except Killed:
                pass
        yield number
        assert number < most


SWAPS = pytest.mark.parametrize("swap", [True, False], ids=["exchanged", "renamed twice"])


@SWAPS
def test_an_export_killed_at_any_rename_leaves_the_old_or_the_new(tmp_path, monkeypatch, swap):
    """Both languages of one of the two, at the latest when any command has begun."""
    if not swap:
        monkeypatch.setattr(files, "exchange", lambda *_: False)
    monkeypatch.setattr(cli, "_home", lambda: tmp_path)
    monkeypatch.setattr(files, "alive", lambda pid: False)  # this process stands for a killed one
    one = TWO[:1]
    out = tmp_path / "exports"
    export(TWO, tmp_path / "new", formats=("csv",), tables={})
    new = contents(tmp_path / "new")
    export(one, out, formats=("csv",), tables={})
    old = contents(out)
    (out / "zh" / "mine.txt").write_text("kept", encoding="utf-8")
    began = []

    def work():
        export(TWO, out, formats=("csv",), tables={})

    for number in killed_at_each_rename(monkeypatch, work, 20):
        for lang in ("zh", "en") if swap else ():
            assert (out / lang).is_dir(), f"no {lang} after rename {number}"
        cli._finish_killed()
        found = contents(out)
        assert found.pop(Path("zh/mine.txt")) == b"kept"
        shown = {k: v for k, v in found.items() if k.parts[0] in ("zh", "en")}
        assert shown in (old, new), f"mixed at rename {number}"
        began.append(shown == new)
        export(one, out, formats=("csv",), tables={})
        assert (out / "zh" / "mine.txt").read_text(encoding="utf-8") == "kept"
        assert {p.name for p in out.iterdir()} == {"zh", "en"}, "litter stays"
    assert began == sorted(began)
    assert set(began) == {False, True}, "the old before the journal stands, the new from then on"


@SWAPS
def test_an_adoption_killed_at_any_rename_leaves_the_old_or_the_new(home, monkeypatch, swap):
    if not swap:
        monkeypatch.setattr(files, "exchange", lambda *_: False)
    monkeypatch.setattr(files, "alive", lambda pid: False)
    data = home / "data"
    (data / "raw" / "own.csv").write_text("mine", encoding="utf-8")
    old = contents(data)
    edition = {
        "raw/report-2024/figures.csv": b"new figures",
        "raw/report-2024/series.csv": b"new series",
        "raw/indicators.csv": old[Path("raw/indicators.csv")] + b"more",
        "raw/plans/targets.csv": old[Path("raw/plans/targets.csv")] + b"more",
        "datapackage.json": old[Path("datapackage.json")] + b"\n",
    }
    new = old | {Path(name): content for name, content in edition.items()}
    began = []
    for number in killed_at_each_rename(monkeypatch, lambda: write_edition(data, edition), 40):
        catalog.package(home)  # what every command begins with
        found = {k: v for k, v in contents(data).items() if not k.parts[0].startswith(".")}
        assert found in (old, new), f"mixed at rename {number}"
        began.append(found == new)
        for name in set(contents(data)) - set(old):
            (data / name).unlink()
        for name, content in old.items():
            (data / name).write_bytes(content)
    assert began == sorted(began)
    assert set(began) == {False, True}
    write_edition(data, edition)
    assert contents(data) == new, "litter stays"


def test_a_folder_may_be_named_from_the_working_one(tmp_path, monkeypatch):
    """What tempfile makes there has an absolute name from Python 3.12 on."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "new").write_text("new", encoding="utf-8")
    files.replace_all(Path("."), {Path("there"): tmp_path / "new"})
    assert contents(tmp_path) == {Path("there"): b"new"}


@SWAPS
def test_what_cannot_be_replaced_leaves_all_as_it_was(home, monkeypatch, swap):
    """On Windows a table that is open in another program cannot be replaced."""
    if not swap:
        monkeypatch.setattr(files, "exchange", lambda *_: False)
    data = home / "data"
    old = contents(data)
    edition = {"raw/report-2024/figures.csv": b"1", "raw/sources.csv": b"2", "raw/bases.csv": b"3"}
    put, puts = files._put, []

    def refused(*place):
        puts.append(place)
        if len(puts) == len(edition):
            raise PermissionError(13, "in use", str(data / "raw" / "bases.csv"))
        put(*place)

    monkeypatch.setattr(files, "_put", refused)
    with pytest.raises(DataError, match=r"bases\.csv cannot be replaced"):
        write_edition(data, edition)
    assert contents(data) == old


def test_litter_of_dead_runs_goes_and_that_of_live_ones_stays(tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    path = tmp_path / "x.csv"
    names = {
        f".x.csv.{dead.pid}-abcd_123": False,
        ".x.csv.abcd_123": False,
        f".x.csv.{os.getpid()}-abcd_123": True,
        ".y.csv.abcd_123": True,
        ".x.csv.backup": True,
    }
    for name in names:
        (tmp_path / name).write_text("", encoding="utf-8")
    files.write_bytes(path, b"1")
    stays = {name for name, kept in names.items() if kept}
    assert {p.name for p in tmp_path.iterdir()} == {"x.csv", *stays}


def test_a_second_run_says_that_another_writes(tmp_path, home):
    out = tmp_path / "exports"
    with files.locked(out), pytest.raises(DataError, match="another run of cqdata"):
        export(TWO, out, formats=("csv",), tables={})
    with files.locked(home / "data"), pytest.raises(DataError, match="another run of cqdata"):
        build.build(home)
    assert not list(out.iterdir())


WORK = """
import os
import time
from pathlib import Path
from cqdata.pipeline import Job, Stopped, perform

def long():
    time.sleep(120)
    return []

if __name__ == "__main__":
    jobs = [Job("long", long, in_process=True), Job("kernel", kernel)]
    try:
        list(perform(jobs))
    except Stopped:
        os._exit(130)
"""
KERNEL = """
from cqdata import notebooks

def kernel():
    notebooks.execute(Path(__file__).with_name("slow.ipynb"))
    return []
"""


@pytest.fixture
def running(tmp_path):
    """Start a program with a worker and a kernel at work; return it and the two."""
    script = tmp_path / "work.py"
    book = new_notebook(cells=[new_code_cell("import time; time.sleep(120)")])
    notebooks.save(book, tmp_path / "slow.ipynb")
    script.write_text(WORK.replace("\ndef long", KERNEL + "\ndef long"), encoding="utf-8")
    program = subprocess.Popen([sys.executable, str(script)], start_new_session=True)
    parent = psutil.Process(program.pid)
    last = time.monotonic() + 90
    at_work = []
    while len(at_work) < 2 and time.monotonic() < last:
        time.sleep(0.2)
        names = {child: " ".join(child.cmdline()) for child in parent.children(recursive=True)}
        at_work = [c for c in names if "ipykernel" in names[c] or "spawn_main" in names[c]]
    assert len(at_work) == 2, [c.cmdline() for c in parent.children(recursive=True)]
    time.sleep(3)  # both have begun
    yield program, parent.children(recursive=True)
    for process in [program, *at_work]:
        if isinstance(process, subprocess.Popen) or process.is_running():
            process.kill()
    program.wait()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_workers_and_kernels_end_with_their_parent(running, how):
    program, children = running
    program.send_signal(how)
    began = time.monotonic()
    program.wait(10)
    _, alive = psutil.wait_procs(children, timeout=10)
    assert not alive, [p.cmdline() for p in alive]
    if how == signal.SIGINT:
        assert program.returncode == 130
    assert time.monotonic() - began < 6


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_command_that_is_stopped_at_any_moment_says_so():
    program = (
        "import os, signal, sys; from cqdata import cli; sys.argv = ['cqdata', 'build'];"
        "cli._build = lambda: os.kill(os.getpid(), signal.SIGINT); cli.main()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8")
    assert done.returncode == 130
    assert done.stderr.splitlines()[-1].startswith("cqdata: stopped; ")
