"""What the benches gave, and the table of it in docs/development.md."""
import datetime
import re
import subprocess

BEGIN, END = "<!-- figures: written by tests/bench/run.py -->\n", "<!-- end of figures -->\n"


class Failed(Exception):
    pass


class Figures:
    def __init__(self):
        self.values = {}  # by name: of a bench with its arguments ("wholePage/1920/1080/100"), or of what was added

    def add(self, name, **values):
        self.values[name] = values

    def add_benchmarks(self, tree):
        """The JSON of Google Benchmark. It ends with 0 when a run failed, so that is looked for here."""
        if not tree["benchmarks"]:
            raise Failed("no bench has run")
        for each in tree["benchmarks"]:
            name = re.sub(r"/(iterations:\d+|manual_time|real_time)", "", each["name"])
            if each.get("error_occurred"):
                raise Failed(f"{name}: {each.get('error_message')}")
            self.values[name] = each

    def of(self, name, value):
        try:
            return self.values[name][value]
        except KeyError:
            raise Failed(f"{name} gave no {value}") from None


def rows(figures):
    """What, how much, and what it should be at most."""
    ratio = lambda name: f"{figures.of(name, 'ratio'):.2f}"
    megabytes = lambda name: f"{figures.of(name, 'memory_MB'):.0f} MB"
    milliseconds = lambda name: f"{figures.of(name, 'real_time'):.1f} ms"
    share = lambda name, part: f"{figures.of(name, part):.2%}"
    yield "`export --replay`, whole process, against a static hello-world", ratio("export_whole_process_linux"), "2.5"
    yield "the same under Wine", ratio("export_whole_process_wine"), "3"
    yield "verdict of a recording with 200,000 events, against reading its lines", ratio("wholeVerdict"), "1.0"
    yield "identity out of the same recording, against reading its small files", ratio("identityAlone"), "1.2"
    yield "`hash check` of 100,000 rows (400 MB) against `sha256sum`", ratio("hash_check_beside_sha256sum"), "0.22"
    yield "`csv check` of 100,000 devices (400 MB) against `sha256sum`", ratio("csv_check_beside_sha256sum"), "0.40"
    yield "its memory", megabytes("csv_check_memory"), "64 MB"
    yield "`csv merge` of 200 files with 500 devices each against `cat` and `sort`", ratio("csv_merge_beside_cat_and_sort"), "2"
    yield "index of a 200 MB log against `wc -l`", ratio("log_index_beside_wc"), "8"
    yield "its memory", megabytes("log_index_memory"), "96 MB"
    yield "start to first frame against a bare GLFW and OpenGL window", ratio("first_frame_linux"), "0.4"
    yield "the same under Wine", ratio("first_frame_wine"), "0.4"
    yield "redraw of a full table, 1920x1080", milliseconds("fullRedraw/1920/1080/16"), "4 ms"
    yield "redraw of a full table, 3840x2160", milliseconds("fullRedraw/3840/2160/16"), "16 ms"
    yield "a key that moves the focus, 1920x1080", milliseconds("focusMovesOneRow/1920/1080/100"), "1 ms"
    yield "a key that moves the focus, 3840x2160 at 250 %", milliseconds("focusMovesOneRow/3840/2160/250"), "1 ms"
    yield "processor time of the waiting window, of one core", share("waiting_live_linux", "window"), "1 %"
    yield "the same, a replay", share("waiting_replay_linux", "window"), "1 %"
    yield "the same under Wine", share("waiting_live_wine", "window"), "1 %"
    yield "what Wine's server takes for it", share("waiting_live_wine", "server"), "1 %"
    yield "anonymous memory of the window at 1920x1080", megabytes("window_memory"), "35 MB"
    yield "`preflight.exe`", f"{figures.of('preflight.exe', 'megabytes'):.2f} MB", "5.0 MB"


def commit(source):
    git = lambda *words: subprocess.run(["git", "-C", str(source), *words], capture_output=True, text=True, check=True).stdout.strip()
    return git("rev-parse", "--short", "HEAD") + (" with changes" if git("status", "--porcelain", "--untracked-files=no") else "")


def write(figures, source):
    page = source / "docs" / "development.md"
    table = [f"Commit {commit(source)}, {datetime.date.today()}.", "", "| what | figure | at most |", "|---|---|---|"]
    table += [f"| {what} | {figure} | {most} |" for what, figure, most in rows(figures)]
    before, _, rest = page.read_text().partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise Failed(f"{page} has no place for the figures")
    page.write_text(before + BEGIN + "\n".join(table) + "\n" + END + after)
    print("\n".join(table))
