"""A Wine prefix of its own: a Windows 10 that tests plant things in and run programs on.

    prefix = Prefix(folder)          # nothing happens yet
    prefix.create()                  # a fresh one; what was in the folder is removed
    prefix.reg_add(r"HKLM\\SOFTWARE\\Contoso", "Name", "text")
    exit_code, out, err = prefix.run("C:/x/program.exe", ["--version"], env={"A": "b"}, timeout=60)
    prefix.kill()                    # ends the prefix' wineserver and every program in it

Works as root and without a display. Programs are given as paths of this system.
"""

import os
import pathlib
import shutil
import subprocess
import tempfile

WINE_FOLDERS = ("/usr/lib/wine", "/usr/lib/x86_64-linux-gnu/wine", "/opt/wine-stable/bin")


def _find(on_path, elsewhere):
    for name in on_path:
        found = shutil.which(name)
        if found:
            return found
    for folder in WINE_FOLDERS:
        for name in elsewhere:
            candidate = os.path.join(folder, name)
            if os.access(candidate, os.X_OK):
                return candidate
    raise FileNotFoundError(f"none of {', '.join(elsewhere)} is installed; install the package wine64")


def wine_program():
    """Debian's wine64 package alone puts no wine on the path."""
    return _find(("wine", "wine64"), ("wine64", "wine"))


def wineserver_program():
    return _find(("wineserver",), ("wineserver64", "wineserver"))


def windows_path(path):
    """A path of this system as programs under Wine see it: drive Z: is the root."""
    return "Z:" + os.path.abspath(path).replace("/", "\\")


def windows_build():
    """Where CMake put the programs that are tested: PREFLIGHT_WINDOWS_BUILD, else build/windows."""
    root = pathlib.Path(__file__).resolve().parents[3]
    return pathlib.Path(os.environ.get("PREFLIGHT_WINDOWS_BUILD") or root / "build" / "windows")


def built(name):
    """The full path of a program or DLL in the Windows build, wherever in it CMake laid it."""
    found = sorted(windows_build().rglob(name), key=lambda path: len(path.parts))
    if not found:
        raise FileNotFoundError(f"{name} is not in {windows_build()}; build the windows preset first")
    return str(found[0])


LINGER = 120  # seconds that a server of ours waits for the next program
ENDING = 0.3  # seconds that a server takes at most to end


