"""A desktop portal for tests: answers every location request with the code given, or never."""

import sys
from pathlib import Path

import dbus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

ANSWER, READY = sys.argv[1:]
ROOT = "/org/freedesktop/portal/desktop"


class Request(dbus.service.Object):
    @dbus.service.signal("org.freedesktop.portal.Request", signature="ua{sv}")
    def Response(self, response, results):
        pass


class Session(dbus.service.Object):
    @dbus.service.method("org.freedesktop.portal.Session")
    def Close(self):
        self.remove_from_connection()


class Portal(dbus.service.Object):
    @dbus.service.method(
        "org.freedesktop.portal.Location", in_signature="a{sv}", out_signature="o", async_callbacks=("done", "failed")
    )
    def CreateSession(self, options, done, failed):
        if ANSWER == "silent":
            return
        path = f"{ROOT}/session/{options['session_handle_token']}"
        Session(self.connection, path)
        done(path)

    @dbus.service.method(
        "org.freedesktop.portal.Location", in_signature="osa{sv}", out_signature="o", sender_keyword="sender"
    )
    def Start(self, session, window, options, sender=None):
        path = f"{ROOT}/request/{sender[1:].replace('.', '_')}/{options['handle_token']}"
        request = Request(self.connection, path)
        GLib.idle_add(request.Response, dbus.UInt32(int(ANSWER)), dbus.Dictionary({}, signature="sv"))
        return path


DBusGMainLoop(set_as_default=True)
bus = dbus.SessionBus()
name = dbus.service.BusName("org.freedesktop.portal.Desktop", bus, do_not_queue=True)
portal = Portal(bus, ROOT)
Path(READY).touch()
GLib.MainLoop().run()
