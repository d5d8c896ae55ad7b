"""The mails that the demo sends: its worker writes them into the site's log instead of sending them anywhere."""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

from tests.browser.demo_site import DemoSite

ARRIVES_WITHIN = 60.0
_RULE = "\n" + "-" * 79


def mails_to(site: DemoSite, address: str) -> list[EmailMessage]:
    """What was sent to an address so far, oldest first."""
    return [mail for mail in _mails(site, address) if mail["To"] == address]


def _mails(site: DemoSite, word: str) -> Iterator[EmailMessage]:
    """What was sent so far that holds a word, oldest first."""
    for part in site.log().split(_RULE):
        start = re.search(r"^Content-Type: ", part, re.MULTILINE)
        if start and word in part:
            message = message_from_bytes(part[start.start() :].encode(), policy=policy.default)
            if isinstance(message, EmailMessage):
                yield message


def wait_for_mails(site: DemoSite, addresses: Collection[str], word: str = "") -> dict[str, EmailMessage]:
    """The first mail to each of these addresses, once all are there; each holds ``word``. Raises ``AssertionError``."""
    until = time.monotonic() + ARRIVES_WITHIN
    while time.monotonic() < until:
        log = site.log()
        if all(f"To: {address}\n" in log for address in addresses):
            found = {str(mail["To"]): mail for mail in reversed(list(_mails(site, word)))}
            return {address: found[address] for address in addresses}
        time.sleep(0.5)
    missing = [address for address in addresses if f"To: {address}\n" not in site.log()]
    raise AssertionError(f"no mail to {', '.join(missing)}:\n{site.log()[-3000:]}")


def wait_for_mail(site: DemoSite, address: str, number: int = 1) -> EmailMessage:
    """The ``number``-th mail to an address, once it is there. Raises ``AssertionError`` when it does not come."""
    until = time.monotonic() + ARRIVES_WITHIN
    while time.monotonic() < until:
        mails = mails_to(site, address)
        if len(mails) >= number:
            return mails[number - 1]
        time.sleep(0.2)
    raise AssertionError(f"{number} mails to {address} did not arrive:\n{site.log()[-3000:]}")


def text_of(mail: EmailMessage) -> str:
    """Its words."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(mail: EmailMessage, part: str) -> str:
    """The first address of its words that holds some text."""
    found = next((word for word in text_of(mail).split() if word.startswith("http") and part in word), None)
    assert found, text_of(mail)
    return found
