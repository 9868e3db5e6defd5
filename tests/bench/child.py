"""One bench in a process of its own, so that none inherits the memory, sockets or crash of another.

    python -m tests.bench.child NAME N FILE

writes to FILE one JSON line: the result, or {"missing": what}.
"""

import importlib
import json
import sys
from pathlib import Path

from tests.bench import processes, result, services, sink
from tests.bench.registry import BENCHES


def main(name: str, n: int, file: Path) -> None:
    """Runs the bench with servers that start when it asks for them, and end with it."""
    processes.leave_on_sigterm()
    bench = next(bench for bench in BENCHES if bench.name == name)
    try:
        run = importlib.import_module(bench.module).run
        with services.Services() as servers, sink.running() as far_end:
            file.write_text(result.dumps(run(servers, far_end, n)))
    except ModuleNotFoundError as error:
        file.write_text(json.dumps({"missing": f"the module {error.name} is not there"}))
    except result.Missing as error:
        file.write_text(json.dumps({"missing": str(error)}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
