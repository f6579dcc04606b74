"""Every number that can be seen from outside, on one page. Labels are kinds and codes: never a person, never a text."""

from prometheus_client import Counter, Gauge, Histogram

_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
_SLOW = (0.05, 0.25, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0)  # seconds

# type: VK's type of event; outcome: queued, counted, repeated, ignored (the door); done, refused, stale, silent,
# failed, quarantined (the turn)
EVENTS = Counter("bot_events_total", "Events by VK's type and what became of them", ["type", "outcome"])
TURN_S = Histogram("bot_turn_seconds", "One turn, from claim to commit", ["outcome"], buckets=_FAST)
WAITED_S = Histogram("bot_inbox_wait_seconds", "From the door to the turn's commit", buckets=_FAST)
TURNS_RUNNING = Gauge("bot_turns_running", "Turns under way in this process")
SHARDS_HELD = Gauge("bot_inbox_shards", "Shards of the inbox this process works on, of 64")

INBOX_ROWS = Gauge("bot_inbox_rows", "Events waiting for their turn")
INBOX_LAG_S = Gauge("bot_inbox_lag_seconds", "Age of the oldest event that could be worked on now")
OUTBOX_ROWS = Gauge("bot_outbox_rows", "Requests to VK by state", ["state"])
OUTBOX_LAG_S = Gauge("bot_outbox_lag_seconds", "Age of the oldest request that could leave now")
QUARANTINED = Gauge("bot_quarantine_rows", "Events that failed three times")
JOBS_QUEUED = Gauge("bot_jobs_rows", "Jobs by state", ["state"])

# code: 0 a call that worked, -1 no answer at all, else VK's number
VK_CALLS = Counter("bot_vk_calls_total", "Calls of VK by method and code", ["method", "code"])
VK_CALL_S = Histogram("bot_vk_call_seconds", "One call of VK, without the pacer's wait", ["method"], buckets=_FAST)
PACER_WAIT_S = Histogram("bot_pacer_wait_seconds", "How long a call waited for its place", buckets=_FAST)

JOBS = Counter("bot_jobs_total", "Jobs by name and outcome (done, later, failed)", ["job", "outcome"])
JOB_S = Histogram("bot_job_seconds", "One job", ["job"], buckets=_SLOW)
CLOCK_LEADS = Gauge("bot_clock_leads", "1 while this process is the elected clock")
DATABASE_AWAY = Counter("bot_database_away_total", "How often a part waited for Postgres to come back", ["part"])
