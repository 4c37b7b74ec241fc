"""As much of an S3-compatible store as our client uses, over loopback: put, get, head, delete, list, uploads in parts."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

XML = '<?xml version="1.0" encoding="UTF-8"?>'


class Store:
    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.parts: dict[str, dict[int, bytes]] = {}
        self.is_away = False
        self.url = ""


class Handler(BaseHTTPRequestHandler):
    store: Store
    protocol_version = "HTTP/1.1"

    def log_message(self, *words: object) -> None:
        pass

    def _asked(self) -> tuple[str, dict[str, str]]:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        return unquote(parts.path).partition("/")[2].partition("/")[2], asked

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if self.command != "HEAD":
            headers.setdefault("Content_Length", "")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _is_away(self) -> bool:
        if self.store.is_away:
            self._body()
            self._answer(400, f"{XML}<Error><Code>Away</Code><Message>away</Message></Error>".encode())
        return self.store.is_away

    def do_PUT(self) -> None:
        if self._is_away():
            return
        name, asked = self._asked()
        body = self._body()
        tag = f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'
        if "partNumber" in asked:
            self.store.parts[asked["uploadId"]][int(asked["partNumber"])] = body
        else:
            self.store.files[name] = body
        self._answer(200, ETag=tag)

    def do_POST(self) -> None:
        if self._is_away():
            return
        name, asked = self._asked()
        self._body()
        if "uploads" in asked:
            number = f"upload-{len(self.store.parts)}"
            self.store.parts[number] = {}
            words = f"<InitiateMultipartUploadResult><UploadId>{number}</UploadId></InitiateMultipartUploadResult>"
        else:
            parts = self.store.parts.pop(asked["uploadId"])
            self.store.files[name] = b"".join(parts[number] for number in sorted(parts))
            words = "<CompleteMultipartUploadResult></CompleteMultipartUploadResult>"
        self._answer(200, (XML + words).encode())

    def do_DELETE(self) -> None:
        self.store.files.pop(self._asked()[0], None)
        self._answer(204)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        if self._is_away():
            return
        name, asked = self._asked()
        if not name:
            self._list(asked.get("prefix", ""))
        elif name not in self.store.files:
            self._answer(404, f"{XML}<Error><Code>NoSuchKey</Code></Error>".encode())
        else:
            self._give(self.store.files[name])

    def _give(self, body: bytes) -> None:
        size, more = len(body), {}
        if span := self.headers.get("Range"):
            first, _sign, last = span.partition("=")[2].partition("-")
            body = body[int(first) : int(last or size) + 1]
            more = {"Content_Range": f"bytes {first}-{int(first) + len(body) - 1}/{size}"}
        more |= {"ETag": '"x"', "Last_Modified": "Tue, 24 Nov 2026 09:00:00 GMT"}
        if self.command == "HEAD":
            more["Content_Length"] = str(len(body))
        self._answer(206 if span else 200, body, **more)

    def _list(self, prefix: str) -> None:
        rest = {name[len(prefix) :]: name for name in sorted(self.store.files) if name.startswith(prefix)}
        here = [name for short, name in rest.items() if "/" not in short]
        below = sorted({short.partition("/")[0] for short in rest if "/" in short})
        files = "".join(
            f"<Contents><Key>{name}</Key><Size>{len(self.store.files[name])}</Size></Contents>" for name in here
        )
        folders = "".join(f"<CommonPrefixes><Prefix>{prefix}{each}/</Prefix></CommonPrefixes>" for each in below)
        found = f"<ListBucketResult><IsTruncated>false</IsTruncated>{files}{folders}</ListBucketResult>"
        self._answer(200, (XML + found).encode())


@contextmanager
def serving() -> Iterator[Store]:
    store = Store()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"store": store}))
    store.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield store
    finally:
        server.shutdown()
        server.server_close()
