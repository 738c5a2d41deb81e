"""A screen of its own: Xvfb, its pixels, and a keyboard.

    with Screen(1024, 768, "-extension", "GLX") as screen:
        program = subprocess.Popen([...], env={**os.environ, **screen.environment()})
        window = screen.wait_for_window("Preflight")
        screen.key("F8")
        screen.wait_until(lambda: "SAVED" in screen.title(window))

There is no window manager: keys go to the window that has the focus, which a window that opens takes.
"""

import ctypes
import ctypes.util
import hashlib
import os
import shutil
import struct
import subprocess
import tempfile
import time


class Screen:
    def __init__(self, width, height, *options, scale=1):
        self.width, self.height = width, height
        self.folder = tempfile.mkdtemp(prefix="preflight-screen-")
        reader, writer = os.pipe()
        # -noreset: without it the server starts anew when its last client goes. -nocursor: the pointer would be a part
        # of the picture.
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writer), "-noreset", "-nocursor", "-nolisten", "tcp", "-screen", "0",
             f"{width}x{height}x24", "-fbdir", self.folder, *options],
            pass_fds=[writer], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(writer)
        with os.fdopen(reader) as file:
            number = file.readline().strip()
        if not number:
            self.server.wait()
            shutil.rmtree(self.folder, ignore_errors=True)
            raise RuntimeError("Xvfb did not start")
        self.display = ":" + number
        self.file = os.path.join(self.folder, "Xvfb_screen0")
        if scale != 1:
            self._set_resources(f"Xft.dpi: {round(96 * scale)}\n".encode())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if self.server.poll() is None:
            self.server.terminate()
            self.server.wait(timeout=30)
        shutil.rmtree(self.folder, ignore_errors=True)

    def environment(self):
        return {"DISPLAY": self.display}

    def _set_resources(self, text):
        """What xrdb does: the monitor's scale is read from here."""
        x11 = ctypes.CDLL("libX11.so.6")
        x11.XOpenDisplay.restype = ctypes.c_void_p
        x11.XDefaultRootWindow.restype = ctypes.c_ulong
        x11.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
        x11.XChangeProperty.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ulong, ctypes.c_ulong, ctypes.c_int,
                                        ctypes.c_int, ctypes.c_char_p, ctypes.c_int]
        x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
        display = x11.XOpenDisplay(self.display.encode())
        resource_manager, string, replace = 23, 31, 0  # Xatom.h, X.h
        x11.XChangeProperty(display, x11.XDefaultRootWindow(display), resource_manager, string, 8, replace, text,
                            len(text))
        x11.XCloseDisplay(display)

    # --- pixels ---

    def rows(self, first=0, last=None, left=0, right=None):
        """The bytes of a part of the screen, blue first, a bytes object a row."""
        with open(self.file, "rb") as file:
            content = file.read()
        head = struct.unpack(">25I", content[:100])
        header, stride, colours = head[0], head[12], head[19]
        start = header + colours * 12
        right = self.width if right is None else right
        return [content[start + y * stride + left * 4:start + y * stride + right * 4]
                for y in range(first, self.height if last is None else last)]

    def picture(self, **part):
        """A number for what is on the screen, or on a part of it."""
        digest = hashlib.sha256()
        for row in self.rows(**part):
            digest.update(row)
        return digest.hexdigest()

    def is_blank(self):
        return not any(any(row) for row in self.rows())

    def settled(self, seconds=0.25, limit=30):
        """The picture once it has not changed for a while."""
        end = time.monotonic() + limit
        before, since = self.picture(), time.monotonic()
        while time.monotonic() - since < seconds:
            if time.monotonic() > end:
                raise TimeoutError("the picture does not come to rest")
            time.sleep(0.05)
            now = self.picture()
            if now != before:
                before, since = now, time.monotonic()
        return before

    # --- windows and keys ---

    def xdotool(self, *args, check=True):
        done = subprocess.run(["xdotool", *map(str, args)], env={**os.environ, **self.environment()}, timeout=60,
                              capture_output=True, text=True, check=False)
        if check and done.returncode != 0:
            raise RuntimeError(f"xdotool {' '.join(map(str, args))}: {done.stderr}")
        return done.stdout.strip()

    def windows(self, name):
        return self.xdotool("search", "--onlyvisible", "--name", name, check=False).split()

    def title(self, window):
        return self.xdotool("getwindowname", window, check=False)

    def geometry(self, window):
        values = dict(line.split("=") for line in self.xdotool("getwindowgeometry", "--shell", window).splitlines())
        return tuple(int(values[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))

    def key(self, *names):
        self.xdotool("key", *names)

    def type(self, text):
        self.xdotool("type", text)

    @staticmethod
    def wait_until(done, what, limit=30):
        end = time.monotonic() + limit
        while not done():
            if time.monotonic() > end:
                raise TimeoutError("not within %d s: %s" % (limit, what))
            time.sleep(0.03)
