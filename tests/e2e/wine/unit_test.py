"""Every unit test program of the Windows build, run under Wine."""

import os
import sys

from prefix import Prefix, windows_build


def main():
    prefix = Prefix(os.environ["PREFLIGHT_WINE_PREFIX"])
    programs = sorted((windows_build() / "tests").rglob("unit_*.exe"))
    if not programs:
        print(f"no unit_*.exe below {windows_build()}/tests: build the windows preset first")
        return 1
    failed = []
    for program in programs:
        code, out, err = prefix.run(program, timeout=120)
        lines = (out + err).strip().splitlines()
        print(f"{program.stem}: exit {code}, {next((x for x in lines if 'test cases' in x), 'no summary')}")
        if code != 0 or not any("test cases" in line for line in lines):
            print("\n".join(lines))
            failed.append(program.stem)
    print(f"{len(programs)} programs, failed: {', '.join(failed) or 'none'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
