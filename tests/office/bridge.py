"""Carries requests into a running office; runs under the Python that has ``uno``.

Reads one JSON request a line from stdin, ``{"do": "open", "with": {"path": …}}``, and answers one
JSON line, ``{"answer": …}`` or ``{"error": "…"}``.  The first line it writes says it is connected.
When stdin closes it asks the office to quit, so no soffice outlives a killed test run.

What is asked is done by MODULE inside the office's own process: there a call through UNO costs a
twentieth of what it costs through a pipe, and a sheet takes some thousand of them.

usage: bridge.py PIPE SECONDS MODULE     (MODULE on the PYTHONPATH of the office, see uno_inside)
"""

import json
import sys
import time

import uno
from com.sun.star.connection import NoConnectException


def connect(pipe, seconds):
    """The office's component context, as soon as it answers on ``pipe``."""
    resolver = uno.getComponentContext().ServiceManager.createInstance(
        "com.sun.star.bridge.UnoUrlResolver"
    )
    until = time.monotonic() + seconds
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def loaded(context, module):
    """The script with which ``module`` inside the office answers."""
    loader = context.ServiceManager.createInstanceWithContext("com.sun.star.loader.Python", context)
    factory = loader.activate(module, "", f"vnd.openoffice.pymodule:{module}", None)
    return factory.createInstanceWithContext(context)


def main():
    pipe, seconds, module = sys.argv[1:]
    context = connect(pipe, float(seconds))
    script = loaded(context, module)
    print(json.dumps({"answer": "connected"}), flush=True)
    try:
        for line in sys.stdin:
            try:
                reply, _, _ = script.invoke((line,), (), ())
            except Exception as error:  # the office is gone
                reply = json.dumps({"error": f"{type(error).__name__}: {error}"})
            print(reply, flush=True)
    finally:
        context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.Desktop", context
        ).terminate()


if __name__ == "__main__":
    main()
