# SPDX-License-Identifier: GPL-2.0-only
"""A headless Chromium, driven over WebDriver's HTTP: what the tests of the
report page and its pictures need of it."""

import base64
import json
import re
import subprocess
import tempfile
import urllib.request

ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
    "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars",
    "--disable-dev-shm-usage",
]
KEYS = {"Left": "\ue012", "Up": "\ue013", "Right": "\ue014", "Down": "\ue015",
        "Escape": "\ue00c", "Enter": "\ue007", "Tab": "\ue004"}
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class Browser:
    """One window. A context manager: its processes end with it."""

    def __init__(self, width=1440, height=1000):
        self.folder = tempfile.TemporaryDirectory()
        self.driver = subprocess.Popen(
            ["chromedriver", "--port=0"], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)
        for line in self.driver.stdout:
            port = re.search(r"started successfully on port (\d+)", line)
            if port:
                break
        else:
            raise RuntimeError("chromedriver does not start")
        self.base = f"http://127.0.0.1:{port.group(1)}/session"
        options = {"args": ARGUMENTS + [
            f"--user-data-dir={self.folder.name}",
            f"--window-size={width},{height}"]}
        self.session = None
        try:
            answer = self.call("POST", "", {"capabilities": {"alwaysMatch": {
                "goog:chromeOptions": options,
                "goog:loggingPrefs": {"browser": "ALL"}}}})
        except Exception as error:
            self.end_driver()
            raise RuntimeError(f"chromium does not start (is localhost in /etc/hosts?): {error}") from error
        self.session = answer["sessionId"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.call("DELETE", "")
        finally:
            self.end_driver()

    def end_driver(self):
        self.driver.terminate()
        self.driver.wait()
        self.driver.stdout.close()
        self.folder.cleanup()

    def call(self, method, path, body=None):
        """One command of the protocol; what it answers."""
        where = self.base + (f"/{self.session}" if self.session else "")
        data = json.dumps(body or {}).encode() if method == "POST" else None
        request = urllib.request.Request(
            where + path, data, {"Content-Type": "application/json"},
            method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(json.load(error)["value"]["message"]) from error

    def open(self, url):
        self.call("POST", "/url", {"url": url})

    def run(self, script, *arguments):
        """What a function with this body returns in the page."""
        return self.call("POST", "/execute/sync",
                         {"script": script, "args": list(arguments)})

    def wait(self, script, *arguments):
        """The same; the body calls `done` with the result when it has it."""
        body = "const done = arguments[arguments.length - 1];" + script
        return self.call("POST", "/execute/async",
                         {"script": body, "args": list(arguments)})

    def key(self, name):
        """A key, pressed and let go, wherever the focus is."""
        key = KEYS.get(name, name)
        self.call("POST", "/actions", {"actions": [{
            "type": "key", "id": "keyboard", "actions": [
                {"type": "keyDown", "value": key},
                {"type": "keyUp", "value": key}]}]})

    def find(self, selector):
        found = self.call("POST", "/element",
                          {"using": "css selector", "value": selector})
        return found[ELEMENT]

    def click(self, selector):
        self.call("POST", f"/element/{self.find(selector)}/click")

    def type(self, selector, text):
        element = self.find(selector)
        self.call("POST", f"/element/{element}/clear")
        self.call("POST", f"/element/{element}/value", {"text": text})

    def devtools(self, command, **parameters):
        """A command of Chromium's own protocol."""
        return self.call("POST", "/goog/cdp/execute",
                         {"cmd": command, "params": parameters})

    def metric(self, name):
        """One of Performance.getMetrics, once Performance is enabled."""
        metrics = self.devtools("Performance.getMetrics")["metrics"]
        return next(m["value"] for m in metrics if m["name"] == name)

    def complaints(self):
        """What the console says is wrong, since the last time."""
        return [entry["message"] for entry in
                self.call("POST", "/se/log", {"type": "browser"})
                if entry["level"] in ("SEVERE", "WARNING")]

    def screenshot(self):
        return base64.b64decode(self.call("GET", "/screenshot"))

    def pdf(self):
        return base64.b64decode(self.call("POST", "/print"))
