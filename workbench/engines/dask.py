"""A Dask cluster: several processes here, or many machines that see one file system."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any, Self

from numpy.typing import NDArray

from workbench.config import cache_folder, thread_count
from workbench.engines.base import Block, Result, Shared, share_file
from workbench.errors import DependencyError, EngineError, InputError, check_count, check_path

AHEAD = 3
"""Blocks a worker is given ahead of the reader, so that none waits for work."""

THREAD_SETTINGS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


class DaskEngine:
    """Runs blocks on the workers of a Dask cluster.

    Vectors are not sent: they lie in files that the workers map into their memory, and the
    vector store is the place where workers hand over what they encoded. So workers have to see
    the cache folder and `folder` under the same paths as this process.

    client: the cluster to use. Default: the current client where there is one, else a cluster of
        processes on this machine, which ends with this engine.
    workers: processes of a cluster started here, one thread each. Default: the processors at hand.
    folder: where arrays and finished blocks lie. Default: ``runs`` in the cache folder.

    Raises
    ------
    DependencyError
        If dask.distributed is not installed.
    InputError
        If `client` is something else.
    """

    def __init__(
        self, client: Any = None, *, workers: int | None = None, folder: Any = None
    ) -> None:
        distributed = _distributed()
        self._cluster: Any = None
        if client is None and workers is None:
            client = _current(distributed)
        if client is None:
            _need_cryptography()
            count = check_count("workers", thread_count() if workers is None else workers)
            self._cluster = distributed.LocalCluster(
                n_workers=count,
                threads_per_worker=1,
                processes=True,
                security=True,  # no other program of this machine may run its functions here
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",
                env=dict.fromkeys((*THREAD_SETTINGS, "WORKBENCH_THREADS"), "1"),
            )
            client = distributed.Client(self._cluster, set_as_default=False)
        if not isinstance(client, distributed.Client):
            raise InputError(
                "engine must be 'local', 'dask' or a dask.distributed.Client, "
                f"got {type(client).__name__}."
            )
        self.client = client
        self._open = True
        self._last: tuple[NDArray[Any], Shared] | None = None
        self._folder = cache_folder() / "runs" if folder is None else check_path("folder", folder)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._arrays = Path(tempfile.mkdtemp(prefix="arrays-", dir=self._folder))

    def __repr__(self) -> str:
        """Return workers, threads and where to watch them."""
        if not self._open:
            return "DaskEngine(closed: blocks run in this process)"
        return f"DaskEngine({self.workers} at once; dashboard: {self.client.dashboard_link})"

    def _repr_html_(self) -> str:
        """Return the same with a link, and Dask's own card below."""
        html: str = self.client._repr_html_()
        return html

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close what was started here."""
        self.close()

    @property
    def distant(self) -> bool:
        """Whether blocks run in other processes; once it is closed they run here."""
        return self._open

    @property
    def workers(self) -> int:
        """How many blocks run at once, as of now: a cluster may grow and shrink."""
        if not self._open:
            return 1
        try:
            threads: dict[str, int] = self.client.nthreads()
        except Exception as error:
            raise _lost(error) from error
        return max(1, sum(threads.values()))

    @property
    def folder(self) -> Path:
        """Where finished blocks are kept until their stage is done."""
        return self._folder

    def share(self, array: NDArray[Any]) -> Shared:
        """Lay an array into a file that every worker can map; the same one again is there."""
        if not self._open:
            return Shared(array)
        if self._last is None or self._last[0] is not array:
            self._last = array, share_file(array, self._arrays)
        return self._last[1]

    def map(self, function: Callable[[Block], Result], blocks: Iterable[Block]) -> Iterator[Result]:
        """Yield ``function(block)`` for each block in order, a few blocks ahead of the reader.

        A block whose worker is lost runs again on another one.
        """
        if not self._open:
            yield from map(function, blocks)
            return
        waiting: deque[Any] = deque()
        try:
            for number, block in enumerate(blocks):
                if not number:
                    _check_sendable(function, block)  # the others are like the first
                waiting.append(self._submit(function, block))
                while len(waiting) >= AHEAD * self.workers:
                    yield self._result(waiting.popleft())
            while waiting:
                yield self._result(waiting.popleft())
        finally:
            with contextlib.suppress(Exception):  # of a cluster that is gone, nothing runs on
                self.client.cancel(list(waiting))

    def _submit(self, function: Callable[[Block], Result], block: Block) -> Any:
        """Hand a block to the cluster."""
        if self.client.status != "running":
            raise _lost()
        try:
            return self.client.submit(function, block, pure=False)
        except Exception as error:
            raise _lost(error) from error

    def _result(self, future: Any) -> Any:
        """Return what a block came to; what went wrong in the cluster itself is told as that."""
        distributed = _distributed()
        try:
            return future.result()
        except distributed.KilledWorker as error:
            raise EngineError(
                "a block of work ended its worker several times, most likely for want of memory. "
                "Start fewer workers or give them more memory, or use engine='local'."
            ) from error
        except Exception as error:
            gone = isinstance(error, (CancelledError, distributed.client.FutureCancelledError))
            if gone or self.client.status != "running":
                raise _lost(error) from error
            raise

    def close(self) -> None:
        """Remove shared arrays, and end the cluster where it was started here."""
        self._open, self._last = False, None
        shutil.rmtree(self._arrays, ignore_errors=True)
        if self._cluster is not None:
            self.client.close()
            self._cluster.close()


def _lost(error: Exception | None = None) -> EngineError:
    """Say that the cluster has gone."""
    reason = f" ({_reason(error)})" if error is not None else ""
    return EngineError(
        f"the connection to the Dask cluster is lost{reason}. Start a cluster again, or use "
        "engine='local'; with a cache, texts that were embedded are not embedded again."
    )


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200].strip(": ")


def _need_cryptography() -> None:
    """Raise where a cluster cannot be kept from strangers."""
    try:
        import cryptography  # noqa: F401  Dask makes its certificates with it
    except ImportError as error:
        raise DependencyError.for_extra("engine='dask'", "cryptography", "dask") from error


def _check_sendable(function: Any, block: Any) -> None:
    """Refuse what Dask cannot send to a worker."""
    from distributed.protocol import pickle

    dumps: Any = pickle.dumps
    try:
        dumps((function, block))
    except Exception as error:
        raise InputError(
            "what a worker needs cannot be sent to it, because it cannot be pickled "
            f"({_reason(error)}). Give a model by its name or folder, an encoder that can be "
            "pickled, or engine='local'."
        ) from error


def _distributed() -> Any:
    try:
        import distributed
    except ImportError as error:
        raise DependencyError.for_extra("engine='dask'", "distributed", "dask") from error
    return distributed


def _current(distributed: Any) -> Any:
    """Return the client that the caller made before, None where there is none."""
    try:
        return distributed.Client.current()
    except ValueError:
        return None