class Prefix:
    """Wine's server ends with its last program, and a program that starts at that very moment is lost: it ends with 1 and
    says nothing, once in some hundred starts. So there is one that stays; where the screen changes between two programs
    (`stays` False) a server that ends is waited for."""

    def __init__(self, folder, stays=True):
        if not folder:
            raise ValueError("a prefix needs a folder")
        self.folder = os.path.abspath(folder)
        self.stays, self.served = stays, False

    # --- life ---

    def environment(self, env=None):
        """What programs under Wine get: nothing of the caller's Wine settings, no questions, no noise."""
        merged = {k: v for k, v in os.environ.items() if not k.startswith("WINE")}
        merged.update(WINEPREFIX=self.folder, WINEARCH="win64", WINEDEBUG="-all",
                      WINEDLLOVERRIDES="mscoree,mshtml=;winemenubuilder.exe=d", HOME=os.path.join(self.folder, "home"))
        merged.update(env or {})
        return merged

    def create(self):
        """A fresh prefix with Windows 10's version numbers, in which a program that crashes ends at once."""
        if os.path.isdir(self.folder) and os.listdir(self.folder) and not os.path.exists(os.path.join(self.folder, "dosdevices")):
            raise FileExistsError(f"{self.folder} is there and is no prefix; it is left alone")
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(os.path.join(self.folder, "home"))  # so that nothing is written to the real one
        self.must(["wineboot", "-i"], timeout=300)
        self.must(["winecfg", "-v", "win10"], timeout=120)
        # The debugger that Wine would start on a crash waits for somebody who clicks.
        self.reg_add(r"HKLM\Software\Microsoft\Windows NT\CurrentVersion\AeDebug", "Debugger", "false")
        self.reg_add(r"HKLM\Software\Microsoft\Windows NT\CurrentVersion\AeDebug", "Auto", "1")
        for name, value in (("CurrentBuild", "19045"), ("CurrentBuildNumber", "19045"), ("DisplayVersion", "22H2"),
                            ("EditionID", "Professional")):
            self.reg_add(r"HKLM\Software\Microsoft\Windows NT\CurrentVersion", name, value)
        self.kill()

    def exists(self):
        return os.path.exists(os.path.join(self.folder, "system.reg"))

    def server(self, *args, before=(), timeout=60):
        subprocess.run([*before, wineserver_program(), *args], env=self.environment(), timeout=timeout, check=False,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def settle(self, before=()):
        """Before a program is started: so that its server does not end under it."""
        if self.stays and not self.served:
            self.server(f"-p{LINGER}", before=before)
            self.served = True
        elif not self.stays:
            try:
                self.server("-w", timeout=ENDING)
            except subprocess.TimeoutExpired:
                pass  # other programs run

    def kill(self):
        """Ends this prefix' wineserver, and with it every program that runs in it; the registry is on disk then."""
        self.served = False
        if os.path.isdir(self.folder):
            self.server("-k")
            self.server("-w")

    # --- running ---

    def start(self, exe, args=(), env=None, before=(), **options):
        """A program that goes on running: subprocess.Popen, with pipes unless `options` say otherwise. `before`: a
        command of this system that starts it, and the wineserver when none was started here yet."""
        options.setdefault("stdin", subprocess.DEVNULL)
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        self.settle(before)
        command = [*before, wine_program(), str(exe), *map(str, args)]
        return subprocess.Popen(command, env=self.environment(env), **options)

    def run(self, exe, args=(), env=None, timeout=120, cwd=None, before=()):
        """(exit code, standard output, standard error) as bytes decoded from UTF-8; raises after `timeout` seconds."""
        # Files rather than pipes: Wine's own services inherit them and would keep a pipe open after the program's end.
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            process = self.start(exe, args, env, before, cwd=cwd, stdout=out, stderr=err)
            try:
                process.wait(timeout=timeout)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                raise
            texts = []
            for file in (out, err):
                file.seek(0)
                texts.append(file.read().decode("utf-8", "replace").replace("\r\n", "\n"))
        return process.returncode, texts[0], texts[1]

    def must(self, command, timeout=60):
        code, out, err = self.run(command[0], command[1:], timeout=timeout)
        if code != 0 and not out + err:  # on a busy machine Wine loses a start now and then; a tool that fails says why
            code, out, err = self.run(command[0], command[1:], timeout=timeout)
        if code != 0:
            raise RuntimeError(f"{' '.join(command)} ended with {code}: {out} {err}")
        return out

    # --- registry ---

    def reg_add(self, key, name=None, value="", kind="REG_SZ"):
        """One value (`name` None: the key's default value), or with value None the key alone."""
        command = ["reg", "add", key]
        if value is not None:
            command += (["/ve"] if name is None else ["/v", name]) + ["/t", kind, "/d", str(value)]
        self.must(command + ["/f"])

    def reg_delete(self, key, name=None):
        """A value, or the key with all below it. What is not there is no error."""
        self.run("reg", ["delete", key] + (["/v", name] if name else []) + ["/f"])

    def reg_import(self, text):
        """Many values at once: the text of a .reg file without its first line."""
        path = os.path.join(self.folder, "import.reg")
        with open(path, "w", encoding="utf-16", newline="\r\n") as file:
            file.write("Windows Registry Editor Version 5.00\n\n" + text)
        self.must(["regedit", "/S", windows_path(path)])

    # --- drives and files ---

    def add_drive(self, letter, folder, kind="floppy"):
        """A drive letter for a folder from the next start of the wineserver on, so this restarts it. floppy: a
        removable one; hd, network, cdrom as Wine names them."""
        self.reg_add(r"HKLM\Software\Wine\Drives", letter.lower() + ":", kind)
        link = os.path.join(self.folder, "dosdevices", letter.lower() + ":")
        if os.path.lexists(link):
            os.remove(link)
        os.symlink(os.path.abspath(folder), link)
        self.kill()

    def remove_drive(self, letter):
        self.reg_delete(r"HKLM\Software\Wine\Drives", letter.lower() + ":")
        link = os.path.join(self.folder, "dosdevices", letter.lower() + ":")
        if os.path.lexists(link):
            os.remove(link)
        self.kill()

    def hotplug(self, letter, folder=None):
        """Adds a removable drive while programs run, or takes it away when no folder is given."""
        args = ["remove", letter] if folder is None else ["add", letter, os.path.abspath(folder)]
        code, out, err = self.run(built("hotplug.exe"), args)
        if code != 0:
            raise RuntimeError(f"hotplug {' '.join(args)} ended with {code}: {out} {err}")

    def unplug(self, letter):
        """Takes a removable drive away, if it is there."""
        self.run(built("hotplug.exe"), ["remove", letter])

    def drive_c(self, *parts):
        return os.path.join(self.folder, "drive_c", *parts)

    def system32(self, name):
        return self.drive_c("windows", "system32", name)

    # --- what plays a part of Windows ---

    def use_fake_wmi(self, scenario, hash_file=None):
        """Every WMI connection goes through fakewbem.dll, which answers root\\cimv2\\mdm\\dmmap by `scenario` and
        leaves the rest to Wine. Scenarios are listed in fakewbem.cpp."""
        self.reg_add(WBEM_SERVER, None, windows_path(built("fakewbem.dll")))
        self.reg_add(FAKE_WBEM, "Scenario", scenario)
        if hash_file is not None:
            self.reg_add(FAKE_WBEM, "HashFile", windows_path(hash_file))

    def use_real_wmi(self):
        self.reg_add(WBEM_SERVER, None, r"C:\windows\system32\wbem\wbemprox.dll")
        self.reg_delete(FAKE_WBEM)

    def use_fake_diagnostics(self, present=True):
        """fake_mdmdiagnosticstool.exe as System32's mdmdiagnosticstool.exe. What it does is told by the environment of
        the program that starts it: FAKE_MDM and FAKE_MDM_HASH, see there."""
        target = self.system32("mdmdiagnosticstool.exe")
        if present:
            shutil.copyfile(built("fake_mdmdiagnosticstool.exe"), target)
        elif os.path.exists(target):
            os.remove(target)

    def use_fake_events(self, present=True):
        """fakewevtapi.dll as System32's wevtapi.dll. The environment variable FAKE_WEVT names the folder with events,
        in Windows' form; see fakewevtapi.cpp."""
        target = self.system32("wevtapi.dll")
        kept = target + ".wine"
        if not os.path.exists(kept):
            shutil.copyfile(target, kept)
        shutil.copyfile(built("fakewevtapi.dll") if present else kept, target)


WBEM_SERVER = r"HKLM\Software\Classes\CLSID\{4590F811-1D3A-11D0-891F-00AA004B2E24}\InprocServer32"
FAKE_WBEM = r"HKLM\Software\PreflightTest\FakeWbem"


if __name__ == "__main__":
    import sys

    if len(sys.argv) != 3 or sys.argv[1] not in ("create", "kill"):
        sys.exit("usage: prefix.py create|kill FOLDER")
    prefix = Prefix(sys.argv[2])
    if sys.argv[1] == "create":
        prefix.create()
    else:
        prefix.kill()
