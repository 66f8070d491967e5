"""What the stages of a build share while it runs."""

from dataclasses import dataclass

from feedmaker.build.lock import ConfirmLock
from feedmaker.build.options import Job
from feedmaker.build.workers.context import BuildContext
from feedmaker.engine.batches import Engine
from feedmaker.state import State
from feedmaker.writer.output import Output
from feedmaker.writer.publish import Manifest
from feedmaker.writer.staged_files import FsyncPool


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A build that runs."""

    job: Job
    state: State
    engine: Engine
    #: For the functions in workers.
    context: BuildContext
    output: Output
    #: Of the last build; None if there is no valid one.
    manifest: Manifest | None
    #: Forces staged files to disk.
    sync: FsyncPool
    confirm_lock: ConfirmLock
