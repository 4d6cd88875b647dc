"""A telephone made of PJSUA: it does what it reads, a line each, and writes what happens, a line each."""

import ctypes
import json
import select
import sys
import time

import pjsua2 as pj


def tell(**what):
    print(json.dumps(what), flush=True)


class Call(pj.Call):
    def onCallState(self, prm):
        info = self.getInfo()
        tell(event="state", state=info.stateText, code=info.lastStatusCode)
        if info.state == pj.PJSIP_INV_STATE_DISCONNECTED:
            phone.calls.remove(self)

    def onCallTsxState(self, prm):
        tsx = prm.e.body.tsxState.tsx
        if tsx.method == "PRACK" and tsx.role == pj.PJSIP_ROLE_UAS and tsx.state == pj.PJSIP_TSX_STATE_COMPLETED:
            tell(event="prack")
        # To try again after a collision (RFC 3261 section 14.1) is left to the application.
        if tsx.method == "INVITE" and tsx.statusCode == 491 and tsx.state == pj.PJSIP_TSX_STATE_COMPLETED:
            phone.again = time.monotonic() + 0.1

    def onCallMediaState(self, prm):
        # What it is a part of has to live as long.
        info = self.getInfo()
        for medium in info.media:
            tell(event="media", active=medium.status == pj.PJSUA_CALL_MEDIA_ACTIVE)

    def onCallTransferStatus(self, prm):
        tell(event="transfer", code=prm.statusCode)
        prm.cont = True


class Account(pj.Account):
    def onRegState(self, prm):
        tell(event="registration", code=prm.code)

    def onIncomingCall(self, prm):
        call = Call(self, prm.callId)
        phone.calls.append(call)
        phone.answer(180)
        tell(event="incoming")


class Phone:
    def __init__(self, settings):
        self.calls = []
        # The last change of media, and when it is tried again.
        self.change = ""
        self.again = None
        self.endpoint = pj.Endpoint()
        self.endpoint.libCreate()
        config = pj.EpConfig()
        config.uaConfig.threadCnt = 0
        config.uaConfig.mainThreadOnly = True
        config.logConfig.level = 5
        config.logConfig.consoleLevel = 0
        config.logConfig.filename = settings["log"]
        self.endpoint.libInit(config)
        self.endpoint.audDevManager().setNullDev()
        transport = pj.TransportConfig()
        transport.boundAddress = "127.0.0.1"
        kind = pj.PJSIP_TRANSPORT_TCP if settings["transport"] == "tcp" else pj.PJSIP_TRANSPORT_UDP
        self.endpoint.transportCreate(kind, transport)
        self.endpoint.libStart()
        account = pj.AccountConfig()
        account.idUri = f"sip:{settings['user']}@{settings['realm']}"
        by = ";transport=tcp" if settings["transport"] == "tcp" else ""
        account.regConfig.registrarUri = f"sip:{settings['server']}{by}"
        account.sipConfig.authCreds.append(pj.AuthCredInfo("digest", "*", settings["user"], 0, settings["password"]))
        account.sipConfig.proxies.append(f"sip:{settings['server']};lr{by}")
        account.callConfig.prackUse = pj.PJSUA_100REL_MANDATORY if settings["reliable"] else pj.PJSUA_100REL_NOT_USED
        if settings["timer"]:
            account.callConfig.timerUse = pj.PJSUA_SIP_TIMER_ALWAYS
            account.callConfig.timerSessExpiresSec = settings["timer"]
        if settings["encrypted"]:
            account.mediaConfig.srtpUse = pj.PJMEDIA_SRTP_MANDATORY
            account.mediaConfig.srtpSecureSignaling = 0
        account.mediaConfig.transportConfig.boundAddress = "127.0.0.1"
        self.account = Account()
        self.account.create(account)

    def call(self):
        return self.calls[-1]

    def answer(self, code):
        prm = pj.CallOpParam(True)
        prm.statusCode = code
        self.call().answer(prm)

    def do(self, order, argument):
        prm = pj.CallOpParam(True)
        if order == "dial":
            call = Call(self.account)
            self.calls.append(call)
            call.makeCall(argument, prm)
        elif order == "answer":
            self.answer(int(argument))
        elif order == "hold":
            self.call().setHold(prm)
        elif order == "resume":
            prm.opt.flag = pj.PJSUA_CALL_UNHOLD
            self.call().reinvite(prm)
        elif order == "transfer":
            self.call().xfer(argument, prm)
        elif order == "hangup":
            self.call().hangup(prm)
        elif order == "flush":
            # Its log, which is written by C.
            ctypes.CDLL(None).fflush(None)
            tell(event="flushed")

    def run(self):
        while True:
            self.endpoint.libHandleEvents(10)
            if select.select([sys.stdin], [], [], 0)[0]:
                line = sys.stdin.readline()
                if not line:
                    return
                order, _, argument = line.strip().partition(" ")
                if order in ("hold", "resume"):
                    self.change = order
                self.do(order, argument)
            if self.again is not None and time.monotonic() > self.again:
                self.again = None
                self.do(self.change, "")


phone = Phone(json.loads(sys.argv[1]))
tell(event="ready")
phone.run()
