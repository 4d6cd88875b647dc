"""An SMTP server that writes each mail as a line of JSON to its output, after refusing the first few.

Usage: smtp_sink.py PORT REFUSALS CODE. Port 0 takes a free one; the first line of output is the port.
"""
import asyncio
import json
import sys

from aiosmtpd.smtp import SMTP

port, refusals, code = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]


class Sink:
    async def handle_DATA(self, server, session, envelope):
        global refusals
        if refusals > 0:
            refusals -= 1
            # Repeats the address, as many servers do.
            return f"{code} <{envelope.rcpt_tos[0]}> not now"
        mail = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "content": envelope.content.decode()}
        print(json.dumps(mail), flush=True)
        return "250 OK"


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Sink(), hostname="sink.example"), "127.0.0.1", port)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
