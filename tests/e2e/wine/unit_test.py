"""A test program of the Windows build that needs nothing but itself, run under Wine. Usage: unit_test.py NAME"""

import os
import sys

from prefix import Prefix, windows_build


def main():
    prefix = Prefix(os.environ["PREFLIGHT_WINE_PREFIX"])
    program = windows_build() / "tests" / f"{sys.argv[1]}.exe"
    if not program.exists():
        print(f"{program} is missing: build the windows preset first")
        return 1
    code, out, err = prefix.run(program, timeout=240)
    print(out + err)
    return 0 if code == 0 and "test cases" in out + err else 1


if __name__ == "__main__":
    sys.exit(main())
