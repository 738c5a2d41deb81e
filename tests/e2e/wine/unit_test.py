"""Every test program of the Windows build that needs nothing but itself, run under Wine."""

import os
import sys

from prefix import Prefix, windows_build


def main():
    prefix = Prefix(os.environ["PREFLIGHT_WINE_PREFIX"])
    tests = windows_build() / "tests"
    programs = sorted(program for name in ("unit_*.exe", "page_tests.exe", "fuzz_*.exe") for program in tests.rglob(name))
    if not any(program.stem.startswith("unit_") for program in programs):
        print(f"no unit_*.exe below {windows_build()}/tests: build the windows preset first")
        return 1
    failed = []
    for program in programs:
        code, out, err = prefix.run(program, timeout=240)
        lines = (out + err).strip().splitlines()
        summary = next((line for line in lines if "test cases" in line or line.endswith(" inputs")), None)
        print(f"{program.stem}: exit {code}, {summary or 'no summary'}")
        if code != 0 or summary is None:
            print("\n".join(lines))
            failed.append(program.stem)
    print(f"{len(programs)} programs, failed: {', '.join(failed) or 'none'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
