"""An executor over the workers of a Dask cluster (`--engine dask`)."""

import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Future
from contextlib import suppress
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from feedmaker.engine.bounds import reporting_hang
from feedmaker.engine.workers import ClusterExecutor, WorkerHungError, WorkerLostError
from feedmaker.problems import BuildFailed

if TYPE_CHECKING:
    from distributed import Client
    from distributed import Future as Task

#: Seconds to wait for a scheduler that does not answer, and for an event to be sent.
_CONNECT, _SENT = 10, 1.0
#: The topic of events that name tasks whose workers end themselves.
_HUNG = "feedmaker-hung"


class DaskExecutor(ClusterExecutor):
    """Runs calls as tasks of a scheduler; a context manager. It connects when the first call is submitted.

    Every worker needs this release of feedmaker, and the articles at the same paths.
    """

    def __init__(self, scheduler: str) -> None:
        """Take the address of a scheduler, such as "tcp://10.0.0.5:8786"."""
        self._scheduler = scheduler
        #: The context of the build that the workers have, which is sent to them once.
        self._context: object = None
        self._sent: Task[Any] | None = None
        #: The tasks that have not ended, by their keys.
        self._running: dict[Any, tuple[Future[Any], Task[Any]]] = {}

    @property
    def threads(self) -> int:
        """How many batches the workers can run at once. Raises BuildFailed."""
        return sum(self._client.nthreads().values()) or 1

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run function(work, context, …) on some worker (engine/workers.run_batch).

        Raises BuildFailed where the scheduler cannot be reached, BrokenExecutor where it has been lost.
        """
        work, context, *others = args
        client = self._client
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()
        try:
            if self._sent is None or self._context is not context:
                # As a task, not as scattered data, which is gone when its workers are.
                self._context, self._sent = context, client.submit(_same, context, pure=False)
            task = client.submit(_run, function, work, self._sent, *others, pure=False, **kwargs)
            self._running[task.key] = future, task
            task.add_done_callback(partial(self._ended, future))
        except Exception as error:
            raise BrokenExecutor(f"the Dask scheduler {self._scheduler} was lost: {error}") from error
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """Disconnect; what was submitted is cancelled."""
        if "_client" in self.__dict__:
            with suppress(Exception):  # the scheduler may be gone
                self._client.close(timeout=_CONNECT)
            with suppress(Exception):
                # A client that has closed itself, because its scheduler was lost, leaves its thread behind.
                self._client._loop_runner.stop()

    @cached_property
    def _client(self) -> "Client":
        try:
            from distributed import Client
        except ImportError:
            raise BuildFailed("Dask is not installed", "install feedmaker[dask]") from None
        try:
            client = Client(self._scheduler, timeout=_CONNECT, set_as_default=False)
        except (OSError, ValueError) as error:
            text = f"the Dask scheduler {self._scheduler} cannot be reached: {error}; nothing was written"
            raise BuildFailed(text, "start it, or correct --scheduler") from None
        client.subscribe_topic(_HUNG, self._hung)
        return client

    def _ended(self, future: "Future[Any]", task: "Task[Any]") -> None:
        if self._running.pop(task.key, None) is not None:
            _copy(future, task)

    async def _hung(self, event: tuple[float, Any]) -> None:
        """Give up a task whose worker ends itself: Dask would run it again, on one worker after another."""
        future, task = self._running.pop(event[1], (None, None))
        if future is not None:
            future.set_exception(WorkerHungError("an item took too long"))
            await self._client.cancel([task], asynchronous=True)


def _run(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call function(*arguments), in a worker; the client hears of it before a watchdog ends this process."""
    from distributed import get_worker

    worker = get_worker()
    key = worker.get_current_task()

    def report() -> None:
        worker.log_event(_HUNG, key)
        time.sleep(_SENT)

    with reporting_hang(report):
        return function(*arguments)


def _same(context: object) -> object:
    return context


def _copy(future: "Future[Any]", task: "Task[Any]") -> None:
    """Give a future the outcome of its task."""
    from distributed import KilledWorker
    from distributed.comm.core import CommClosedError

    try:
        result = task.result()
    # CommClosedError is an OSError, which would be taken for one of the disk.
    except (CancelledError, CommClosedError) as error:
        reason = getattr(error, "reason", None) or str(error) or "cancelled"
        future.set_exception(BrokenExecutor(f"the Dask scheduler was lost ({reason})"))
    except KilledWorker as error:
        future.set_exception(WorkerLostError(str(error)))
    except Exception as error:
        future.set_exception(error)
    else:
        future.set_result(result)
