"""Models of the directory."""

from directory.models.skill import Skill
from directory.models.worker import RemoteWorker, WorkerFacts

__all__ = ["RemoteWorker", "Skill", "WorkerFacts"]
