"""A GeoClue for tests, as a template of python-dbusmock: grants, denies, or never answers."""

BUS_NAME = "org.freedesktop.GeoClue2"
MAIN_OBJ = "/org/freedesktop/GeoClue2/Manager"
MAIN_IFACE = "org.freedesktop.GeoClue2.Manager"
SYSTEM_BUS = True

CLIENT = "/org/freedesktop/GeoClue2/Client/1"
CLIENT_IFACE = "org.freedesktop.GeoClue2.Client"

# GeoClue refuses a program that does not say which desktop entry it has.
START = """
if self.Get("{iface}", "DesktopId") != "roamline":
    raise dbus.exceptions.DBusException("who asks?", name="org.freedesktop.DBus.Error.InvalidArgs")
if {denied}:
    raise dbus.exceptions.DBusException("denied", name="org.freedesktop.DBus.Error.AccessDenied")
"""


def load(mock, parameters):
    answer = parameters["answer"]
    # Without an agent that could ask the user, GeoClue leaves the question for a client unanswered. Twenty
    # seconds are longer than anybody waits for a service.
    client = "import time; time.sleep(20)" if answer == "silent" else f'ret = dbus.ObjectPath("{CLIENT}")'
    mock.AddMethod(MAIN_IFACE, "GetClient", "", "o", client)
    start = START.format(iface=CLIENT_IFACE, denied=answer == "denied")
    mock.AddObject(CLIENT, CLIENT_IFACE, {"DesktopId": ""}, [("Start", "", "", start), ("Stop", "", "", "")])
