"""A page that fills up as shots arrive: a small server on this machine alone, with nothing but the folder behind it."""

from __future__ import annotations

import html
import json
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from onetake.errors import BadRequest, Interrupted

__all__ = ["page", "serve", "status"]

PREVIEW = "preview.jpg"
_ALLOWED = re.compile(r"^/(?:takes/[0-9a-f]{16}/preview\.jpg|film\.mp4|film\.vtt|status\.json)?$")
_TYPES = {".jpg": "image/jpeg", ".mp4": "video/mp4", ".vtt": "text/vtt"}


def status(folder: Path) -> dict[str, Any]:
    """How far a film is: what its maker last wrote into ``progress.json``. Raises ``BadRequest``."""
    try:
        told = json.loads((folder / "progress.json").read_text("utf-8"))
        if isinstance(told, dict):
            told["film"] = (folder / "film.mp4").exists() and told.get("stage") == "done"
            return told
    except (OSError, ValueError):
        pass
    if not (folder / "state.json").exists():
        raise BadRequest("project-incomplete", f"{folder} holds no film.", "Begin one: onetake film BOOK.")
    return {"title": folder.name, "stage": "waiting", "done": 0, "total": 0, "shots": [], "film": False}


def page(folder: Path) -> str:
    """The page; it asks for ``status.json`` every two seconds."""
    title = html.escape(str(status(folder).get("title", folder.name)))
    return _PAGE.replace("{title}", title)


class _Handler(BaseHTTPRequestHandler):
    folder: Path

    def do_GET(self) -> None:
        """The page, how far it is, previews and the film; nothing else of this machine."""
        path = self.path.split("?")[0]
        if not _ALLOWED.match(path):
            self.send_error(404)
            return
        try:
            if path in ("/", ""):
                self._send(page(self.folder).encode(), "text/html; charset=utf-8")
            elif path == "/status.json":
                self._send(json.dumps(status(self.folder), ensure_ascii=False).encode(), "application/json")
            else:
                self._file(self.folder / path[1:])
        except (BadRequest, OSError):
            self.send_error(404)

    def _send(self, data: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)

    def _file(self, path: Path) -> None:
        """A file, or the part of it that is asked for: players seek."""
        size = path.stat().st_size
        asked = re.match(r"bytes=(\d+)-(\d*)$", self.headers.get("Range", ""))
        begin = int(asked[1]) if asked else 0
        end = min(int(asked[2]) if asked and asked[2] else size - 1, size - 1)
        if begin > end:
            self.send_error(416)
            return
        self.send_response(206 if asked else 200)
        self.send_header("Content-Type", _TYPES[path.suffix])
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(end - begin + 1))
        if asked:
            self.send_header("Content-Range", f"bytes {begin}-{end}/{size}")
        self.end_headers()
        with path.open("rb") as file:
            file.seek(begin)
            left = end - begin + 1
            while left > 0 and (data := file.read(min(left, 1 << 18))):
                self.wfile.write(data)
                left -= len(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are not worth a line."""


def server(folder: Path, port: int = 0) -> ThreadingHTTPServer:
    """A server of the page on 127.0.0.1; a free port unless one is named. Raises ``BadRequest``."""
    status(folder)
    handler = type("Handler", (_Handler,), {"folder": folder})
    return ThreadingHTTPServer(("127.0.0.1", port), handler)


def serve(folder: Path, *, quiet: bool = False) -> dict[str, Any]:
    """Serve the page until Ctrl-C. Raises ``BadRequest`` (``project-incomplete``)."""
    with server(folder) as running:
        address = f"http://127.0.0.1:{running.server_port}/"
        if not quiet:
            print(f"{address}  (Ctrl-C ends it)", file=sys.stderr, flush=True)  # noqa: T201
        try:
            running.serve_forever()
        except KeyboardInterrupt as stop:
            raise Interrupted("interrupted", "Stopped watching.") from stop
    return {"folder": str(folder), "file": None, "address": address}


_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>
:root{color-scheme:light dark;--ink:#1d2233;--paper:#f7f4ec;--line:#d8d2c2;--mark:#3b6ea8}
@media(prefers-color-scheme:dark){:root{--ink:#ece7da;--paper:#161925;--line:#343a4f;--mark:#7fb0e6}}
body{margin:0 auto;max-width:1100px;padding:2rem 1rem;font:16px/1.5 system-ui,sans-serif;color:var(--ink);
background:var(--paper)}h1{font-weight:600;margin:0 0 .2rem}progress{width:100%;height:.6rem;accent-color:var(--mark)}
#shots{display:grid;grid-template-columns:repeat(auto-fill,minmax(210px,1fr));gap:1rem;margin-top:1.5rem;padding:0}
#shots li{list-style:none;border:1px solid var(--line);border-radius:10px;overflow:hidden}
#shots img,#shots .empty{display:block;width:100%;aspect-ratio:12/7;object-fit:cover;background:var(--line)}
#shots p{margin:.5rem .7rem;font-size:.85rem}small{opacity:.7}video{width:100%;border-radius:10px;margin-top:1rem}
</style><h1>{title}</h1><p id="now" role="status"></p><progress id="bar" max="1" value="0" aria-label="progress">
</progress><div id="film"></div><ul id="shots"></ul><script>
const text=(tag,words)=>{const e=document.createElement(tag);e.textContent=words;return e};
let shown=false;
async function look(){try{
const s=await(await fetch("status.json")).json();
document.getElementById("now").textContent=s.message||s.stage;
document.getElementById("bar").value=s.total?s.done/s.total:0;
const list=document.getElementById("shots");
for(const shot of s.shots){
 let li=document.getElementById(shot.id);
 if(!li){li=document.createElement("li");li.id=shot.id;const p=text("p",shot.id+" · ");
 p.append(text("small",shot.words||shot.caption));li.append(Object.assign(document.createElement("div"),
 {className:"empty"}),p);list.append(li)}
 if(shot.preview&&li.dataset.preview!==shot.preview){li.dataset.preview=shot.preview;
 const i=document.createElement("img");i.src=shot.preview;i.alt=shot.caption;li.replaceChild(i,li.firstChild)}}
if(s.film&&!shown){shown=true;const v=document.createElement("video");v.controls=true;v.src="film.mp4";
const t=document.createElement("track");t.src="film.vtt";t.default=true;v.append(t);
document.getElementById("film").append(v)}
}catch(e){document.getElementById("now").textContent="the page's server has ended"}
setTimeout(look,2000)}look()</script></html>
"""
