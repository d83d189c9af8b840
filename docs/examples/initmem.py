# SPDX-License-Identifier: GPL-2.0-only
"""What Linux does with memory while it boots, by libinitmem.

    import initmem

    boot = initmem.Boot("board.dtb", cpus=4)
    for record in boot.records():
        print(record["phase"], record["totals"])
    print(boot.log)
    for finding in boot.findings():
        print(finding["code"], finding["message"])

Run as a program it prints what the kernel would: python3 initmem.py INPUT
"""
import ctypes
import ctypes.util
import json
import os
import sys

WATCH = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p,
                         ctypes.c_char_p)


def _open():
    name = os.environ.get("LIBINITMEM") or "libinitmem.so.0"
    lib = ctypes.CDLL(name)
    text, this, size = ctypes.c_char_p, ctypes.c_void_p, ctypes.c_size_t
    for function, result, arguments in (
            ("version", text, []), ("new", this, []), ("free", None, [this]),
            ("error", text, [this]), ("set", ctypes.c_int, [this, text, text]),
            ("load", ctypes.c_int, [this, text]),
            ("load_memory", ctypes.c_int, [this, text, text, size]),
            ("note", text, [this, size]), ("kernel", text, [this]),
            ("phase", text, [this, size]), ("view", text, [size]),
            ("run", ctypes.c_int, [this, text, WATCH, this]),
            ("record", text, [this]), ("log", text, [this]),
            ("findings", text, [this]),
            ("graph", this, [this, text, text, ctypes.POINTER(size)])):
        f = getattr(lib, "initmem_" + function)
        f.restype, f.argtypes = result, arguments
    return lib


_lib = _open()
version = _lib.initmem_version().decode()


class Error(Exception):
    """What is wrong with the input, in one line."""


def _each(ask, *arguments):
    found = []
    while (text := ask(*arguments, len(found))) is not None:
        found.append(text.decode())
    return found


views = _each(_lib.initmem_view)


class Boot:
    """A boot of INPUT: a path, or bytes; options as initmem(1) has them,
    with underscores for dashes (`online_cpus=2`); of several values a list."""

    def __init__(self, source=None, **options):
        self._im = _lib.initmem_new()
        self.panicked = False
        for option, values in options.items():
            for value in values if isinstance(values, list) else [values]:
                self._check(_lib.initmem_set(
                    self._im, option.replace("_", "-").encode(),
                    str(value).encode()))
        if isinstance(source, (bytes, bytearray)):
            self._check(_lib.initmem_load_memory(
                self._im, b"bytes", bytes(source), len(source)))
        else:
            self._check(_lib.initmem_load(
                self._im, None if source is None else os.fsencode(source)))
        self.kernel = _lib.initmem_kernel(self._im).decode()
        self.notes = _each(_lib.initmem_note, self._im)
        self.phases = _each(_lib.initmem_phase, self._im)
        self.run()

    def __del__(self):
        if getattr(self, "_im", None):
            _lib.initmem_free(self._im)

    def _check(self, result):
        if result is None or (isinstance(result, int) and result < 0):
            raise Error(_lib.initmem_error(self._im).decode())
        return result

    def run(self, until=None, watch=None):
        """Boots to the end of the phase `until`; watch(phase) is called after
        each. Returns whether the kernel got through."""
        def call(_ctx, _im, phase):
            watch(phase.decode())
            return 0
        result = self._check(_lib.initmem_run(
            self._im, until and until.encode(),
            WATCH(call) if watch else WATCH(), None))
        self.panicked = result == 1
        return not self.panicked

    @property
    def record(self):
        """The state of memory where the boot stands."""
        return json.loads(self._check(_lib.initmem_record(self._im)))

    def records(self):
        """That of every phase."""
        found = []
        self.run(watch=lambda phase: found.append(self.record))
        return found

    @property
    def log(self):
        """The lines that the real kernel has printed up to there."""
        return self._check(_lib.initmem_log(self._im)).decode()

    def graph(self, view, format="dot"):
        """A picture of it: text of "dot" and "svg", else bytes."""
        size = ctypes.c_size_t()
        data = self._check(_lib.initmem_graph(
            self._im, view.encode(), format.encode(), ctypes.byref(size)))
        data = ctypes.string_at(data, size.value)
        return data.decode() if format in ("dot", "svg") else data

    def findings(self):
        """What is wrong or wasteful in the input."""
        text = self._check(_lib.initmem_findings(self._im))
        return [json.loads(line) for line in text.splitlines()]


if __name__ == "__main__":
    try:
        sys.stdout.write(Boot(*sys.argv[1:2]).log)
    except Error as error:
        sys.exit(f"initmem.py: {error}")
