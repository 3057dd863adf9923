"""Python of ours inside the office's process: a component that answers requests as JSON."""

import json

import unohelper
from com.sun.star.beans import PropertyValue
from com.sun.star.script.provider import XScript


def properties(**values):
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


class Script(unohelper.Base, XScript):
    """A function that other processes, and Basic, can call."""

    def __init__(self, function):
        self.function = function

    def invoke(self, arguments, places, out):
        """What the function returns; nothing comes back through its arguments."""
        return self.function(*arguments), (), ()


def answering(name, requests):
    """The component ``name``: what ``requests(context).ask`` answers to lines of JSON.

    A module keeps it as ``g_ImplementationHelper``, where the office looks for it.
    """

    def script(context):
        ask = requests(context).ask

        def answer(line):
            request = json.loads(line)
            try:
                reply = {"answer": ask(request["do"], request["with"])}
            except Exception as error:  # every failure belongs to the test that asked
                reply = {"error": f"{request['do']}: {type(error).__name__}: {error}"}
            return json.dumps(reply, ensure_ascii=False)

        return Script(answer)

    helper = unohelper.ImplementationHelper()
    helper.addImplementation(script, name, ())
    return helper


def desktop(context):
    """The office's Desktop."""
    return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
