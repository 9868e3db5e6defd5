"""What the operator may graph: Prometheus counters and histograms, one registry a process."""

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

registry: CollectorRegistry = REGISTRY

RECEIPTS = Counter("huizhi_receipts", "Receipts handled, by source and outcome.", ["source", "outcome"])
OUTGOING = Counter("huizhi_outgoing", "Messages to the authorities, by gateway and outcome.", ["gateway", "outcome"])
ANNOUNCEMENTS = Counter("huizhi_announcements_fanned_out", "Announcements turned into deliveries and suppressions.")
CANDIDATES = Counter("huizhi_candidates", "Followers matched, by what became of them.", ["outcome"])
DELIVERIES = Counter("huizhi_deliveries", "Delivery attempts, by channel and outcome.", ["channel", "outcome"])
DELIVERY_SECONDS = Histogram(
    "huizhi_receipt_to_accepted_seconds",
    "From the receipt being stored to the provider's yes.",
    ["channel"],
    buckets=(0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 30, 300, 3600),
)
CALLBACKS = Histogram(
    "huizhi_callback_seconds",
    "Answering a WeChat callback.",
    ["outcome"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5),
)
OLDEST_UNSENT = Gauge("huizhi_oldest_unsent_seconds", "Age of the oldest due delivery that no provider has taken.")
STANDING = Gauge("huizhi_deliveries_standing", "Deliveries standing in a state that wants attention.", ["state"])
ALERTS = Gauge("huizhi_alerts_open", "Operator alerts not yet acknowledged.")


def exposition() -> bytes:
    """Return the Prometheus text exposition of this process."""
    return generate_latest(registry)
