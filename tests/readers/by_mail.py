"""rss2email: each new entry becomes a message in a maildir."""

import email.policy
import mailbox
import re
import shutil
import subprocess
from datetime import UTC
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import ClassVar

from shown import Shown, environment

CONFIG = """\
[DEFAULT]
to = subscriber@reader.example
email-protocol = maildir
maildir-path = {mail}
maildir-mailbox = INBOX
date-header = True
html-mail = True
use-8bit = True
name-format = {{author}}
verbose = warning
"""


class Rss2email:
    """r2e as cron runs it; what has arrived since the last look is new."""

    name: ClassVar[str] = "rss2email"
    formats: ClassVar[tuple[str, ...]] = ("rss", "atom")

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.mail = folder / "mail"
        self.held: list[Shown] = []
        self.read: set[str] = set()
        (folder / "config").write_text(CONFIG.format(mail=self.mail))
        for box in ("", "INBOX"):
            mailbox.Maildir(self.mail / box, create=True)
        self.run("add", "harbour", url)

    @staticmethod
    def missing() -> str:
        return "" if shutil.which("r2e") else "rss2email is not installed (Debian: apt-get install rss2email)"

    def refresh(self) -> list[Shown]:
        self.run("run")
        new = []
        inbox = mailbox.Maildir(self.mail / "INBOX")
        for key in inbox.iterkeys():
            if key not in self.read:
                self.read.add(key)
                new.append(_shown(inbox.get_bytes(key)))
        self.held += new
        return new

    def entries(self) -> list[Shown]:
        return self.held

    def run(self, *words: str) -> None:
        """Run r2e, which says nothing where all is well."""
        done = subprocess.run(
            ["r2e", "-c", self.folder / "config", "-d", self.folder / "data.json", *words],
            env=environment(self.folder),
            capture_output=True,
            text=True,
            timeout=180,
            check=True,
        )
        assert done.stderr == "", done.stderr


def _shown(data: bytes) -> Shown:
    message = BytesParser(EmailMessage, policy=email.policy.default).parsebytes(data)
    body = message.get_body()
    assert body is not None
    sender = message["From"].addresses[0]
    return Shown(
        title=str(message["Subject"]),
        link=str(message.get("X-RSS-URL", "")),
        date=message["Date"].datetime.astimezone(UTC),
        authors=sender.display_name or str(sender),
        content=body.get_content(),
        enclosures=tuple(re.findall(r'<p>Enclosure: <a href="([^"]*)"', body.get_content())),
        categories=tuple(str(message["X-RSS-TAGS"]).split(",")),
    )
