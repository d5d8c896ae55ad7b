"""Models of the directory."""

from directory.models.business import Business, BusinessContact, BusinessSite
from directory.models.skill import Skill
from directory.models.worker import RemoteWorker, WorkerFacts

__all__ = ["Business", "BusinessContact", "BusinessSite", "RemoteWorker", "Skill", "WorkerFacts"]
