"""`python -m sandbox`: the outside world on one port of loopback."""

import argparse
from pathlib import Path

from sandbox.config import Config, SmsAccounts
from sandbox.serving import serve


def main() -> None:
    """Serve until interrupted."""
    parser = _parser()
    given = parser.parse_args()
    if given.demo and given.gacc_dir is None:
        parser.error("--demo drops receipts and needs --gacc-dir")
    config = _config(given)
    print(f"sandbox: {config.base}/dev/chat", flush=True)  # noqa: T201  the one line a person needs
    serve(config)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8801, help="HTTP port on 127.0.0.1 (8801)")
    parser.add_argument("--app", default="http://127.0.0.1:8000", help="the app that pushes and reports go to")
    parser.add_argument("--gacc-dir", type=Path, help="the import client's folder: receipts go to <dir>/Cooimp/InBox")
    parser.add_argument("--seed", type=int, default=1, help="what the dice are seeded with (1)")
    parser.add_argument("--ledger", type=Path, help="append accepted calls and user-visible copies to this file")
    for cloud in ("aliyun", "tencent"):
        parser.add_argument(f"--{cloud}-reports", metavar="URL", help=f"what {cloud}'s console has as report address")
    parser.add_argument("--smpp-port", type=int, help="serve an SMSC (SMPP 3.4) on this port")
    parser.add_argument("--demo", action="store_true", help="drop a receipt every few seconds")
    parser.add_argument("--demo-interval", type=float, default=6.0, metavar="SECONDS", help="how many (6)")
    return parser


def _config(given: argparse.Namespace) -> Config:
    named = (("aliyun", given.aliyun_reports), ("tencent", given.tencent_reports))
    return Config(
        sms=SmsAccounts(report_urls=tuple((name, url) for name, url in named if url)),
        app=given.app.rstrip("/"),
        port=given.port,
        gacc_dir=given.gacc_dir,
        seed=given.seed,
        ledger=given.ledger,
        demo=given.demo,
        demo_interval=given.demo_interval,
        smpp_port=given.smpp_port,
    )


if __name__ == "__main__":
    main()
