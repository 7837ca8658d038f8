"""Publishing the library: one transaction in which every app puts its own branch of the tree into rows."""

from courses.publishing.conduct import PublicationRefused, publish_library
from courses.publishing.diff import PublicationReport
from courses.publishing.restoring import restore_publication

__all__ = ["PublicationRefused", "PublicationReport", "publish_library", "restore_publication"]
