"""The mails that the demo sends: its worker writes them into the site's log instead of sending them anywhere."""

from __future__ import annotations

import re
import time
from email import message_from_string, policy
from email.message import EmailMessage

from tests.browser.demo_site import DemoSite

ARRIVES_WITHIN = 60.0
_RULE = "\n" + "-" * 79


def mails_to(site: DemoSite, address: str) -> list[EmailMessage]:
    """What was sent to an address so far, oldest first."""
    found = []
    for part in site.log().split(_RULE):
        start = re.search(r"^Content-Type: ", part, re.MULTILINE)
        if start:
            message = message_from_string(part[start.start() :], policy=policy.default)
            if isinstance(message, EmailMessage) and message["To"] == address:
                found.append(message)
    return found


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
