"""What the server sends to one reader: messages over the websocket, files, and answers over http."""

from __future__ import annotations

import http.client
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from urllib.parse import unquote

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus, WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from dashboard.access.guard import SESSION_COOKIE
from dashboard.crawl.addresses import Address, Device
from dashboard.crawl.buttons import extension_of
from dashboard.crawl.messages import elements
from dashboard.crawl.server import HOST
from pipelines.errors import StoreBusyError

STREAM_PATH = "/_stcore/stream"
ANSWER_SECONDS = 60.0
ALWAYS = ("csv",)
"""Files that are made in no time; others are fetched where the address says so, and what is not known always."""
AGENTS = {
    Device.WIDE: "Mozilla/5.0 (X11; Linux x86_64) Crawl",
    Device.DARK: "Mozilla/5.0 (X11; Linux x86_64) Crawl",
    Device.PHONE: "Mozilla/5.0 (Linux; Android 14; Mobile) Crawl",
}


@dataclass(frozen=True)
class Answer:
    """An answer over http, to a reader or to a stranger."""

    path: str
    is_stranger: bool
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def __str__(self) -> str:
        return f"{self.path}{' (stranger)' if self.is_stranger else ''}"


@dataclass(frozen=True)
class File:
    """A file that a page offers."""

    button: str
    name: str
    content: bytes
    answer: Answer
    """How it came over http."""
    at: tuple[int, ...] = ()
    """Where its button is on the page."""


@dataclass(frozen=True)
class Visit:
    """Everything the server sent for one address."""

    address: Address
    messages: tuple[ForwardMsg, ...]
    files: tuple[File, ...] = ()


class Reader:
    """Somebody who has the pages open, over one websocket that is used for every page."""

    def __init__(self, port: int, session: str, socket: ClientConnection) -> None:
        self._port = port
        self._session = session
        self._socket = socket
        self._session_id = ""

    def visit(self, address: Address) -> Visit:
        """Open a page and fetch the files it offers.

        Errors: StoreBusyError when the server falls silent.
        """
        messages = self._run(address)
        files = tuple(self._files(address, messages))
        return Visit(address, messages, files)

    def _run(self, address: Address) -> tuple[ForwardMsg, ...]:
        wanted = BackMsg()
        wanted.rerun_script.page_name = address.page
        wanted.rerun_script.query_string = address.query
        context = wanted.rerun_script.context_info
        context.url = f"http://{HOST}:{self._port}/{address.page}"
        context.color_scheme = "dark" if address.device is Device.DARK else "light"
        self._socket.send(wanted.SerializeToString())
        received: list[ForwardMsg] = []
        while not received or received[-1].WhichOneof("type") != "script_finished":
            received.append(self._receive())
            if received[-1].WhichOneof("type") == "new_session":
                self._session_id = received[-1].new_session.initialize.session_id or self._session_id
        return tuple(received)

    def _receive(self) -> ForwardMsg:
        try:
            data = self._socket.recv(timeout=ANSWER_SECONDS)
        except (TimeoutError, WebSocketException) as error:
            raise silent() from error
        message = ForwardMsg()
        message.ParseFromString(data if isinstance(data, bytes) else data.encode())
        return message

    def _files(self, address: Address, messages: Sequence[ForwardMsg]) -> Iterator[File]:
        for element in elements(messages):
            if element.kind != "download_button":
                continue
            label = element.text("DownloadButton.label")
            if extension_of(label) not in {"", *ALWAYS, *address.pictures}:
                continue
            url = element.text("DownloadButton.url")
            made = element.text("DownloadButton.deferred_file_id")
            yield self._file(label, self._made(made) if made else url, element.at)

    def _made(self, file_id: str) -> str:
        """The address of a file that is made when it is asked for."""
        wanted = BackMsg()
        request = wanted.backend_operation_request
        request.request_id = str(uuid.uuid4())
        request.session_id = self._session_id
        request.deferred_file.file_id = file_id
        self._socket.send(wanted.SerializeToString())
        while True:
            message = self._receive()
            if message.WhichOneof("type") == "backend_operation_response":
                return str(message.backend_operation_response.deferred_file.url)

    def _file(self, label: str, url: str, at: tuple[int, ...]) -> File:
        answer = fetch(self._port, url, self._session)
        headers = {name.lower(): value for name, value in answer.headers}
        return File(label, _file_name(headers), answer.body, answer, at)


@contextmanager
def reading(port: int, session: str, device: Device) -> Iterator[Reader]:
    """Open the websocket as a browser does.

    Errors: StoreBusyError when the server refuses the session.
    """
    try:
        socket = _connect(port, session, device)
    except (InvalidStatus, OSError) as error:
        raise silent() from error
    with socket:
        yield Reader(port, session, socket)


def is_refused(port: int, session: str) -> bool:
    """Whether somebody with this session, or with none, gets no websocket."""
    try:
        with _connect(port, session, Device.WIDE):
            return False
    except InvalidStatus:
        return True


def _connect(port: int, session: str, device: Device) -> ClientConnection:
    socket: ClientConnection = connect(
        f"ws://{HOST}:{port}{STREAM_PATH}",
        origin=Origin(f"http://{HOST}:{port}"),
        subprotocols=[Subprotocol("streamlit")],
        additional_headers={"Cookie": f"{SESSION_COOKIE}={session}"} if session else {},
        user_agent_header=AGENTS[device],
        max_size=None,
        proxy=None,
    )
    return socket


def fetch(port: int, path: str, session: str = "") -> Answer:
    """One answer over http; redirects are not followed.

    Errors: StoreBusyError when the server does not answer.
    """
    headers = {"Cookie": f"{SESSION_COOKIE}={session}"} if session else {}
    connection = http.client.HTTPConnection(HOST, port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return Answer(path, not session, answer.status, tuple(answer.getheaders()), answer.read())
    except (OSError, http.client.HTTPException) as error:
        raise silent() from error
    finally:
        connection.close()


def silent() -> StoreBusyError:
    return StoreBusyError(
        title="The dashboard fell silent",
        message="It stopped answering during the crawl. Look at its log, then crawl again.",
    )


def _file_name(headers: Mapping[str, str]) -> str:
    """The name a browser saves a file under."""
    disposition = Message()
    disposition["content-disposition"] = headers.get("content-disposition", "")
    name = disposition.get_filename() or ""
    return unquote(name)
