"""Faults to come: what a test asks this VK to do wrong (vk-platform §11.4, §11.14)."""

import random
from dataclasses import asdict, dataclass, field
from typing import Any

from sandbox.errors import WORDS, ControlError
from sandbox.records import Json


@dataclass(slots=True)
class Fault:
    """One fault: where it strikes, what it does, how often.

    ``method``: a VK method, ``execute``, ``longpoll``, ``upload``, or None for every method. ``times`` None: for ever.
    ``group_id``: only what is asked with this community's key.
    ``when`` says whether the call still happens: ``before`` (it does not) or ``after`` (it does, its answer is lost).
    """

    method: str | None = None
    group_id: int | None = None
    error_code: int | None = None
    http_status: int | None = None
    delay_s: float = 0.0
    drop: bool = False
    failed: int | None = None  # longpoll only: 1, 2 or 3
    times: int | None = 1
    share: float = 1.0
    when: str = "before"
    extra: Json = field(default_factory=dict)  # more fields of the error, such as captcha_sid


class Faults:
    """Faults in the order they were asked for; the first that fits strikes."""

    def __init__(self) -> None:
        self._coming: list[Fault] = []

    def ask(self, wanted: Json) -> None:
        """Add a fault, or forget all of them with ``{"clear": true}``."""
        if wanted.get("clear"):
            self._coming.clear()
            return
        known = Fault.__dataclass_fields__
        unknown = set(wanted) - set(known)
        if unknown:
            raise ControlError(f"unknown fields: {', '.join(sorted(unknown))}")
        fields: dict[str, Any] = dict(wanted)
        if fields.get("drop") in ("request", "answer"):
            fields["when"] = "after" if fields["drop"] == "answer" else "before"
            fields["drop"] = True
        if "times" not in fields and "share" in fields:
            fields["times"] = None
        fault = Fault(**fields)
        if not (fault.error_code or fault.http_status or fault.delay_s or fault.drop or fault.failed):
            raise ControlError("a fault needs error_code, http_status, delay_s, drop or failed")
        if fault.error_code and fault.error_code not in WORDS:
            raise ControlError(f"unknown error_code {fault.error_code}")
        self._coming.append(fault)

    def strike(self, method: str, group_id: int = 0, *, inner: bool = False) -> Fault | None:
        """The fault of this call, used up once; inside ``execute`` only error codes of a named method strike."""
        for fault in self._coming:
            if fault.method is None and method in ("longpoll", "upload"):
                continue
            if fault.method not in (None, method) or (inner and (not fault.error_code or fault.method is None)):
                continue
            if fault.group_id not in (None, group_id):
                continue
            if fault.share < 1.0 and random.random() >= fault.share:
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self._coming.remove(fault)
            return fault
        return None

    def coming(self) -> list[Json]:
        """What is still to come."""
        return [asdict(fault) for fault in self._coming]
